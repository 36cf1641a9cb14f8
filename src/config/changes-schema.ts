import { z } from 'zod'
import type { SideChanges } from '../domain/reconciliation.ts'
import { keyColumns } from './key-schema.ts'
import * as scalars from './scalar-schemas.ts'

const FORMS =
  'a change log: write { table, key, order }, or { slot, publication } of a logical replication slot'

/** Where a side's database tells which records changed. */
export type SideChangesConfig = z.infer<typeof SideChangesConfig>
export const SideChangesConfig = z
  .strictObject(
    {
      table: scalars
        .text('a table name: write schema.table')
        .optional()
        .meta({
          description: 'Append-only table with a row for each change, in the database of the side.',
          examples: ['audit.customer_changes'],
        }),
      key: keyColumns('a key: write one column of the table, or a list such as [region, id]')
        .optional()
        .meta({
          description: 'Its column, or columns, with the key of the record that changed.',
          examples: ['customer_id'],
        }),
      order: scalars
        .text('a column name')
        .optional()
        .meta({
          description: 'Its column that grows with every row: an integer, or a timestamp with time zone.',
          examples: ['id'],
        }),
      slot: scalars
        .text('the name of a logical replication slot')
        .optional()
        .meta({
          description: 'Logical replication slot (pgoutput) of nobody else.',
          examples: ['counterfoil_customers'],
        }),
      publication: scalars
        .text('the name of a publication')
        .optional()
        .meta({ description: "Publication with the side's table.", examples: ['counterfoil'] }),
    },
    { error: FORMS },
  )
  .superRefine((value, context) => {
    const said = Object.keys(value).sort().join()
    if (said !== 'key,order,table' && said !== 'publication,slot')
      context.addIssue({ code: 'custom', message: FORMS })
  })
  .describe("Where the side's PostgreSQL tells which records changed, so that no updatedAt need be trusted.")

/** The one of both forms that is said. */
export function normaliseSideChanges(config: SideChangesConfig): SideChanges {
  const { table, key, order, slot, publication } = config
  if (slot !== undefined) return { kind: 'slot', slot, publication: publication! }
  return { kind: 'table', table: table!, key: typeof key === 'string' ? [key] : key!, order: order! }
}
