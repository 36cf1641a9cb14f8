import type { Discrepancy } from '../domain/discrepancy.ts'
import type { DiscrepancyEvent } from '../domain/discrepancy-event.ts'
import type { Database } from '../store/open-database.ts'
import type { Context } from './context.ts'
import { settleIncidents } from './settle-incidents.ts'
import { wantIncident } from './want-incident.ts'

/** What one transition means for incidents: an escalation opens the one that the config names, and its undo ends it. */
export async function followIncidents(
  context: Pick<Context, 'settings'>,
  transaction: Database,
  {
    saved,
    event,
  }: { readonly saved: Discrepancy; readonly event: Pick<DiscrepancyEvent, 'kind' | 'at' | 'details'> },
): Promise<void> {
  const { number } = saved
  const now = event.at
  if (event.kind === 'escalated') await wantEscalated(context, transaction, { escalated: [saved], now })
  const isWithdrawn = event.details?.undid === 'escalated'
  await settleIncidents(transaction, { numbers: [number], now, isWithdrawn })
}

/** The incidents that the config wants for what was escalated. */
export async function wantEscalated(
  context: Pick<Context, 'settings'>,
  transaction: Database,
  { escalated, now }: { readonly escalated: readonly Discrepancy[]; readonly now: Date },
): Promise<void> {
  for (const discrepancy of escalated) {
    const of = context.settings.reconciliations.find(({ name }) => name === discrepancy.reconciliation)
    const service = of?.triage.escalateIncident
    if (service !== undefined) await wantIncident(context, transaction, { service, discrepancy, now })
  }
}
