import type { Database } from '../store/open-database.ts'
import type { Context } from './context.ts'
import type { SavedConclusions } from './save-conclusions.ts'
import { wantIncident } from './want-incident.ts'

/** Wants the incidents that rules name for what a run tells of, in the transaction that tells it. */
export async function openIncidents(
  context: Pick<Context, 'settings'>,
  transaction: Database,
  { routed, now }: Pick<SavedConclusions, 'routed'> & { readonly now: Date },
): Promise<void> {
  for (const { discrepancy, route } of routed) {
    if (route.incident === undefined) continue
    await wantIncident(context, transaction, { service: route.incident, discrepancy, now })
  }
}
