import { duplicate, mismatch, missing, type Planted } from './planted.ts'

/**
 * What is wrong with the payments: 6 findings, 4 of them in the last week. Of 402 payments the payment system lacks one
 * (401), and the export lacks one and has one twice (402).
 */
export function plantedPayments(): readonly Planted[] {
  return [
    missing('PAY-20377', ['accounting']),
    missing('PAY-20120', ['payments']),
    duplicate('PAY-20391', 'accounting'),
    // A cent: payments have no tolerance.
    mismatch('PAY-20055', 'amount', {
      payments: { amount: '118.40', currency: 'EUR' },
      accounting: { gross: '118.41', ccy: 'eur' },
    }),
    // Somebody gave yen two decimals, which have none.
    mismatch('PAY-20364', 'amount', {
      payments: { amount: '48200.00', currency: 'JPY' },
      accounting: { gross: '482', ccy: 'jpy' },
    }),
    mismatch('PAY-20398', 'currency', {
      payments: { amount: '75.00', currency: 'EUR' },
      accounting: { gross: '75.00', ccy: 'usd' },
    }),
  ]
}
