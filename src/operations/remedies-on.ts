import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Database } from '../store/database.ts'
import { listRemedyStates } from '../store/remedy-states.ts'

/** Names of the remedies that rules send findings to and that are on by themselves, so that nobody need be told yet. */
export async function remediesOn(
  db: Database,
  { name, routes = [], remedies = [] }: Reconciliation,
): Promise<ReadonlySet<string>> {
  const sentTo = new Set(routes.flatMap(({ to }) => to.remedy ?? []))
  if (sentTo.size === 0) return sentTo
  const states = await listRemedyStates(db, name)
  const on = states.filter(({ autoSince, offSince }) => autoSince !== null && offSince === null)
  const names = new Set(on.map(({ remedy }) => remedy))
  const repair = remedies.filter(({ approve, dryRun }) => approve === 'auto' && !dryRun)
  return new Set(
    repair.flatMap((remedy) => (names.has(remedy.name) && sentTo.has(remedy.name) ? remedy.name : [])),
  )
}
