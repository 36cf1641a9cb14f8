import { todayIn } from '../domain/calendar-day.ts'
import { type CauseGone, type CauseState, type FieldCause, USUAL_CAUSES } from '../domain/cause-state.ts'
import type { Discrepancy } from '../domain/discrepancy.ts'
import { knownDrift } from '../domain/known-drift.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Run } from '../domain/run.ts'
import { planCauseNotes } from '../outbox/plan-cause-note.ts'
import { listCauseStates, saveCauseStates } from '../store/cause-states.ts'
import { saveDriftDay } from '../store/drift-days.ts'
import { countOpenTopics, listCauseTotals } from '../store/field-days.ts'
import type { Database } from '../store/open-database.ts'
import { enqueue } from '../store/outbox.ts'
import { judgeCauses } from '../tracker/judge-causes.ts'

export interface EndedLook {
  readonly run: Run
  readonly reconciliation: Reconciliation
  /** What it saw, as it now is. */
  readonly discrepancies: readonly Discrepancy[]
  readonly now: Date
}

/**
 * What a run leaves for trends, within its transaction: the drift of its day, and which causes it saw. One that no run has
 * seen for long enough is told to be gone, once: the run that tells it is the one that remembers it.
 */
export async function noteTrend(transaction: Database, look: EndedLook): Promise<void> {
  const { run, reconciliation, now } = look
  const { name } = reconciliation
  const zone = reconciliation.schedule?.zone ?? 'UTC'
  const isWhole =
    run.state === 'completed' && (run.scope.kind === 'everything' || run.scope.kind === 'changed')
  if (isWhole && run.scope.kind === 'everything' && !run.part?.after) {
    const drift = knownDrift(reconciliation.fields, run.summary?.drift ?? {})
    await saveDriftDay(transaction, { reconciliation: name, day: todayIn(zone, now), drift })
  }
  const judged = judgeCauses({
    states: await listCauseStates(transaction, name),
    seen: causesOf(look.discrepancies),
    isWhole,
    rules: reconciliation.causes === undefined ? USUAL_CAUSES : reconciliation.causes,
    fields: reconciliation.fields.map((field) => field.name),
    now,
    zone,
  })
  const gone = await findGone(transaction, { look, quiet: judged.quiet })
  const isGone = (state: CauseState) => gone.some((each) => isSame(each, state))
  const states = judged.states.map((state) => (isGone(state) ? { ...state, goneAt: now } : state))
  const others = judged.quiet
    .filter((state) => isGone(state) && !states.some((each) => isSame(each, state)))
    .map((state) => ({ ...state, goneAt: now }))
  await saveCauseStates(transaction, { reconciliation: name, states: [...states, ...others] })
  await enqueue(transaction, planCauseNotes(reconciliation, { gone, runId: run.id }), now)
}

function causesOf(discrepancies: readonly Discrepancy[]): FieldCause[] {
  return discrepancies.flatMap(({ finding }) =>
    finding.kind === 'mismatch' && finding.cause !== null
      ? [{ field: finding.field, cause: finding.cause }]
      : [],
  )
}

/** Those of the quiet ones that had enough findings, none of them still open. */
async function findGone(
  transaction: Database,
  { look, quiet }: { readonly look: EndedLook; readonly quiet: readonly CauseState[] },
): Promise<CauseGone[]> {
  if (quiet.length === 0) return []
  const { reconciliation, now } = look
  const { atLeast } = reconciliation.causes ?? USUAL_CAUSES
  const open = await countOpenTopics(transaction, reconciliation.name)
  const totals = await listCauseTotals(transaction, reconciliation.name)
  return quiet.flatMap((state) => {
    const total = totals.find((each) => isSame(each, state))
    if (!total || total.findings < atLeast || open.some((each) => isSame(each, state))) return []
    const { field, cause, lastSeenAt } = state
    const { findings, since } = total
    const told = { reconciliation: reconciliation.name, field, cause, findings, since }
    return [{ ...told, lastSeenAt: lastSeenAt.toISOString(), at: now.toISOString() }]
  })
}

function isSame(one: FieldCause, other: FieldCause): boolean {
  return one.field === other.field && one.cause === other.cause
}
