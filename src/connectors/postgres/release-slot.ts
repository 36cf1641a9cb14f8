import { explainStatementError } from './explain-error.ts'
import { explainSlotError } from './explain-slot-error.ts'
import type { SlotSide } from './logged-sides.ts'
import { makeClient, type PostgresSource } from './make-client.ts'
import type { SlotPosition } from './read-slot.ts'

/**
 * Moves a slot up to a position, never back. The only thing that is ever written to a source that is compared, and no
 * record: so it has a session of its own, which is not read-only.
 */
export async function releaseSlot(
  source: PostgresSource,
  { changes: { slot } }: SlotSide,
  position: string,
): Promise<void> {
  const { done } = JSON.parse(position) as SlotPosition
  if (done === null) return
  const client = makeClient(source)
  try {
    await client.connect()
    await client.query(`SELECT set_config('statement_timeout', $1, false)`, [
      `${source.settings.statementTimeoutSeconds}s`,
    ])
    await client.query(
      `SELECT pg_replication_slot_advance(slot_name, $2::pg_lsn) FROM pg_replication_slots
        WHERE slot_name = $1 AND database = current_database() AND confirmed_flush_lsn < $2::pg_lsn`,
      [slot, done],
    )
  } catch (cause) {
    throw explainStatementError(source.name, explainSlotError(source.name, slot, cause))
  } finally {
    await client.end().catch(() => undefined)
  }
}
