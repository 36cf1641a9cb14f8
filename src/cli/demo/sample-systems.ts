import { applyEdits } from './apply-edits.ts'
import { cleanCustomerSystems } from './customer-systems.ts'
import { cleanPaymentSystems } from './payment-systems.ts'
import type { Planted } from './planted.ts'
import { plantedCustomers } from './planted-customers.ts'
import { plantedPayments } from './planted-payments.ts'
import type { SampleSystems } from './sample-system.ts'

/** The demo's five systems as they are on its first day, what they would be without defects, and the defects. */
export interface SampleData {
  readonly systems: SampleSystems
  readonly clean: SampleSystems
  readonly planted: { readonly customers: readonly Planted[]; readonly payments: readonly Planted[] }
}

/** The same `day` (`2026-11-01`) always gives the same data. */
export function sampleData(day: string): SampleData {
  const customers = cleanCustomerSystems(day)
  const payments = cleanPaymentSystems(day)
  const clean = { ...customers, ...payments }
  const planted = { customers: plantedCustomers(customers), payments: plantedPayments() }
  const edits = [...planted.customers, ...planted.payments].flatMap((defect) => defect.edits)
  return { systems: applyEdits(clean, edits), clean, planted }
}
