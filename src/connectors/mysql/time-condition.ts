import { Temporal } from 'temporal-polyfill'
import { CounterfoilError } from '../../domain/errors.ts'
import { parseTimestamp } from '../../engine/index.ts'
import type { SideScope } from '../contract.ts'
import type { Condition } from './condition.ts'
import type { MysqlColumn } from './describe-columns.ts'
import { TYPE } from './field-type.ts'
import { quoteName } from './quote-name.ts'
import type { RowFilter } from './row-encoder.ts'
import { wallClockRanges } from './wall-clock-ranges.ts'

type TimeScope = Extract<SideScope, { kind: 'dates' | 'changed' }>

const DAY_ONLY = /^\d{4}-\d\d-\d\d$/
const NOTHING = { variables: {}, filter: null }

/**
 * Days are days of UTC, so that sides whose zones differ take in the same records: a value without a zone is read in
 * the side's zone and becomes an instant; a plain date is its own day. The column stands alone, so its index serves.
 */
export function timeCondition(name: string, scope: TimeScope, column: MysqlColumn): Condition {
  switch (column.columnType) {
    case TYPE.date:
      return dayCondition(scope, column)
    case TYPE.timestamp:
      return instantCondition(scope, column, 'UTC')
    case TYPE.datetime:
      return instantCondition(scope, column, scope.zone)
    default:
      checkText(name, scope, column)
      return { ...NOTHING, sql: 'true', filter: textFilter(name, scope) }
  }
}

function dayCondition(scope: TimeScope, column: MysqlColumn): Condition {
  const cell = quoteName(column.name)
  if (scope.kind === 'changed') {
    return {
      ...NOTHING,
      sql: orUntold(`${cell} >= CAST(@counterfoil_from AS DATE)`, cell, '0000-00-00'),
      variables: { counterfoil_from: dayOf(scope) },
    }
  }
  return {
    ...NOTHING,
    sql: `(${cell} >= CAST(@counterfoil_from AS DATE) AND ${cell} <= CAST(@counterfoil_to AS DATE))`,
    variables: { counterfoil_from: scope.from, counterfoil_to: scope.to },
  }
}

/** The day on which the instant was: what changed on it may have changed later. Days have 23 to 25 hours. */
function dayOf({ since, zone }: Extract<TimeScope, { kind: 'changed' }>): string {
  return Temporal.Instant.from(since).toZonedDateTimeISO(zone).toPlainDate().toString()
}

function instantCondition(scope: TimeScope, column: MysqlColumn, zone: string): Condition {
  const cell = quoteName(column.name)
  const ranges = wallClockRanges(instantsOf(scope), zone)
  const variables: Record<string, string> = {}
  const bound = (operator: string, value: string | null, variable: string) => {
    if (value === null) return 'true'
    variables[variable] = value
    return `${cell} ${operator} CAST(@${variable} AS DATETIME(6))`
  }
  const parts = ranges.map(
    ({ from, to }, index) =>
      `(${bound('>=', from, `counterfoil_from_${index}`)} AND ${bound('<', to, `counterfoil_to_${index}`)})`,
  )
  const inside = `(${parts.join(' OR ') || 'false'})`
  const sql = scope.kind === 'dates' ? inside : orUntold(inside, cell, '0000-00-00 00:00:00')
  return { ...NOTHING, sql, variables }
}

/** Null, and MySQL's zero date, which is its own word for it: nobody can say that such a record did not change. */
function orUntold(condition: string, cell: string, zero: string): string {
  return `(${condition} OR ${cell} IS NULL OR ${cell} = '${zero}')`
}

function instantsOf(scope: TimeScope): { from: string; to: string | null } {
  if (scope.kind === 'changed') return { from: scope.since, to: null }
  const after = new Date(`${scope.to}T00:00:00Z`)
  after.setUTCDate(after.getUTCDate() + 1)
  return { from: `${scope.from}T00:00:00Z`, to: after.toISOString() }
}

/** Text is read here and not on the server, which would take what is no date for null. */
function textFilter(name: string, scope: TimeScope): RowFilter {
  const { from, to } = instantsOf(scope)
  const isAtLeast = (text: string, bound: string): boolean | null => {
    const [instant, limit] = [parseTimestamp(text, scope.zone), parseTimestamp(bound, 'UTC')]
    if (instant === null || limit === null || typeof limit === 'string') return null
    if (typeof instant === 'string') return instant === 'infinity'
    const seconds = instant.seconds - limit.seconds
    return seconds === 0 ? instant.fraction >= limit.fraction : seconds > 0
  }
  if (scope.kind === 'changed') {
    const day = dayOf(scope)
    return (text) => {
      if (text === null || text === '') return true
      const isLate = isAtLeast(text, from)
      return isLate === null || isLate || (DAY_ONLY.test(text) && text >= day)
    }
  }
  return (text) => {
    if (text === null || text === '') return false
    if (DAY_ONLY.test(text) && isAtLeast(text, from) !== null) return text >= scope.from && text <= scope.to
    const isLate = isAtLeast(text, from)
    if (isLate === null) {
      throw new CounterfoilError(
        'source-query',
        `${name}: "${text}" is no date; correct it, or check the dateColumn "${scope.column}" of the side.`,
      )
    }
    return isLate && !isAtLeast(text, to!)
  }
}

function checkText(name: string, scope: TimeScope, column: MysqlColumn): void {
  if (column.type === 'text' && column.format === 'text') return
  const word = scope.kind === 'dates' ? 'dateColumn' : 'updatedAt'
  throw new CounterfoilError(
    'source-query',
    `${name}: the ${word} "${column.name}" is ${column.nativeType}; name a column that is a date, a timestamp or text.`,
  )
}
