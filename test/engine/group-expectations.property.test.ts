import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compareRows, type Rows } from './compare-rows.ts'
import type { Wanted } from './make-reconciliation.ts'
import { PROPERTY_RUNS } from './property-runs.ts'

const RULES: Wanted = {
  sides: {
    invoices: { optional: true },
    payments: {
      groupBy: { aggregates: { amount: 'sum', note: 'min' }, partsColumn: null },
      expect: {
        amount: {
          required: true,
          oneOf: ['1', '2', '-3', '500'],
          range: { min: '0', max: '100' },
          pattern: null,
          length: null,
          unique: false,
        },
        note: { required: false, oneOf: null, range: null, pattern: '^[a-z]+$', length: null, unique: false },
      },
    },
  },
  fields: { amount: { type: 'decimal' }, note: {} },
}
const AMOUNTS = [null, '1', '1.0', '2', '-3', '500', '7', '7.0', 'n/a']
const NOTES = [null, 'ok', 'NO', 'No', '9']

const record = fc.record({ amount: fc.constantFrom(...AMOUNTS), note: fc.constantFrom(...NOTES) })
const shuffled = fc
  .array(record, { minLength: 1, maxLength: 6 })
  .chain((records) =>
    fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length })),
  )

type Payment = { readonly amount: string | null; readonly note: string | null }

const invoices: Rows = { columns: ['id', 'amount', 'note'], rows: [] }
async function invalidOf(records: readonly Payment[]) {
  const payments = {
    columns: ['id', 'amount', 'note'],
    rows: records.map(({ amount, note }) => ['1', amount, note]),
  }
  const { findings } = await compareRows(RULES, { invoices, payments })
  return findings.flatMap((finding) =>
    finding.kind === 'invalid' ? [`${finding.field} ${finding.raw} ${finding.rule} ${finding.records}`] : [],
  )
}

/** What the page about the config says, as naively as it can be written. */
function expected(records: readonly Payment[]): string[] {
  const amounts = records.map(({ amount }) => amount)
  const notes = records.map(({ note }) => note)
  const report = (field: string, rules: readonly (readonly [string, readonly (string | null)[]])[]) => {
    const [rule, broken] = rules.find(([, values]) => values.length > 0) ?? []
    return rule && broken ? [`${field} ${[...broken].sort()[0]} ${rule} ${broken.length}`] : []
  }
  const isWhole = (text: string | null): text is string => text !== null && text !== 'n/a'
  const oneOf = amounts.filter((text) => isWhole(text) && ![1, 2, -3, 500].includes(Number(text)))
  const range = amounts.filter(
    (text) => isWhole(text) && !oneOf.includes(text) && (text === '-3' || text === '500'),
  )
  const amount = amounts.includes('n/a')
    ? ['amount n/a undefined undefined']
    : report('amount', [
        ['required', amounts.filter((text) => text === null)],
        ['oneOf', oneOf],
        ['range', range],
      ])
  return [...amount, ...report('note', [['pattern', notes.filter((text) => text !== null && text !== 'ok')]])]
}

it('expectations of a group do not depend on the order of its records', { timeout: 1_800_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(shuffled, async ([records, others]) => {
      expect(await invalidOf(records)).toEqual(expected(records))
      expect(await invalidOf(others)).toEqual(expected(records))
    }),
    { numRuns: PROPERTY_RUNS },
  )
})
