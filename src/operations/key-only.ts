import type { Reconciliation, Side } from '../domain/reconciliation.ts'
import { changeRules } from '../domain/side-changes.ts'

/**
 * The same sides by the same keys, without a field: compared, it says which keys stand on which sides and which are
 * none. `readsUpdatedAt`: its records carry when they changed.
 */
export function keyOnly(reconciliation: Reconciliation, readsUpdatedAt: boolean): Reconciliation {
  const { match: _, ...rest } = reconciliation
  return {
    ...rest,
    candidates: 'merge',
    fields: [],
    sides: reconciliation.sides.map((side) => keysOfSide(reconciliation, side, readsUpdatedAt)),
    // A record that is missing is looked at again with all its fields, and only then judged by its age.
    missing: { ...reconciliation.missing, graceSeconds: 0 },
    likelyCorrect: { default: null, byField: {} },
    readsUpdatedAt,
  }
}

function keysOfSide(reconciliation: Reconciliation, side: Side, readsUpdatedAt: boolean): Side {
  const { expect: _, groupBy, ...rest } = side
  return {
    ...rest,
    columns: {},
    updatedAt: readsUpdatedAt && (!side.changes || waitsForAge(reconciliation)) ? side.updatedAt : null,
    updatedAtZone: zoneOfUpdates(reconciliation, side),
    dateColumn: null,
    ...(groupBy ? { groupBy: { aggregates: {}, partsColumn: null } } : {}),
  }
}

/** Whether something is let pass for its age, so that it must be looked at again though nothing changed. */
export function waitsForAge(reconciliation: Reconciliation): boolean {
  const { fields, missing } = reconciliation
  const waits = !changeRules(reconciliation).sweep || fields.some(({ nulls }) => nulls === 'pending')
  return waits && missing.graceSeconds > 0
}

/** An `updatedAt` without a zone is read in that of the field on the same column; UTC where none says. */
export function zoneOfUpdates({ fields }: Reconciliation, side: Side): string {
  const field = fields.find(({ name }) => side.columns[name] === side.updatedAt)
  return field?.zone[side.name] ?? 'UTC'
}
