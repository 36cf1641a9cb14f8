import type { Discrepancy } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import { type GroupChoice, statusesOf } from '../domain/group-choice.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { type GroupedCount, groupTotals, traitsId } from '../slack/messages/group-totals.ts'
import { findDiscrepancies } from '../store/discrepancies.ts'
import { lastEventId } from '../store/events.ts'
import { countRunGroup, listRunGroup, type RunGroup, type RunGroupFilter } from '../store/run-group.ts'
import { findRun } from '../store/runs.ts'
import type { Context } from './context.ts'
import { inOrder } from './view-run-group.ts'

/** A run's group as somebody sees it: all of it counted, and one page of what they chose. */
export interface GroupSeen {
  readonly choice: GroupChoice
  readonly reconciliation: Reconciliation
  readonly counts: readonly GroupedCount[]
  /** How many fit the choice. */
  readonly matching: number
  readonly rows: readonly Discrepancy[]
  /** How many stand on the pages before. */
  readonly passed: number
  /** The newest event of all when this was read: what comes later, nobody has seen. */
  readonly upTo: number
}

/** One page of what somebody chose of a run's group, as it now is. Throws `not-found`. */
export async function readGroup(
  context: Pick<Context, 'db' | 'settings'>,
  choice: GroupChoice,
  { limit, passed }: { readonly limit: number; readonly passed: number },
): Promise<GroupSeen> {
  const { db } = context
  const { reconciliation, group } = await findGroup(context, choice.runId)
  // First: what happens while the rest is read counts as not seen.
  const upTo = await lastEventId(db)
  const counts = await countRunGroup(db, group)
  const filter = narrow(choice, counts)
  const matching = counts.filter((each) => fits(choice, each)).reduce((total, { count }) => total + count, 0)
  const last = Math.max(0, Math.ceil(matching / limit) - 1) * limit
  const offset = Math.min(passed, last)
  const numbers = filter === null ? [] : await listRunGroup(db, { ...group, ...filter, limit, offset })
  const rows = inOrder(numbers, await findDiscrepancies(db, numbers))
  return { choice, reconciliation, counts, matching, rows, passed: offset, upTo }
}

/** The numbers of all that fitted a choice when its person looked, and of what has moved since then. */
export async function listChosen(
  context: Pick<Context, 'db' | 'settings'>,
  choice: GroupChoice,
  upTo: number,
): Promise<{ readonly reconciliation: Reconciliation; readonly numbers: readonly number[] }> {
  const { reconciliation, group } = await findGroup(context, choice.runId)
  const filter = narrow(choice, await countRunGroup(context.db, group))
  if (filter === null) return { reconciliation, numbers: [] }
  const page = { ...group, ...filter, orMovedAfter: upTo, limit: Number.MAX_SAFE_INTEGER }
  return { reconciliation, numbers: await listRunGroup(context.db, page) }
}

/** What a run compared. Throws `not-found`. */
export async function findGroupReconciliation(
  context: Pick<Context, 'db' | 'settings'>,
  runId: string,
): Promise<Reconciliation> {
  return (await findGroup(context, runId)).reconciliation
}

async function findGroup(
  { db, settings }: Pick<Context, 'db' | 'settings'>,
  runId: string,
): Promise<{ readonly reconciliation: Reconciliation; readonly group: RunGroup }> {
  const run = await findRun(db, runId)
  const reconciliation = run && settings.reconciliations.find(({ name }) => name === run.reconciliation)
  if (!reconciliation)
    throw new CounterfoilError(
      'not-found',
      'The run of this message, or its reconciliation, is not there any more. See what is open: /recon list',
    )
  return { reconciliation, group: { runId, skip: reconciliation.notify.maxCards } }
}

function fits(choice: GroupChoice, count: GroupedCount): boolean {
  return (
    (choice.pattern === null || choice.pattern === traitsId(count)) &&
    (choice.kind === null || choice.kind === count.kind) &&
    (choice.field === null || choice.field === count.field) &&
    statusesOf(choice).includes(count.status)
  )
}

/** Null: nothing has these traits any more. */
function narrow(choice: GroupChoice, counts: readonly GroupedCount[]): RunGroupFilter | null {
  const { pattern, kind, field } = choice
  const traits = groupTotals(counts).byTraits.find(({ id }) => id === pattern)?.traits
  if (pattern !== null && traits === undefined) return null
  return {
    statuses: statusesOf(choice),
    ...(traits === undefined ? {} : { traits }),
    ...(kind === null ? {} : { kind }),
    ...(field === null ? {} : { field }),
  }
}
