import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/domain/finding.ts'
import type { RawValue } from '../../src/domain/record.ts'
import { compareRows } from './compare-rows.ts'
import type { Wanted } from './make-reconciliation.ts'
import { ORACLE_FIELDS, type OracleSide, oracleFindings } from './naive-oracle.ts'
import { PROPERTY_RUNS } from './property-runs.ts'

const KEYS = [
  '1',
  '10',
  '9',
  '007',
  '7',
  'a',
  'A',
  '_a',
  'a-b',
  'a b',
  'é',
  'e\u0301',
  '\u{1F600}',
  '\uFFFD',
  'x\ty',
  'x\\',
  'x\nz',
]
const key = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(...KEYS) },
  { weight: 1, arbitrary: fc.constantFrom(null, '') },
)
const name = fc.constantFrom<RawValue>('Ann', 'ann', ' Ann', 'Bob', '', null, 'a\\Nb', 'tab\there')
const amount = fc.constantFrom<RawValue>(
  '10',
  '10.00',
  '10.01',
  '10.02',
  '10.03',
  '-0.00',
  '0',
  '7.5',
  'n/a',
  '',
  null,
)
const active = fc.constantFrom<RawValue>('t', 'TRUE', 'yes', 'f', 'No', '0', 'maybe', null)
const row = fc.tuple(key, name, amount, active)

/** Sides that share most rows, so that agreement, mismatches and missing records all happen. */
const sides: fc.Arbitrary<OracleSide[]> = fc
  .record({
    base: fc.uniqueArray(row, { maxLength: 14, selector: (cells) => cells[0] }),
    sides: fc.array(
      fc.record({
        optional: fc.boolean(),
        dropped: fc.array(fc.nat(13), { maxLength: 3 }),
        edited: fc.array(fc.tuple(fc.nat(13), row), { maxLength: 4 }),
        added: fc.array(row, { maxLength: 3 }),
      }),
      { minLength: 2, maxLength: 4 },
    ),
  })
  .map(({ base, sides }) =>
    sides.map(({ optional, dropped, edited, added }, index) => {
      const edits = new Map(edited)
      const kept = base.flatMap((cells, at) => {
        const edit = edits.get(at)
        return dropped.includes(at) ? [] : [edit ? [cells[0], ...edit.slice(1)] : cells]
      })
      return {
        name: ['crm', 'billing', 'mailer', 'ledger'][index]!,
        optional,
        rows: [...kept, ...added] as RawValue[][],
      }
    }),
  )

const RULES = {
  name: { type: 'text', trim: true, ignoreCase: true },
  amount: { type: 'decimal', tolerance: { kind: 'absolute', amount: '0.02' } },
  active: { type: 'boolean' },
} as const

function compare(given: readonly OracleSide[], batchSize: number) {
  const wanted: Wanted = {
    sides: Object.fromEntries(given.map((side) => [side.name, { optional: side.optional }])),
    fields: RULES,
  }
  const rows = given.map((side) => [
    side.name,
    { columns: ['id', ...ORACLE_FIELDS], rows: inKeyOrder(side.rows) },
  ])
  return compareRows(wanted, Object.fromEntries(rows), { batchSize })
}

function inKeyOrder(rows: readonly (readonly RawValue[])[]) {
  return [...rows].sort((a, b) =>
    Buffer.compare(Buffer.from(a[0] ?? '\u{10FFFF}'), Buffer.from(b[0] ?? '\u{10FFFF}')),
  )
}

function sentence(finding: Finding): string {
  const id = JSON.stringify(finding.key.id)
  switch (finding.kind) {
    case 'duplicate':
      return `duplicate ${id} ${finding.count}x on ${finding.side}`
    case 'invalid':
      return `invalid ${finding.side} ${finding.field} of ${id}: ${JSON.stringify(finding.raw)}`
    case 'missing':
      return `missing ${id} on ${[...finding.presentOn].sort()} not ${[...finding.missingFrom].sort()}`
    case 'rekeyed':
      return `rekeyed ${id}`
    case 'mismatch': {
      const values = Object.entries(finding.values).sort(([a], [b]) => (a < b ? -1 : 1))
      return `mismatch ${id} ${finding.field}: ${values.map(([side, raw]) => `${side}=${JSON.stringify(raw)}`).join(' ')}`
    }
    case 'schema':
      return `schema ${finding.field}`
  }
}

describe('compareSides() against a naive oracle', { timeout: 1_800_000 }, () => {
  it('finds what the oracle finds and nothing else, in batches of any size', async () => {
    await fc.assert(
      fc.asyncProperty(sides, fc.integer({ min: 1, max: 6 }), async (given, batchSize) => {
        const { findings } = await compare(given, batchSize)
        expect(findings.map(sentence).sort()).toEqual(oracleFindings(given))
      }),
      { numRuns: PROPERTY_RUNS },
    )
  })

  it('gives the same findings, in the same order, whatever the batches', async () => {
    await fc.assert(
      fc.asyncProperty(sides, fc.integer({ min: 1, max: 6 }), async (given, batchSize) => {
        expect(await compare(given, batchSize)).toEqual(await compare(given, Number.POSITIVE_INFINITY))
      }),
      { numRuns: Math.ceil(PROPERTY_RUNS / 4) },
    )
  })

  it('gives the same findings and counts whatever the order of the sides', async () => {
    await fc.assert(
      fc.asyncProperty(sides, async (given) => {
        const [there, back] = [await compare(given, 3), await compare([...given].reverse(), 3)]
        expect(back.findings.map(sentence).sort()).toEqual(there.findings.map(sentence).sort())
        expect(back.summary.counts).toEqual(there.summary.counts)
        expect(back.summary.drift).toEqual(there.summary.drift)
        expect(back.summary.agreement).toEqual(there.summary.agreement)
      }),
      { numRuns: Math.ceil(PROPERTY_RUNS / 4) },
    )
  })

  it('keeps every record with the findings that it reports', async () => {
    await fc.assert(
      fc.asyncProperty(sides, async (given) => {
        const wanted: Wanted = {
          sides: Object.fromEntries(given.map((side) => [side.name, {}])),
          fields: RULES,
        }
        const rows = Object.fromEntries(
          given.map((side) => [
            side.name,
            { columns: ['id', ...ORACLE_FIELDS], rows: inKeyOrder(side.rows) },
          ]),
        )
        const [kept, plain] = [
          await compareRows(wanted, rows, { keepRecords: true }),
          await compareRows(wanted, rows),
        ]
        expect(kept.summary).toEqual(plain.summary)
        expect(kept.findings).toEqual(plain.findings)
        const keyed = kept.findings.filter((finding) => finding.key.id)
        expect(kept.records.flatMap((record) => record.findings)).toEqual(keyed)
        const keys = new Set(
          given.flatMap((side) => side.rows.flatMap((cells) => (cells[0] ? [cells[0]] : []))),
        )
        expect(kept.records.length).toBe(keys.size)
      }),
      { numRuns: Math.ceil(PROPERTY_RUNS / 4) },
    )
  })
})
