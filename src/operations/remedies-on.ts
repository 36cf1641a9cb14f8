import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Database } from '../store/database.ts'
import { readRemedyState } from '../store/remedy-states.ts'

/** Names of the remedies that rules send findings to and that are on by themselves, so that nobody need be told yet. */
export async function remediesOn(
  db: Database,
  { name, routes = [], remedies = [] }: Reconciliation,
): Promise<ReadonlySet<string>> {
  const sentTo = new Set(routes.flatMap(({ to }) => to.remedy ?? []))
  if (sentTo.size === 0) return sentTo
  const on = new Set<string>()
  for (const remedy of remedies) {
    if (remedy.approve !== 'auto' || remedy.dryRun || !sentTo.has(remedy.name)) continue
    const state = await readRemedyState(db, { reconciliation: name, remedy: remedy.name })
    if (state.autoSince !== null && state.offSince === null) on.add(remedy.name)
  }
  return on
}
