import type { LogCheck } from '../change-log.ts'
import type { SlotSide } from './logged-sides.ts'
import type { PostgresSource } from './make-client.ts'
import { quoteTable } from './quote-table.ts'
import { inSession } from './read-slot.ts'
import type { Session } from './session.ts'
import { readSlotState } from './slot-state.ts'

/** A server may keep so much of its log for a slot; more is worth a word. */
const MUCH_BYTES = 1024 ** 3

/** What a run could not know by a slot, or how much of its log the server keeps for it. */
export async function checkSlot(source: PostgresSource, log: SlotSide): Promise<LogCheck> {
  const { slot } = log.changes
  return await inSession(source, log, async (session): Promise<LogCheck> => {
    const { isLost, gap, retainedBytes } = await readSlotState(session, source.name, log)
    if (isLost) {
      const said = `the server threw away what the slot "${slot}" had to tell, so every run compares everything: SELECT pg_drop_replication_slot('${slot}'), then SELECT pg_create_logical_replication_slot('${slot}', 'pgoutput')`
      return { state: 'mend', said }
    }
    if (gap !== null)
      return { state: 'mend', said: `${gap}, so every run compares everything: see ALTER PUBLICATION` }
    await tryToRead(session, log)
    const apart = await findKeyOutsideIdentity(session, log)
    if (apart !== null) {
      const said = `the replica identity of ${log.location.table} does not hold its key column "${apart}", so a run with an update or delete compares everything: ALTER TABLE ${log.location.table} REPLICA IDENTITY FULL, or USING INDEX of a unique index with the column`
      return { state: 'mend', said }
    }
    const said = `the slot "${slot}" tells all changes; the server keeps ${size(retainedBytes)} of its log for it`
    if (retainedBytes < MUCH_BYTES) return { state: 'ok', said }
    return { state: 'note', said: `${said}: drop the slot if no run reads it any more, or its disk fills` }
  })
}

/** Fails as reading would. It ends at the first record of the log, so it costs nothing. */
async function tryToRead(session: Session, { changes: { slot, publication } }: SlotSide): Promise<void> {
  await session.query(
    `SELECT count(*) FROM pg_logical_slot_peek_binary_changes($1::text::name, '0/1', 1,
      'proto_version', '1', 'publication_names', quote_ident($2))`,
    [slot, publication],
  )
}

/** The first key column that old rows do not carry. */
async function findKeyOutsideIdentity(session: Session, log: SlotSide): Promise<string | null> {
  const { rows } = await session.query(
    `SELECT relreplident = 'f', (SELECT json_agg(attname) FROM pg_attribute JOIN pg_index ON attrelid = indrelid
        AND attnum = ANY (indkey) WHERE indrelid = c.oid
        AND CASE relreplident WHEN 'd' THEN indisprimary WHEN 'i' THEN indisreplident ELSE false END)
      FROM pg_class c WHERE oid = $1::regclass`,
    [quoteTable(log.location.table!)],
  )
  if (rows[0]?.[0] === 't') return null
  const held = JSON.parse(String(rows[0]?.[1] ?? '[]')) as string[]
  return log.keyColumns.find((column) => !held.includes(column)) ?? null
}

function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log(bytes) / Math.log(1024)))
  return `${Math.round(bytes / 1024 ** power)} ${units[power]}`
}
