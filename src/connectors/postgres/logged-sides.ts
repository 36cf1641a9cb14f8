import type { SideChanges } from '../../domain/reconciliation.ts'
import type { LoggedSide } from '../change-log.ts'

/** A side whose changes a replication slot tells. */
export interface SlotSide extends LoggedSide {
  readonly changes: Extract<SideChanges, { kind: 'slot' }>
}

/** A side whose changes stand in a table. */
export interface TableSide extends LoggedSide {
  readonly changes: Extract<SideChanges, { kind: 'table' }>
}
