import type { RunGroupView } from '../slack/messages/run-group.ts'
import { findDiscrepancies } from '../store/discrepancies.ts'
import { countRunGroup, listRunGroup, type RunGroup } from '../store/run-group.ts'
import { findRun } from '../store/runs.ts'
import type { Context } from './context.ts'

/** Rows that stand in the message one by one, ten a page. */
export const GROUP_ROWS = 60

/** What of a run has no card, as it now is; null: the run or its definition is gone. */
export async function viewRunGroup(
  context: Pick<Context, 'db' | 'settings'>,
  runId: string,
): Promise<RunGroupView | null> {
  const { db, settings } = context
  const run = await findRun(db, runId)
  const reconciliation = run && settings.reconciliations.find(({ name }) => name === run.reconciliation)
  if (!run || !reconciliation) return null
  const group: RunGroup = { runId, skip: reconciliation.notify.maxCards }
  const counts = await countRunGroup(db, group)
  const numbers = await listRunGroup(db, { ...group, limit: GROUP_ROWS })
  return { run, reconciliation, counts, rows: inOrder(numbers, await findDiscrepancies(db, numbers)) }
}

/** As the numbers say. */
export function inOrder<Row extends { readonly number: number }>(
  numbers: readonly number[],
  rows: readonly Row[],
): Row[] {
  const byNumber = new Map(rows.map((row) => [row.number, row]))
  return numbers.flatMap((number) => byNumber.get(number) ?? [])
}
