import { quoteIdentifier } from '../quote-identifier.ts'
import { type KeyColumn, partText } from './bucket-expression.ts'
import { isNativeInteger, textExpression } from './cell-expression.ts'
import type { CheckedSide } from './checked-side.ts'
import { exactNumber } from './checksum-statement.ts'
import type { PostgresColumn } from './describe-columns.ts'
import { OID } from './field-type.ts'

/** One side of a join: where its records come from, and its columns in the order of the request. */
export interface JoinedSide extends CheckedSide {
  readonly from: string
}

/** Of records that are the same on every side, of a key that may differ, of records without a key. */
export const ROW_KIND = { identical: '0', candidate: '1', unkeyed: '2' } as const

interface JoinShape {
  readonly keyOrder: readonly KeyColumn['order'][]
  readonly summedCells: readonly number[]
}

/**
 * Writes the statement that joins all sides by key: one row for all records that are the same (how many, their sums), one
 * for each other key, one for records without a key. A row begins with its kind and the key's parts.
 */
export function joinStatement(sides: readonly JoinedSide[], { keyOrder, summedCells }: JoinShape): string {
  const parts = keyOrder.map((_, part) => part)
  const renamed = sides.map((side, index) =>
    side.columns.map((column, cell) => ({ ...column, name: `s${index}_c${cell}` })),
  )
  const kinds = parts.map((part) => keyKind(sides, part, keyOrder[part]!))
  const relations = sides.map((side, index) => relation(side, { index, keyOrder, kinds }))
  const from = relations.reduce(
    (joined, one, index) =>
      `${joined}\nFULL JOIN ${one} ON ${parts.map((part) => `${keyOf(index, part)} = s${index}_k${part}`).join(' AND ')}`,
  )
  const unkeyed = parts.map((part) => hasNoKey(keyOf(sides.length, part), kinds[part]!)).join(' OR ')
  const fields = renamed[0]!.map((_, cell) => cell).slice(parts.length)
  const same = [
    ...sides.map((_, index) => `s${index}_n = 1`),
    ...renamed.slice(1).flatMap((other) => fields.map((cell) => sameCell(renamed[0]![cell]!, other[cell]!))),
  ]
  const kind = `CASE WHEN ${unkeyed} THEN 2 WHEN ${same.join(' AND ')} THEN 0 ELSE 1 END`
  const sums = summedCells.map((cell) => renamed[0]![cell]!)
  const keys = parts.map(
    (part) => `coalesce(${renamed.map((columns) => textExpression(columns[part]!)).join(', ')})`,
  )
  const carried = [...renamed.flatMap((columns) => columns.slice(0, parts.length)), ...sums].map(
    ({ name }) => name,
  )
  const outer = [
    'kind',
    ...keys.map((key) => `CASE WHEN kind = 1 THEN ${key} END`),
    'count(*)',
    ...sums.map((column) => `sum(CASE WHEN kind = 0 THEN ${exactNumber(column)} END)`),
  ]
  // With a fence the kind is worked out once and the indexes are merged; without one several workers hash texts.
  const fence = kinds.every((one) => one === 'native') ? '\nOFFSET 0' : ''
  const all = `SELECT ${kind} AS kind, ${[...new Set(carried)].join(', ')}\nFROM ${from}${fence}`
  const group = ['kind', ...parts.map((_, part) => String(part + 2))]
  return `SELECT ${outer.join(', ')}\nFROM (${all}) AS joined GROUP BY ${group.join(', ')}`
}

/** A record's key of the sides before `end`. */
function keyOf(end: number, part: number): string {
  const all = Array.from({ length: end }, (_, index) => `s${index}_k${part}`)
  return all.length === 1 ? all[0]! : `coalesce(${all.join(', ')})`
}

/** One record a key: where a key may occur more than once any one of them, with how many there are. */
function relation(
  { columns, from, hasUniqueKey }: JoinedSide,
  { index, keyOrder, kinds }: { index: number; keyOrder: JoinShape['keyOrder']; kinds: readonly KeyKind[] },
): string {
  const keys = keyOrder.map((order, part) => keyExpression({ column: columns[part]!, order }, kinds[part]!))
  const cells = columns.map((column, cell) => `${quoteIdentifier(column.name)} AS s${index}_c${cell}`)
  const list = [...keys.map((key, part) => `${key} AS s${index}_k${part}`), ...cells]
  if (hasUniqueKey) return `(SELECT ${list.join(', ')}, 1 AS s${index}_n FROM ${from}) AS s${index}`
  const window = `OVER (PARTITION BY ${keys.join(', ')})`
  const counted = [...list, `count(*) ${window} AS s${index}_n`, `row_number() ${window} AS s${index}_r`]
  return `(SELECT * FROM (SELECT ${counted.join(', ')} FROM ${from}) AS copies WHERE s${index}_r = 1) AS s${index}`
}

type KeyKind = 'native' | 'text' | 'written'

/** Whether the columns themselves compare as the keys do, so that indexes and statistics serve. */
function keyKind(sides: readonly JoinedSide[], part: number, order: KeyColumn['order']): KeyKind {
  const columns = sides.map((side) => side.columns[part]!)
  if (order === 'integer') return columns.every(isNativeInteger) ? 'native' : 'written'
  if (columns.every((column) => column.oid === OID.uuid)) return 'native'
  return columns.every(({ oid }) => oid === OID.text || oid === OID.varchar) ? 'text' : 'written'
}

function keyExpression({ column, order }: KeyColumn, kind: KeyKind): string {
  const name = quoteIdentifier(column.name)
  if (kind === 'native') return name
  return kind === 'text' ? `${name} COLLATE "C"` : `(${partText({ column, order })}) COLLATE "C"`
}

function hasNoKey(key: string, kind: KeyKind): string {
  return kind === 'native' ? `${key} IS NULL` : `coalesce(${key}, '') = ''`
}

/** Types whose equal values have one text. */
const ONE_TEXT: readonly number[] = [OID.boolean, OID.date, OID.timestamp, OID.timestamptz, OID.uuid]

/** Whether two cells have the same text, by their values where that is the same and faster. */
function sameCell(a: PostgresColumn, b: PostgresColumn): string {
  if (a.oid === b.oid && a.oid === OID.numeric)
    return `(${same(a.name, b.name)} AND ${same(`scale(${a.name})`, `scale(${b.name})`)})`
  const isOneText = a.oid === b.oid && ONE_TEXT.includes(a.oid)
  if (isOneText || (isNativeInteger(a) && isNativeInteger(b))) return same(a.name, b.name)
  return same(`(${textExpression(a)}) COLLATE "C"`, `(${textExpression(b)}) COLLATE "C"`)
}

function same(a: string, b: string): string {
  return `${a} IS NOT DISTINCT FROM ${b}`
}
