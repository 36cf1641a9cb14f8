import { berlinWallClock, withOffset } from './clock-text.ts'
import type { Customer } from './sample-customers.ts'
import { sampleCustomers } from './sample-customers.ts'
import type { SampleRow, SampleSystem } from './sample-system.ts'

/** The three systems that know customers, each in its own words, before anything is wrong with them. */
export interface CustomerSystems {
  readonly crm: SampleSystem
  readonly billing: SampleSystem
  readonly warehouse: SampleSystem
}

const BILLING_PLANS = { pro: 'P1', free: 'F0', team: 'T5' } as const

/** All 850 customers in all three systems, plus 36 former ones that only the CRM still has. */
export function cleanCustomerSystems(day: string): CustomerSystems {
  const customers = sampleCustomers(day)
  return {
    crm: {
      name: 'crm',
      title: 'the CRM',
      home: 'database',
      table: 'customers',
      columns: {
        id: 'integer',
        full_name: 'text',
        email: 'text',
        plan: 'text',
        balance: 'numeric(12,2)',
        newsletter: 'boolean',
        last_seen: 'timestamptz',
        active: 'boolean',
      },
      rows: [...customers.map(crmRow), ...formerCustomers(customers)],
    },
    billing: {
      name: 'billing',
      title: 'billing',
      home: 'csv',
      table: 'billing',
      columns: {
        customer_ref: 'text',
        account_name: 'text',
        contact: 'text',
        plan_code: 'text',
        amount_due: 'text',
        wants_news: 'text',
        last_activity: 'text',
      },
      rows: customers.map(billingRow),
    },
    warehouse: {
      name: 'warehouse',
      title: 'the analytics warehouse',
      home: 'ndjson',
      table: 'warehouse',
      columns: {
        customer_key: 'text',
        name: 'text',
        email: 'text',
        plan: 'text',
        balance: 'text',
        newsletter: 'text',
        last_seen_at: 'text',
      },
      rows: customers.map(warehouseRow),
    },
  }
}

function crmRow(customer: Customer): SampleRow {
  return {
    id: customer.id,
    full_name: customer.name,
    email: customer.email,
    plan: customer.plan,
    balance: amount(customer.balanceCents),
    newsletter: customer.newsletter ? 't' : 'f',
    last_seen: `${customer.lastSeenAt.toISOString().slice(0, 19).replace('T', ' ')}+00`,
    active: 't',
  }
}

/** They are not active, so the reconciliation's `where` leaves them out. */
function formerCustomers(customers: readonly Customer[]): readonly SampleRow[] {
  return customers
    .slice(0, 36)
    .map((customer) => ({ ...crmRow(customer), id: String(Number(customer.id) - 900), active: 'f' }))
}

/** Upper case, padded names; Berlin's wall clock; whole amounts without decimals; a penny of drift here and there. */
function billingRow(customer: Customer, index: number): SampleRow {
  const minutesLate = index % 7 === 0 ? 1 + (index % 12) : 0
  return {
    customer_ref: customer.id,
    account_name: `${customer.name.toUpperCase()}${index % 3 === 0 ? '  ' : ''}`,
    contact: customer.email.toLowerCase(),
    plan_code: BILLING_PLANS[customer.plan],
    amount_due: amount(customer.balanceCents + (index % 31 === 5 ? 1 : 0)).replace(/\.00$/, ''),
    wants_news: customer.newsletter ? 'yes' : 'no',
    last_activity: berlinWallClock(new Date(customer.lastSeenAt.getTime() + minutesLate * 60_000)),
  }
}

/** Lower case e-mail addresses, four decimals, and New York's offset. */
function warehouseRow(customer: Customer): SampleRow {
  return {
    customer_key: customer.id,
    name: customer.name,
    email: customer.email.toLowerCase(),
    plan: customer.plan,
    balance: `${amount(customer.balanceCents)}00`,
    newsletter: customer.newsletter ? 'Y' : 'N',
    last_seen_at: withOffset(customer.lastSeenAt, -5),
  }
}

/** Cents as a decimal: 4250 is `42.50`. */
export function amount(cents: number): string {
  return `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
}
