import type { RawValue } from '../../src/domain/record.ts'

/** One side as the generator makes it: rows in any order. */
export interface OracleSide {
  readonly name: string
  readonly optional: boolean
  readonly rows: readonly (readonly RawValue[])[]
}

/** The fields after the key (cells 1, 2, 3 of a row). */
export const ORACLE_FIELDS = ['name', 'amount', 'active'] as const

/** In hundredths. */
const ORACLE_TOLERANCE = 2

/**
 * Findings as plain sentences, by the rules of equality read literally and nothing clever: every key is looked up in
 * every side, numbers are whole hundredths, and sides are compared two by two.
 */
export function oracleFindings(sides: readonly OracleSide[]): string[] {
  const sentences = sides.flatMap((side) =>
    side.rows
      .filter((row) => row[0] === null || row[0] === '')
      .map((row) => `invalid ${side.name} id of ${JSON.stringify(row[0])}: ${JSON.stringify(row[0])}`),
  )
  const keys = new Set(sides.flatMap((side) => side.rows.map((row) => row[0])))
  for (const key of keys) if (key) sentences.push(...findingsOfKey(key, sides))
  return sentences.sort()
}

function findingsOfKey(key: string, sides: readonly OracleSide[]): string[] {
  const found = sides.map((side) => ({ side, rows: side.rows.filter((row) => row[0] === key) }))
  const repeated = found.filter(({ rows }) => rows.length > 1)
  if (repeated.length > 0) {
    return repeated.map(
      ({ side, rows }) => `duplicate ${JSON.stringify(key)} ${rows.length}x on ${side.name}`,
    )
  }
  const lacking = found.filter(({ side, rows }) => rows.length === 0 && !side.optional)
  const present = found.filter(({ rows }) => rows.length === 1)
  const sentences = ORACLE_FIELDS.flatMap((field, index) =>
    findingsOfField(
      key,
      field,
      present.map(({ side, rows }) => ({ side: side.name, raw: rows[0]![index + 1]! })),
    ),
  )
  if (lacking.length === 0) return sentences
  const names = (list: typeof found) => list.map(({ side }) => side.name).sort()
  return [...sentences, `missing ${JSON.stringify(key)} on ${names(present)} not ${names(lacking)}`]
}

type Meaning =
  | { readonly wrong: true }
  | { readonly wrong: false; readonly is: string | number | boolean | null }

function findingsOfField(
  key: string,
  field: (typeof ORACLE_FIELDS)[number],
  values: readonly { side: string; raw: RawValue }[],
): string[] {
  const read = values.map(({ side, raw }) => ({ side, raw, meaning: meaningOf(field, raw) }))
  const invalid = read
    .filter(({ meaning }) => meaning.wrong)
    .map(({ side, raw }) => `invalid ${side} ${field} of ${JSON.stringify(key)}: ${JSON.stringify(raw)}`)
  const right = read.flatMap(({ meaning }) => (meaning.wrong ? [] : [meaning.is]))
  const apart = right.some((a) => right.some((b) => !agree(a, b)))
  if (!apart) return invalid
  const shown = [...values].sort((a, b) => (a.side < b.side ? -1 : 1))
  const said = shown.map(({ side, raw }) => `${side}=${JSON.stringify(raw)}`)
  return [...invalid, `mismatch ${JSON.stringify(key)} ${field}: ${said.join(' ')}`]
}

function meaningOf(field: (typeof ORACLE_FIELDS)[number], raw: RawValue): Meaning {
  if (raw === null) return { wrong: false, is: null }
  if (field === 'name') return { wrong: false, is: raw.trim().toLowerCase() }
  if (field === 'active') {
    if (['t', 'TRUE', 'yes'].includes(raw)) return { wrong: false, is: true }
    return ['f', 'No', '0'].includes(raw) ? { wrong: false, is: false } : { wrong: true }
  }
  const parts = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(raw)
  if (!parts) return { wrong: true }
  const hundredths = Number(parts[2]) * 100 + Number((parts[3] ?? '').padEnd(2, '0'))
  return { wrong: false, is: parts[1] ? -hundredths : hundredths }
}

function agree(a: string | number | boolean | null, b: string | number | boolean | null): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= ORACLE_TOLERANCE
  return a === b
}
