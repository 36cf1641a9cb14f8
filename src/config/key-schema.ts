import { z } from 'zod'
import { KEY_TYPES } from '../domain/key-rules.ts'
import * as scalars from './scalar-schemas.ts'

/** One column, or several. */
export const keyColumns = (error: string) =>
  z.union([scalars.text('a column name'), z.array(scalars.text('a column name')).min(1, { error })], {
    error,
  })

/** Rules of one part of the key. */
export type KeyConfig = z.infer<typeof KeyConfig>
export const KeyConfig = z
  .strictObject(
    {
      type: scalars
        .choice(KEY_TYPES, 'a key type')
        .optional()
        .describe('How the part is compared. Unsaid: as integer where all typed sides have one, else text.'),
      trim: scalars.trim.optional(),
      ignoreCase: scalars.ignoreCase.optional(),
      keep: scalars.keep.optional(),
      stripPrefix: z
        .union(
          [
            scalars.text('a prefix'),
            z.record(scalars.sideName, scalars.text('a prefix: write it in quotes'), {
              error: 'a mapping: write side: "PREFIX-"',
            }),
          ],
          { error: 'a prefix: write it in quotes, or { side: "PREFIX-" }' },
        )
        .optional()
        .meta({
          description: 'What keys may begin with and others do not: on every side, or by side.',
          examples: ['CUST-', { billing: 'CUST-' }],
        }),
    },
    { error: 'rules of a key part: write { trim: true, type: integer }' },
  )
  .describe('Rules of one part of the key.')

const ENDS = "the mapping's columns: write one, or as many as the key has"

/** The table that translates a side's keys. */
export type ViaConfig = z.infer<typeof ViaConfig>
export const ViaConfig = z
  .strictObject(
    {
      source: scalars
        .text('the name of a source: write one listed under sources')
        .describe('Name of the source of the mapping.'),
      table: scalars
        .text('a table name: write schema.table')
        .optional()
        .meta({ description: 'Table or view of the mapping.', examples: ['public.id_map'] }),
      query: scalars
        .text('a query: write a select statement')
        .optional()
        .meta({ description: 'A select statement to read instead of a table.' }),
      where: scalars
        .text("a condition: write it in the source's SQL")
        .optional()
        .meta({ description: "Reads only pairs that meet this condition, in the source's SQL." }),
      from: keyColumns(ENDS).meta({
        description: "Its column, or columns, with this side's own key.",
        examples: ['account_no'],
      }),
      to: keyColumns(ENDS).meta({
        description: 'Its column, or columns, with the key that the other sides use.',
        examples: ['customer_id'],
      }),
    },
    { error: 'a mapping table: write { source, table, from, to }' },
  )
  .describe("Translates this side's keys where both systems use different ones.")
