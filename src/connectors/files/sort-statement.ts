import type { KeyOrder, RawValue } from '../../domain/record.ts'
import type { Parameters } from '../../scratch/guard-instance.ts'
import type { ReadRequest, SideScope } from '../contract.ts'
import { quoteText } from './duckdb-text.ts'
import type { FileColumn, FileTable } from './file-table.ts'

/** The statement that writes a read's records, in key order, as a file of COPY text; and its parameters. */
export interface SortStatement {
  readonly sql: string
  readonly parameters: Parameters
}

/** What of a table a read is about. */
export interface WantedColumns {
  /** In the order of the request. */
  readonly columns: readonly FileColumn[]
  /** What a scope of dates or changes looks at. */
  readonly dateColumn: FileColumn | null
}

/** Parts the places in the message that a value which is no date fails with: no path or value has it. */
export const PLACE_SEPARATOR = '\u001f'
export const NO_DATE = 'counterfoil-no-date'

export function sortStatement(
  request: ReadRequest,
  table: FileTable,
  { columns, dateColumn, path }: WantedColumns & { path: string },
): SortStatement {
  const { where } = request.location
  const keys = request.keyOrder.map((order, index) => ({ order, text: `counterfoil_key_${index}` }))
  const scope = scopeCondition(request.scope, keys, dateColumn ? 'counterfoil_date' : null)
  const inner = [
    `concat_ws(chr(9), ${columns.map((column) => column.cell).join(', ')}) AS counterfoil_line`,
    ...keys.map(({ text }, index) => `${columns[index]!.text} AS ${text}`),
    ...(dateColumn ? [`${dateColumn.text} AS counterfoil_date`, placeExpression(table)] : []),
    ...(where === null ? [] : [table.visible]),
  ]
  // The condition first: a value that is no date is no matter in a row it leaves out.
  const condition = where === null ? scope.sql : `CASE WHEN (\n${where}\n) THEN ${scope.sql} ELSE false END`
  const rows = `SELECT counterfoil_line FROM (SELECT ${inner.join(', ')} FROM ${table.relation}) AS side
    WHERE ${condition} ORDER BY ${[...keys.flatMap(orderTerms), ...keys.flatMap(tieTerms)].join(', ')}`
  return {
    sql: `COPY (${rows}) TO ${quoteText(path)} (FORMAT csv, HEADER false, DELIMITER '\t', QUOTE '', ESCAPE '', NULLSTR '')`,
    parameters: scope.parameters,
  }
}

function placeExpression({ place }: FileTable): string {
  return `concat_ws(chr(31), ${place.file}, ${place.line}) AS counterfoil_place`
}

interface KeyPart {
  readonly order: KeyOrder
  readonly text: string
}

/**
 * DuckDB compares text by its bytes. Integers up to 37 digits are compared as HUGEINT; longer ones stand beyond them on
 * their side of zero, and among each other longer is larger, then digit by digit, the other way round below zero.
 */
function orderTerms({ order, text }: KeyPart): string[] {
  if (order === 'bytes') return [`${text} NULLS LAST`]
  const digits = digitsOf(text)
  const negative = `starts_with(${text}, '-')`
  const beyond = `CASE WHEN ${negative} THEN -1 ELSE 1 END * ${BEYOND}::HUGEINT`
  const value = `CASE WHEN length(${digits}) > 37 THEN ${beyond} ELSE ltrim(${text}, '+')::HUGEINT END`
  const size = `CASE WHEN ${negative} THEN 10000000000 - length(${digits}) ELSE 10000000000 + length(${digits}) END`
  const figures = `CASE WHEN ${negative} THEN translate(${digits}, '0123456789', '9876543210') ELSE ${digits} END`
  return [
    `CASE WHEN ${isShortInteger(text)} THEN ${text}::BIGINT::HUGEINT WHEN ${isInteger(text)} THEN ${value} END NULLS LAST`,
    `CASE WHEN length(${text}) > 37 AND ${isInteger(text)} AND length(${digits}) > 37 THEN (${size})::VARCHAR || ${figures} END NULLS LAST`,
  ]
}

/** Where parts are equal by value (`007` and `7`) all of the key decides before their texts do. */
function tieTerms({ order, text }: KeyPart): string[] {
  return order === 'integer' ? [`${text} NULLS LAST`] : []
}

const BEYOND = `1${'0'.repeat(38)}`

/** Nearly all keys are: tested first, because it is cheap. */
function isShortInteger(text: string): string {
  return `length(${text}) <= 18 AND regexp_full_match(${text}, '-?[0-9]+')`
}

function isInteger(text: string): string {
  return `regexp_full_match(${text}, '[+-]?[0-9]+')`
}

/** The digits of an integer without sign and leading zeros. */
function digitsOf(text: string): string {
  return `coalesce(nullif(ltrim(ltrim(${text}, '+-'), '0'), ''), '0')`
}

/** One text for an integer's value, so that `007` equals `+7`; null where it is none. */
export function integerText(text: string): string {
  const sign = `CASE WHEN starts_with(${text}, '-') AND ${digitsOf(text)} <> '0' THEN '-' ELSE '' END`
  return `CASE WHEN ${isInteger(text)} THEN ${sign} || ${digitsOf(text)} END`
}

interface Condition {
  readonly sql: string
  readonly parameters: Parameters
}

function scopeCondition(scope: SideScope, keys: readonly KeyPart[], date: string | null): Condition {
  if (scope.kind === 'keys') return keysCondition(scope.keys, keys)
  if (scope.kind === 'after') return afterCondition(scope.key, keys)
  if (scope.kind === 'dates' && date !== null) return datesCondition(scope, date)
  if (scope.kind === 'changed' && date !== null) return changedCondition(scope, date)
  return { sql: 'true', parameters: {} }
}

function keysCondition(wanted: readonly (readonly RawValue[])[], keys: readonly KeyPart[]): Condition {
  const comparable = ({ order }: KeyPart, text: string) => (order === 'integer' ? integerText(text) : text)
  const cells = keys.map((key) => comparable(key, key.text))
  const parts = keys.map((key, index) => comparable(key, `(part ->> ${index})`))
  // A null part matches nothing, and half a surrogate pair is no text of a file.
  const possible = wanted.filter((key) => key.every((part) => part !== null && !/\p{Surrogate}/u.test(part)))
  return {
    sql: `(${cells.join(', ')}) IN (SELECT (${parts.join(', ')}) FROM (SELECT unnest(from_json($keys, '["JSON"]')) AS part))`,
    parameters: { keys: JSON.stringify(possible) },
  }
}

/** The records whose own order terms stand after those of the wanted key, and all whose key is none. */
function afterCondition(wanted: readonly string[], keys: readonly KeyPart[]): Condition {
  // Half a surrogate pair is no text of a file.
  if (wanted.some((part) => /\p{Surrogate}/u.test(part))) return { sql: 'true', parameters: {} }
  const isAfter = keys.reduceRight((rest, key, index) => {
    const own = comparable(key)
    const other = comparable({ order: key.order, text: `($after::JSON ->> ${index})` })
    return `(${own} > ${other} OR (${own} = ${other} AND ${rest}))`
  }, 'false')
  const isNone = keys.map(({ order, text }) =>
    order === 'integer' ? `NOT coalesce(${isInteger(text)}, false)` : `coalesce(${text}, '') = ''`,
  )
  return { sql: `(${[isAfter, ...isNone].join(' OR ')})`, parameters: { after: JSON.stringify(wanted) } }
}

/** Something that compares as the key is ordered: what is beyond a number of SQL by its digits. */
function comparable(key: KeyPart): string {
  const terms = orderTerms(key).map((term) => term.replace(/ NULLS LAST$/, ''))
  return terms.length === 1 ? terms[0]! : `row(${terms[0]}, coalesce(${terms[1]}, ''))`
}

const DAY_ONLY = '\\d{4}-\\d\\d-\\d\\d'
const HAS_ZONE = '.*:\\d\\d(\\.\\d+)?\\s*([zZ]|UTC|[+-]\\d\\d(:?\\d\\d)?)'

/**
 * As for Postgres: days of UTC, a value without a zone is read in the side's, a plain date is its own day, null and
 * empty text are outside. What is no date ends the read with its place.
 */
function datesCondition(scope: Extract<SideScope, { kind: 'dates' }>, date: string): Condition {
  const day = `CASE WHEN ${isDay(date)} THEN TRY_CAST(${date} AS DATE)
    ELSE ((${instantOf(date)}) AT TIME ZONE 'UTC')::DATE END`
  return {
    sql: `CASE WHEN ${date} IS NULL OR ${date} = '' THEN false
      WHEN (${day}) IS NULL THEN ${noDate(date)}
      ELSE (${day}) BETWEEN $from::DATE AND $to::DATE END`,
    parameters: { from: scope.from, to: scope.to, zone: scope.zone },
  }
}

/**
 * Zones as above; null, empty text and what is no date are inside: nobody can say that such a record did not change. A
 * plain date counts until its day ends in the side's zone: nobody can
 * say at what time of it the record changed.
 */
function changedCondition(scope: Extract<SideScope, { kind: 'changed' }>, date: string): Condition {
  const end = `(TRY_CAST(${date} AS DATE) + 1)::TIMESTAMP AT TIME ZONE $zone`
  const since = `$since::TIMESTAMPTZ`
  return {
    sql: `coalesce(CASE WHEN ${isDay(date)} THEN ${end} > ${since} ELSE (${instantOf(date)}) >= ${since} END, true)`,
    parameters: { since: scope.since, zone: scope.zone },
  }
}

function isDay(date: string): string {
  return `regexp_full_match(${date}, '${DAY_ONLY}')`
}

/** DuckDB reads hours and minutes with a zone only where seconds stand between. */
const NO_SECONDS = `'^([^:]*:[0-5]\\d)(\\s*([zZ]|UTC|[+-]\\d\\d(:?\\d\\d)?))$', '\\1:00\\2'`

function instantOf(date: string): string {
  return `CASE WHEN regexp_full_match(${date}, '${HAS_ZONE}')
      THEN TRY_CAST(regexp_replace(${date}, ${NO_SECONDS}) AS TIMESTAMPTZ)
    ELSE TRY_CAST(${date} AS TIMESTAMP) AT TIME ZONE $zone END`
}

/** Fails with the place. */
function noDate(date: string): string {
  return `error(concat_ws(chr(31), '${NO_DATE}', counterfoil_place, ${date}))`
}
