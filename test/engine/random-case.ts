import fc from 'fast-check'
import type { Field } from '../../src/domain/reconciliation.ts'
import type { RawValue } from '../../src/domain/record.ts'
import type { Rows } from './compare-rows.ts'
import type { Wanted } from './make-reconciliation.ts'
import type { OracleCase, OracleField, OracleRecord, OracleSide } from './rules-oracle.ts'

/** What `compareRows` judges as now. */
const NOW_SECONDS = Date.parse('2026-11-01T12:00:00Z') / 1000
const NAMES = ['crm', 'billing', 'mailer', 'ledger']

const big = fc
  .bigInt({ min: -(10n ** 40n), max: 10n ** 40n })
  .map((value) => (value / 10n ** 38n) * 10n ** 38n + (((value % 3n) + 3n) % 3n))
const cents = fc.integer({ min: -300, max: 300 }).map((value) => (value / 100).toFixed(2))
const VALUES: Readonly<Record<OracleField['type'], fc.Arbitrary<string>>> = {
  text: fc.constantFrom(
    'Ann',
    'ann',
    ' Ann',
    'Bob',
    'Robert',
    '',
    'a1',
    'A 1',
    'tab\there',
    'a\\Nb',
    '1',
    ' ',
  ),
  integer: fc.oneof(
    big.map(String),
    fc.constantFrom('7', '007', '+7', '7.0', '7.5', '-0', '0', 'x', '', '1e1', '10'),
  ),
  decimal: fc.oneof(
    cents,
    // A chain of steps that are each within a tolerance.
    fc.constantFrom('10.00', '10.01', '10.02', '10.03', '10.1'),
    big.map(String),
    fc.constantFrom('1', '1.0', '1e0', '.5', '0.50', 'n/a', '', '100', '98', '1e30'),
  ),
  boolean: fc.constantFrom('t', 'TRUE', 'yes', '1', 'f', 'No', '0', 'maybe', ''),
  timestamp: fc.constantFrom(
    ...['2026-11-01 10:00:00', '2026-11-01 10:00:00Z', '2026-11-01 11:00:00', '2026-11-01 09:00:00Z'],
    ...['2026-11-01 10:00:05', '2026-11-01 10:00:06Z', '2026-10-31 23:59:59', 'yesterday', ''],
  ),
  date: fc.constantFrom('2026-11-01', '2026-11-01 00:00:00', '2026-11-02', '2026-11-01 10:00:00', 'n/a'),
  json: fc.constantFrom(
    '{"a":1,"b":[1,2]}',
    '{"b":[1,2],"a":1.0}',
    '[2,1]',
    '[1, 2]',
    '"1"',
    '1',
    '{',
    'null',
    '{}',
  ),
}

const flag = fc.boolean()
function fieldOf(name: string, type: OracleField['type']): fc.Arbitrary<OracleField> {
  const absolute = fc
    .constantFrom(0n, 10_000n, 20_000n, 1_000_000n)
    .map((size) => ({ kind: 'absolute' as const, size }))
  const percent = fc.constantFrom(1n, 2n, 50n, 100n).map((size) => ({ kind: 'percent' as const, size }))
  const seconds = fc.constantFrom(0n, 5n, 3600n).map((size) => ({ kind: 'seconds' as const, size }))
  const isNumber = type === 'integer' || type === 'decimal'
  const none = fc.constant(null)
  return fc.record({
    name: fc.constant(name),
    type: fc.constant(type),
    trim: flag,
    ignoreCase: type === 'json' ? fc.constant(false) : flag,
    emptyIsNull: flag,
    digitsOnly: type === 'text' ? flag : fc.constant(false),
    nulls: fc.constantFrom('mismatch' as const, 'pending' as const, 'ignore' as const),
    within: isNumber
      ? fc.oneof(none, absolute, percent)
      : type === 'timestamp'
        ? fc.oneof(none, seconds)
        : none,
  })
}

const MENU: readonly (readonly [string, OracleField['type']])[] = [
  ['name', 'text'],
  ['amount', 'decimal'],
  ['count', 'integer'],
  ['active', 'boolean'],
  ['at', 'timestamp'],
  ['day', 'date'],
  ['doc', 'json'],
]

const KEY_PARTS = {
  integer: fc.oneof(
    {
      weight: 30,
      arbitrary: fc.constantFrom(
        '1',
        '01',
        '+1',
        '10',
        '9',
        '-3',
        '-12',
        '-0',
        '0',
        '9007199254740993',
        '9007199254740992',
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom(null, '', 'x', '1.0') },
  ),
  bytes: fc.oneof(
    {
      weight: 30,
      arbitrary: fc.constantFrom(
        '1',
        '01',
        'a',
        'A',
        '_a',
        'a-b',
        'é',
        'e\u0301',
        '\u{1f600}',
        '\ufffd',
        'x\ty',
        'x\\',
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom<RawValue>(null, '') },
  ),
}

/** Two to four sides that share most records, with any rules, and edits planted on each. */
export const randomCase: fc.Arbitrary<OracleCase> = fc
  .record({
    keyParts: fc.array(fc.constantFrom('integer' as const, 'bytes' as const), { minLength: 1, maxLength: 2 }),
    fields: fc
      .tuple(...MENU.map(([name, type]) => fieldOf(name, type)))
      .chain((all) => fc.subarray(all, { minLength: 1, maxLength: 4 })),
    graceSeconds: fc.constantFrom(0, 600),
  })
  .chain(({ keyParts, fields, graceSeconds }) => {
    const record: fc.Arbitrary<OracleRecord> = fc.record({
      key: fc.tuple(...keyParts.map((how) => KEY_PARTS[how])),
      values: fc.record(
        Object.fromEntries(
          fields.map(({ name, type }) => [
            name,
            fc.option(VALUES[type], { freq: 6 }) as fc.Arbitrary<RawValue>,
          ]),
        ),
      ),
      ageSeconds: fc.option(fc.constantFrom(0, 30, 599, 600, 7200, -599, -600, -7200)),
    })
    return fc
      .record({
        base: fc.array(record, { maxLength: 10 }),
        sides: fc.array(sideOf(record, fields), { minLength: 2, maxLength: 4 }),
      })
      .map(({ base, sides }) => ({
        keyParts,
        graceSeconds,
        fields,
        sides: sides.map((side, index) => side(base, index)),
      }))
  })

type MakeSide = (base: readonly OracleRecord[], index: number) => OracleSide

function sideOf(record: fc.Arbitrary<OracleRecord>, fields: readonly OracleField[]): fc.Arbitrary<MakeSide> {
  const field = fc.constantFrom(...fields.map(({ name }) => name))
  return fc
    .record({
      optional: flag,
      hoursAhead: fc.constantFrom(0, 1),
      words: fc.constantFrom({}, { bob: 'robert', Bob: 'Robert' }),
      lacks: fc.option(field, { freq: 3 }),
      dropped: fc.array(fc.nat(9), { maxLength: 2 }),
      edited: fc.array(fc.tuple(fc.nat(9), field, record), { maxLength: 4 }),
      added: fc.array(record, { maxLength: 2 }),
    })
    .map(({ dropped, edited, added, lacks, ...side }) => (base, index) => {
      const records = base.flatMap((original, at) => {
        if (dropped.includes(at)) return []
        const values = { ...original.values }
        let { ageSeconds } = original
        for (const [where, name, other] of edited) {
          if (where !== at) continue
          values[name] = other.values[name]!
          ageSeconds = other.ageSeconds
        }
        return [{ ...original, values, ageSeconds }]
      })
      // Two sides have every field, else there is nothing to compare.
      const lacking = index >= 2 && lacks !== null ? [lacks] : []
      return { ...side, name: NAMES[index]!, lacks: lacking, records: [...records, ...added] }
    })
}

/** The case as the engine is given it. */
export function asRows({ keyParts, graceSeconds, fields, sides }: OracleCase): {
  readonly wanted: Wanted
  readonly rows: Readonly<Record<string, Rows>>
} {
  const key = keyParts.map((_, index) => `k${index}`)
  const wanted: Wanted = {
    key,
    sides: Object.fromEntries(
      sides.map(({ name, optional, lacks }) => [
        name,
        { optional, updatedAt: 'updated', columns: Object.fromEntries(lacks.map((field) => [field, null])) },
      ]),
    ),
    fields: Object.fromEntries(fields.map((field) => [field.name, rulesOf(field, sides)])),
    missing: { graceSeconds },
  }
  const columns = [
    ...key.map((name, index) => (keyParts[index] === 'integer' ? `${name}:integer` : name)),
    ...fields.map(({ name }) => name),
    'updated',
  ]
  const rowsOf = ({ records }: OracleSide): Rows => ({
    columns,
    rows: inKeyOrder(records, keyParts).map((record) => [
      ...record.key,
      ...fields.map(({ name }) => record.values[name]!),
      record.ageSeconds === null ? null : new Date((NOW_SECONDS - record.ageSeconds) * 1000).toISOString(),
    ]),
  })
  return { wanted, rows: Object.fromEntries(sides.map((side) => [side.name, rowsOf(side)])) }
}

function rulesOf(field: OracleField, sides: readonly OracleSide[]): Partial<Field> {
  const { within, digitsOnly, name: _, ...same } = field
  const bySide = <Value>(read: (side: OracleSide) => Value) =>
    Object.fromEntries(sides.map((side) => [side.name, read(side)]))
  return {
    ...same,
    keep: digitsOnly ? 'digits' : null,
    map: field.name === 'name' ? bySide(({ words }) => words) : {},
    zone: field.type === 'timestamp' ? bySide(({ hoursAhead }) => (hoursAhead ? 'Etc/GMT-1' : 'UTC')) : {},
    lagSeconds: within?.kind === 'seconds' ? Number(within.size) : 0,
    tolerance:
      within?.kind === 'absolute'
        ? {
            kind: 'absolute',
            amount: `0.${within.size}`.length > 7 ? '1' : `0.${String(within.size).padStart(6, '0')}`,
          }
        : within?.kind === 'percent'
          ? { kind: 'percent', percent: String(within.size) }
          : null,
  }
}

function inKeyOrder(records: readonly OracleRecord[], keyParts: OracleCase['keyParts']): OracleRecord[] {
  return [...records].sort((a, b) => {
    const orders = keyParts.map((how, index) => comparePart(a.key[index]!, b.key[index]!, how))
    return orders.find((order) => order !== 0) ?? 0
  })
}

function comparePart(a: RawValue, b: RawValue, how: 'integer' | 'bytes'): number {
  if (how === 'bytes') return Buffer.compare(Buffer.from(a ?? '\u{10ffff}'), Buffer.from(b ?? '\u{10ffff}'))
  const [x, y] = [a, b].map((part) =>
    /^[+-]?\d+$/.test(part ?? '') ? BigInt(part!.replace('+', '')) : 10n ** 30n,
  )
  return x! < y! ? -1 : Number(x! > y!)
}
