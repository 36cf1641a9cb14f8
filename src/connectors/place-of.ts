import type { SideLocation } from '../domain/reconciliation.ts'

/** Where a side is read, as errors name it: `crm: public.people`. */
export function placeOf(name: string, { table }: Pick<SideLocation, 'table'>): string {
  return `${name}: ${table ?? 'the query'}`
}
