import type { CustomerSystems } from './customer-systems.ts'
import { duplicate, invalid, mismatch, missing, type Planted } from './planted.ts'
import { rowsOf } from './sample-system.ts'

/** Nine sign-ups of the last evening that never reached billing. */
const LOST_SIGN_UPS = ['1842', '1843', '1844', '1845', '1846', '1847', '1848', '1849', '1850']

/**
 * What is wrong with the customers: 23 findings, of every kind. They also explain the row counts. Of 850 customers the
 * CRM lacks 3 (847), billing lacks 11 (839), and the warehouse lacks 1 and has 2 twice (851).
 */
export function plantedCustomers(clean: CustomerSystems): readonly Planted[] {
  return [
    ...LOST_SIGN_UPS.map((key) => missing(key, ['billing'])),
    missing('1012', ['crm']),
    missing('1230', ['crm', 'billing']),
    missing('1471', ['crm', 'billing']),
    missing('1655', ['warehouse']),
    duplicate('1027', 'warehouse'),
    duplicate('1368', 'warehouse'),
    invalid({ key: '1019', field: 'balance', system: 'billing' }, { amount_due: 'n/a' }),
    mismatch('1035', 'plan', {
      crm: { plan: 'pro' },
      billing: { plan_code: 'F0' },
      warehouse: { plan: 'pro' },
    }),
    mismatch('1042', 'balance', {
      crm: { balance: '492.05' },
      billing: { amount_due: '429.05' },
      warehouse: { balance: '492.0500' },
    }),
    mismatch('1111', 'newsletter', {
      crm: { newsletter: 'f' },
      billing: { wants_news: 'yes' },
      warehouse: { newsletter: 'N' },
    }),
    // No address in two systems, an empty one in the third: null is not the same as empty.
    mismatch('1290', 'email', { crm: { email: null }, billing: { contact: '' }, warehouse: { email: null } }),
    inCents(clean, '1508'),
    inCents(clean, '1509'),
    oneHourOff(clean, '1777'),
  ]
}

/** Someone exported cents where everybody else has whole units. */
function inCents(clean: CustomerSystems, key: string): Planted {
  const balance = rowsOf(clean.crm, key)[0]!.balance!
  return mismatch(key, 'balance', { billing: { amount_due: balance.replace('.', '') } })
}

/** Someone took one zone's wall clock for another's. */
function oneHourOff(clean: CustomerSystems, key: string): Planted {
  const text = rowsOf(clean.warehouse, key)[0]!.last_seen_at!
  return mismatch(key, 'last_seen', { warehouse: { last_seen_at: text.replace('-05:00', '-04:00') } })
}
