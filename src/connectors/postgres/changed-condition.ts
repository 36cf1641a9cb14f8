import type { SideScope } from '../contract.ts'
import { quoteIdentifier } from '../quote-identifier.ts'
import { textExpression } from './cell-expression.ts'
import type { PostgresColumn } from './describe-columns.ts'
import { OID } from './field-type.ts'

const SINCE = `current_setting('counterfoil.since')::timestamptz`
const ZONE = `current_setting('counterfoil.zone')`
const LOCAL_DAY = `(${SINCE} AT TIME ZONE ${ZONE})::date`

/**
 * Records changed at or after an instant. A value without a zone is read in the side's; a plain day counts as a whole,
 * because its record may have changed late in it. Columns stand bare wherever they can, so that their index serves.
 */
export function changedCondition(
  scope: Extract<SideScope, { kind: 'changed' }>,
  column: PostgresColumn,
): { readonly sql: string; readonly settings: Readonly<Record<string, string>> } {
  const cell = quoteIdentifier(column.name)
  const settings = { 'counterfoil.since': scope.since, 'counterfoil.zone': scope.zone }
  return { sql: `(${cell} IS NULL OR ${isSince(cell, column)})`, settings }
}

function isSince(cell: string, column: PostgresColumn): string {
  if (column.oid === OID.timestamptz) return `${cell} >= ${SINCE}`
  if (column.oid === OID.date) return `${cell} >= ${LOCAL_DAY}`
  if (column.oid === OID.timestamp) {
    return `(${cell} >= ${LOCAL_DAY} - 1 AND (${cell} AT TIME ZONE ${ZONE}) >= ${SINCE})`
  }
  return isTextSince(textExpression(column))
}

/** Days that are in the calendar of any year: what is not surely one is never cast. */
const DAY = `(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)`
const CLOCK = `[ T](?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,9})?)?`
const OFFSET = ` ?(?:[zZ]|UTC|[+-](?:0\\d|1[0-4])(?::?[0-5]\\d)?)`

/** What is no instant in a form that we know tells nothing, so its record is in scope. */
function isTextSince(text: string): string {
  const matches = (shape: string) => `${text} ~ '^\\d{4}-${shape}$'`
  return `CASE WHEN ${text} !~ '^(?!0000)\\d{4}-(?:${DAY}|02-29)' THEN true
      WHEN left(${text}, 10) COLLATE "C" < (${LOCAL_DAY} - 2)::text THEN false
      WHEN ${matches(DAY)} THEN ${text}::date >= ${LOCAL_DAY}
      WHEN ${matches(DAY + CLOCK + OFFSET)} THEN ${text}::timestamptz >= ${SINCE}
      WHEN ${matches(DAY + CLOCK)} THEN (${text}::timestamp AT TIME ZONE ${ZONE}) >= ${SINCE}
      ELSE true END`
}
