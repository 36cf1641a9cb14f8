import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RawValue } from '../../src/domain/record.ts'
import type { ComparedPart, Comparison, PartLimits } from '../../src/engine/index.ts'
import { compareKeys } from '../connectors/compare-keys.ts'
import { compareRows, type Rows } from './compare-rows.ts'
import { PROPERTY_RUNS } from './property-runs.ts'

const NAMES = ['crm', 'billing', 'mailer']

const integer = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom('-10', '-9', '0', '00', '7', '007', '+8', '9', '10', '12345678901234567890'),
  },
  { weight: 1, arbitrary: fc.constantFrom(null, '', 'x') },
)
const text = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom('a', 'A', 'a-b', 'ab', 'é', '\u{1F600}', '\uFFFD', 'x\ty', 'x\\', '~'),
  },
  { weight: 1, arbitrary: fc.constantFrom(null, '') },
)
const row: fc.Arbitrary<RawValue[]> = fc.tuple(integer, text, fc.constantFrom('1', '2', 'n/a', null))
const sides = fc.array(fc.array(row, { maxLength: 14 }), { minLength: 2, maxLength: 3 })
const limits = fc.array(
  fc.oneof(
    fc.record({ rows: fc.integer({ min: 1, max: 12 }) }),
    fc.record({ findings: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ rows: fc.integer({ min: 1, max: 12 }), findings: fc.integer({ min: 1, max: 5 }) }),
  ),
  { minLength: 1, maxLength: 4 },
)

const ORDER = ['integer', 'bytes'] as const

function compare(given: readonly RawValue[][][], batchSize: number, part?: PartLimits): Promise<Comparison> {
  const rows = given.map((cells, index): [string, Rows] => [
    NAMES[index]!,
    {
      columns: ['tenant:integer', 'id:text', 'amount:decimal'],
      rows: cells.toSorted((a, b) => compareKeys(a, b, ORDER)),
    },
  ])
  const wanted = {
    key: ['tenant', 'id'],
    sides: Object.fromEntries(rows.map(([name]) => [name, {}])),
    fields: { amount: { type: 'decimal', total: true } },
  } as const
  return compareRows(wanted, Object.fromEntries(rows), { batchSize, ...(part ? { part } : {}) })
}

/** Goes on until the end; each part is asked for what the one before left. */
async function compareInParts(given: readonly RawValue[][][], batchSize: number, parts: readonly object[]) {
  const compared: Comparison[] = []
  let after: ComparedPart['after'] = null
  for (;;) {
    const comparison = await compare(given, batchSize, { after, ...parts[compared.length % parts.length] })
    compared.push(comparison)
    const stopped: ComparedPart | undefined = comparison.part
    if (!stopped || stopped.stoppedBy === null) return compared
    expect(stopped.upTo).not.toBe(null)
    after = stopped.upTo
    if (compared.length > 200) throw new Error('it never comes to the end')
  }
}

const told = (comparison: Comparison) =>
  comparison.findings.map((finding) => {
    if (finding.kind !== 'missing') return JSON.stringify(finding)
    const { probablyNow: _, ...rest } = finding
    return JSON.stringify(rest)
  })

describe('comparisons with limits that go on from each other', { timeout: 1_800_000 }, () => {
  it('find together what one without limits finds, in its order, and count the same records', async () => {
    await fc.assert(
      fc.asyncProperty(sides, limits, fc.integer({ min: 1, max: 5 }), async (given, parts, batchSize) => {
        const whole = await compare(given, batchSize)
        const compared = await compareInParts(given, batchSize, parts)
        expect(compared.flatMap(told)).toEqual(told(whole))
        const counted = (count: 'matched' | 'agreeing') =>
          compared.reduce((sum, { summary }) => sum + summary.counts[count], 0)
        expect(counted('matched')).toBe(whole.summary.counts.matched)
        expect(counted('agreeing')).toBe(whole.summary.counts.agreeing)
      }),
      { numRuns: PROPERTY_RUNS },
    )
  })
})
