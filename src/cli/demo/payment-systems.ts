import { berlinWallClock, startOfDay } from './clock-text.ts'
import { amount } from './customer-systems.ts'
import { randomNumbers } from './random-numbers.ts'
import { daytime } from './sample-customers.ts'
import type { SampleRow, SampleSystem } from './sample-system.ts'

/** The payment system and the export that accounting makes of it, before anything is wrong with them. */
export interface PaymentSystems {
  readonly payments: SampleSystem
  readonly accounting: SampleSystem
}

interface Payment {
  readonly id: string
  readonly customer: string
  readonly cents: number
  readonly currency: 'EUR' | 'USD' | 'GBP' | 'JPY'
  readonly paidAt: Date
}

const CURRENCIES = ['EUR', 'EUR', 'EUR', 'USD', 'GBP', 'JPY'] as const

/** 402 payments, PAY-20001 to PAY-20402, over the 30 days before `day`, the newest last. */
export function cleanPaymentSystems(day: string): PaymentSystems {
  const random = randomNumbers(402)
  const payments = Array.from({ length: 402 }, (_, index): Payment => {
    const currency = random.pick(CURRENCIES)
    return {
      id: `PAY-${20_001 + index}`,
      customer: String(1001 + random.below(850)),
      cents: currency === 'JPY' ? (random.below(90_000) + 500) * 100 : random.below(180_000) + 250,
      currency,
      paidAt: daytime(startOfDay(day, -30 + Math.floor((index * 30) / 402)), random),
    }
  })
  return {
    payments: {
      name: 'payments',
      title: 'the payment system',
      home: 'database',
      table: 'payments',
      columns: {
        payment_id: 'text',
        customer_id: 'integer',
        amount: 'numeric(14,2)',
        currency: 'char(3)',
        captured_at: 'timestamptz',
      },
      rows: payments.map(paymentRow),
    },
    accounting: {
      name: 'accounting',
      title: 'the accounting export',
      home: 'csv',
      table: 'accounting',
      columns: { reference: 'text', debtor: 'text', gross: 'text', ccy: 'text', booked_at: 'text' },
      rows: payments.map(accountingRow),
    },
  }
}

function paymentRow(payment: Payment): SampleRow {
  return {
    payment_id: payment.id,
    customer_id: payment.customer,
    amount: amount(payment.cents),
    currency: payment.currency,
    captured_at: `${payment.paidAt.toISOString().slice(0, 19).replace('T', ' ')}+00`,
  }
}

/** Books minutes later, on Berlin's wall clock, currency in lower case, and yen without decimals, as they have none. */
function accountingRow(payment: Payment, index: number): SampleRow {
  const bookedAt = new Date(payment.paidAt.getTime() + (index % 4) * 150_000)
  return {
    reference: payment.id,
    debtor: payment.customer,
    gross: payment.currency === 'JPY' ? String(payment.cents / 100) : amount(payment.cents),
    ccy: payment.currency.toLowerCase(),
    booked_at: berlinWallClock(bookedAt),
  }
}
