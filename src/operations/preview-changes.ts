import type { Change, SavedChange } from '../domain/change.ts'
import type { Discrepancy } from '../domain/discrepancy.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { ComparedColumns } from '../domain/run.ts'
import type { Scope } from '../domain/scope.ts'
import type { Database } from '../store/database.ts'
import { listKnown, listPairs, readNextNumber } from '../store/discrepancies.ts'
import type { ReadTracker } from '../store/open-read-only.ts'
import { findComparedColumns } from '../store/runs.ts'
import { applyChange } from '../tracker/apply-change.ts'
import type { ReadContext } from './context.ts'
import { lookAtScope } from './look-at-scope.ts'
import { planConclusions } from './plan-conclusions.ts'

/** A run that is only thought has no id of its own. */
export const DRY_RUN_ID = 'dry-run'

export interface ChangesRequest {
  readonly reconciliation: Reconciliation
  readonly scope: Scope
  readonly readTracker: ReadTracker
}

/** A change with the discrepancy before (null: there was none) and after it. */
export interface PlannedChange extends SavedChange {
  readonly before: Discrepancy | null
}

export interface PlannedChanges {
  readonly at: Date
  readonly findings: number
  readonly changes: readonly PlannedChange[]
}

/**
 * What the tracker would do after a run: compares, reads what is known and plans, and writes nothing. New discrepancies
 * have the numbers that they would get if nobody else opened one before.
 */
export async function previewChanges(
  context: ReadContext,
  { reconciliation, scope, readTracker }: ChangesRequest,
): Promise<PlannedChanges> {
  const { name } = reconciliation
  const allOpen = { reconciliation: name, keys: null, fingerprints: [] }
  const read = (list: (db: Database) => Promise<readonly Discrepancy[]>) => readTracker(list, () => [])
  const seen = await lookAtScope(context, {
    reconciliation,
    scope,
    known: await readTracker<ComparedColumns>(
      (db) => findComparedColumns(db, name),
      () => ({}),
    ),
    listOpen: () => read((db) => listKnown(db, allOpen)),
    listPairs: () => read((db) => listPairs(db, name)),
  })
  const plan = (list: Parameters<typeof planConclusions>[2]) => planConclusions(reconciliation, seen, list)
  const { known, changes, next } = await readTracker(
    async (db) => ({ ...(await plan((wanted) => listKnown(db, wanted))), next: await readNextNumber(db) }),
    async () => ({ ...(await plan(async () => [])), next: 1 }),
  )
  const at = context.now()
  return {
    at,
    findings: seen.findings.length,
    changes: applyAll(changes, { reconciliation, known, next, now: at }),
  }
}

function applyAll(
  changes: readonly Change[],
  {
    reconciliation: { name, shadow: isShadow = false },
    known,
    next,
    now,
  }: { reconciliation: Reconciliation; known: readonly Discrepancy[]; next: number; now: Date },
): PlannedChange[] {
  const byNumber = new Map(known.map((discrepancy) => [discrepancy.number, discrepancy]))
  let number = next
  return changes.map((change) => {
    const before = change.type === 'opened' ? null : byNumber.get(change.number)!
    const context = { reconciliation: name, runId: DRY_RUN_ID, now, before, isShadow }
    const opens = change.type === 'opened'
    return { change, before, discrepancy: applyChange(change, { ...context, number: opens ? number++ : 0 }) }
  })
}
