import { sql } from 'drizzle-orm'
import type { Discrepancy } from '../domain/discrepancy.ts'
import type { Database } from './database.ts'
import { appendEvents } from './events.ts'
import type { SavedTransition } from './save-transition.ts'

/**
 * Saves what a person did to many at once, with the events, in two statements. Call it in a transaction that took
 * `lockHistory` and then locked the rows: one that is at another version is a bug.
 */
export async function saveTransitions(db: Database, transitions: readonly SavedTransition[]): Promise<void> {
  if (transitions.length === 0) return
  const rows = transitions.map(({ after, version }) => ({
    ...Object.fromEntries(COLUMNS.map(([name, type, value]) => [name, written(type, value(after))])),
    number: after.number,
    known_version: version,
  }))
  const declared = sql.raw(
    COLUMNS.map(([name, type]) => `${name} ${type === 'json' ? 'text' : type}`).join(', '),
  )
  const set = sql.raw(COLUMNS.map(([name, type]) => `${name} = change.${name}::${type}`).join(', '))
  const saved = (await db.execute(sql`
    with change as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json)
        as change (${declared}, number bigint, known_version integer)
    ), moved as (
      update discrepancies as target set ${set}
      from change where target.number = change.number and target.version = change.known_version
      returning 1
    )
    select count(*)::int as count from moved`)) as { readonly rows: readonly [{ readonly count: number }] }
  const missed = transitions.length - saved.rows[0].count
  if (missed > 0)
    throw new Error(`${missed} of ${transitions.length} discrepancies changed while they were locked`)
  await appendEvents(
    db,
    transitions.map(({ event }) => event),
  )
}

/** What people and clocks can change, as it stands in the table. */
const COLUMNS: readonly (readonly [string, string, (after: Discrepancy) => unknown])[] = [
  ['status', 'text', ({ status }) => status],
  ['status_by', 'json', ({ statusBy }) => statusBy],
  ['status_at', 'timestamptz', ({ statusAt }) => statusAt],
  ['resolution_reason', 'text', ({ resolution }) => resolution?.reason],
  ['resolution_note', 'text', ({ resolution }) => resolution?.note],
  ['resolution_check', 'json', ({ resolution }) => resolution?.check],
  ['owner', 'text', ({ owner }) => owner],
  ['snoozed_until', 'timestamptz', ({ snooze }) => snooze?.until],
  ['snoozed_by', 'json', ({ snooze }) => snooze?.by],
  ['snoozed_at', 'timestamptz', ({ snooze }) => snooze?.at],
  ['damped_since', 'timestamptz', ({ damped }) => damped?.since],
  ['damped_until', 'timestamptz', ({ damped }) => damped?.until],
  ['version', 'integer', ({ version }) => version],
]

/** JSON as text within JSON, so that PostgreSQL does not take it apart; words as its text can hold them. */
function written(type: string, value: unknown): unknown {
  if (type === 'json' && value != null) return JSON.stringify(value)
  return typeof value === 'string' ? value.replaceAll('\0', '␀') : value
}
