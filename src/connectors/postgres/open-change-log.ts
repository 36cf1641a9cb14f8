import type { ChangeLog, ChangesRequest, LoggedSide } from '../change-log.ts'
import { checkSlot } from './check-slot.ts'
import type { SlotSide, TableSide } from './logged-sides.ts'
import type { PostgresSource } from './make-client.ts'
import { checkChangeTable, readChangeTable } from './read-change-table.ts'
import { readSlot } from './read-slot.ts'
import { releaseSlot } from './release-slot.ts'

/** What a PostgreSQL database tells of changes: by a slot, or in a table. */
export function openChangeLog(source: PostgresSource): ChangeLog {
  return {
    read: async (request) =>
      isOfSlot<ChangesRequest>(request)
        ? await readSlot(source, request)
        : await readChangeTable(source, request as ChangesRequest & TableSide),
    release: async (log, position) => {
      if (isOfSlot(log)) await releaseSlot(source, log, position)
    },
    check: async (log) =>
      isOfSlot(log) ? await checkSlot(source, log) : await checkChangeTable(source, log as TableSide),
  }
}

function isOfSlot<Side extends LoggedSide>(log: Side): log is Side & SlotSide {
  return log.changes.kind === 'slot'
}
