import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Comparison, completeComparison, explainTotals } from '../../src/engine/index.ts'
import { compareRows, type RowsOptions } from './compare-rows.ts'
import type { Wanted } from './make-reconciliation.ts'

/** A record of a side, and whether the side dates it within the range. */
interface Dated {
  readonly cells: readonly (string | null)[]
  readonly inRange: boolean
}
type Sides = Readonly<Record<string, readonly Dated[]>>

interface World {
  readonly rules: Wanted
  readonly columns: readonly string[]
  readonly sides: Sides
}

/** The two readings of a date range, joined; and all keys that are in it on some side, read at once. */
async function readTwice({ rules, columns, sides }: World, options: RowsOptions = {}) {
  const compare = (wanted: (dated: Dated) => boolean, more: RowsOptions) =>
    compareRows(
      rules,
      Object.fromEntries(
        Object.entries(sides).map(([name, records]) => [
          name,
          { columns, rows: records.filter(wanted).map(({ cells }) => cells) },
        ]),
      ),
      { ...options, ...more },
    )
  const first = await compare(({ inRange }) => inRange, { deferIncomplete: true })
  const deferred = new Set(first.deferred.map(({ id }) => id))
  const second = await compare(({ cells }) => deferred.has(cells[0]!), { completes: first })
  const seen = new Set(Object.values(sides).flatMap((all) => all.filter(isIn).map(({ cells }) => cells[0])))
  const whole = await compare(({ cells }) => seen.has(cells[0]!), {})
  return { first, joined: completeComparison(first, second), whole }
}

const isIn = ({ inRange }: Dated) => inRange
const sorted = ({ findings }: Comparison) => findings.map((finding) => JSON.stringify(finding)).sort()

const amount = fc.constantFrom(null, '0', '10', '10.00', '10.01', '-5', '1e2', '9007199254740993', 'n/a')
const record = fc.record({
  key: fc.constantFrom('1', '2', '3', '4', '5', '6'),
  amount,
  inRange: fc.boolean(),
})
const side = (isUnique: boolean) => {
  const records = isUnique
    ? fc.uniqueArray(record, { maxLength: 6, selector: ({ key }) => key })
    : fc.array(record, { maxLength: 9 })
  return records.map((all): Dated[] =>
    all
      .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
      .map(({ key, amount, inRange }) => ({ cells: [key, amount], inRange })),
  )
}
const worlds = (isUnique: boolean) =>
  fc.record({
    rules: fc.constantFrom(null, '0.01').map(
      (tolerance): Wanted => ({
        sides: { crm: {}, billing: {}, mailer: { optional: true } },
        fields: {
          amount: {
            type: 'decimal',
            total: true,
            tolerance: tolerance === null ? null : { kind: 'absolute', amount: tolerance },
          },
        },
      }),
    ),
    columns: fc.constant(['id', 'amount']),
    sides: fc.record({ crm: side(isUnique), billing: side(isUnique), mailer: side(isUnique) }),
  })

describe('completeComparison()', () => {
  it('explains all of the totals of a range, whatever is dated outside of it on some side', async () => {
    await fc.assert(
      fc.asyncProperty(worlds(false), async (world) => {
        const { first, joined } = await readTwice(world)
        expect(joined.summary.sides).toEqual(first.summary.sides)
        for (const { unexplained } of explainTotals(joined)) expect(unexplained).toMatch(/^0(\.0+)?$/)
      }),
      { numRuns: 500 },
    )
  })

  it('finds what one reading of these keys finds', async () => {
    await fc.assert(
      fc.asyncProperty(worlds(true), async (world) => {
        const { joined, whole } = await readTwice(world)
        expect(sorted(joined)).toEqual(sorted(whole))
        expect(joined.summary.counts).toEqual(whole.summary.counts)
        expect(joined.deferred).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it('tells what is dated outside from what differs and what is missing', async () => {
    const dated = (id: string, amount: string, inRange = true): Dated => ({ cells: [id, amount], inRange })
    const world: World = {
      rules: {
        sides: { crm: {}, billing: {} },
        fields: { amount: { type: 'decimal', total: true } },
      },
      columns: ['id', 'amount'],
      sides: {
        crm: [dated('1', '10.00'), dated('2', '20.00'), dated('3', '40.00'), dated('4', '1.00', false)],
        // 2 is dated later and has another amount, 3 is missing, 4 is dated earlier on crm.
        billing: [dated('1', '10.00'), dated('2', '20.05', false), dated('4', '1.00')],
      },
    }
    const { joined } = await readTwice(world)
    // 11.00 less 70.00 is 0.05 (2 differs) less 40.00 (3 is missing) less 20.05 (2 on billing) plus 1.00 (4 on crm).
    expect(explainTotals(joined)).toEqual([
      {
        field: 'amount',
        side: 'billing',
        against: 'crm',
        difference: '-59.00',
        found: { mismatch: '0.05', missing: '-40.00' },
        allowed: '0.00',
        outside: '-19.05',
        unexplained: '0.00',
        isExplained: true,
      },
    ])
  })

  it('leaves deferred amounts unexplained where a record outside has none that can be added', async () => {
    const world: World = {
      rules: { sides: { crm: {}, billing: {} }, fields: { amount: { type: 'decimal', total: true } } },
      columns: ['id', 'amount'],
      sides: {
        crm: [{ cells: ['1', '3'], inRange: true }],
        billing: [{ cells: ['1', 'NaN'], inRange: false }],
      },
    }
    const [total] = explainTotals((await readTwice(world)).joined)
    expect(total).toMatchObject({ difference: '-3', unexplained: '-3', isExplained: false })
  })

  it('finds the hints of both readings, as one reading of all would', async () => {
    const ids = Array.from({ length: 300 }, (_, id) => String(id).padStart(3, '0'))
    // Every tenth is wrong and in yen; of those every second is dated outside on billing, as are some right ones.
    const world: World = {
      rules: { sides: { crm: {}, billing: {} }, fields: { amount: {}, currency: {} } },
      columns: ['id', 'amount:decimal', 'currency'],
      sides: {
        crm: ids.map((id, index) => ({
          cells: [id, String(index + 1), index % 10 === 0 ? 'JPY' : 'EUR'],
          inRange: true,
        })),
        billing: ids.map((id, index) => ({
          cells: [id, String((index + 1) * (index % 10 === 0 ? 100 : 1)), index % 10 === 0 ? 'JPY' : 'EUR'],
          inRange: index % 20 !== 0 && index % 7 !== 0,
        })),
      },
    }
    const { first, joined, whole } = await readTwice(world, { findHints: true })
    const hints = [{ field: 'currency', value: 'JPY', covered: 30, others: 0 }]
    expect(first.patterns).toEqual([])
    expect(joined.patterns).toMatchObject([{ field: 'amount', cause: 'x100', count: 30, hints }])
    expect(joined.patterns.map(({ hints }) => hints)).toEqual(whole.patterns.map(({ hints }) => hints))
  })
})
