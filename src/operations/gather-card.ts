import type { CardExtras } from '../domain/card-extras.ts'
import type { Discrepancy } from '../domain/discrepancy.ts'
import { listIncidentsOf } from '../store/incidents.ts'
import { listAttempts } from '../store/remedy-attempts.ts'
import { fittingRemedies } from '../tracker/fits-remedy.ts'
import { incidentState } from '../tracker/incident-state.ts'
import type { Context } from './context.ts'
import { gatherLadder } from './gather-ladder.ts'

/** What the card of a discrepancy shows besides its row, as the tracker has it now. */
export async function gatherCard(
  { db, settings }: Pick<Context, 'db' | 'settings'>,
  discrepancy: Discrepancy,
): Promise<CardExtras> {
  return {
    ...(await gatherIncidents({ db }, discrepancy)),
    ...(await gatherLadder({ db, settings }, discrepancy)),
    ...(await gatherFixes({ db, settings }, discrepancy)),
  }
}

/** Remedies that fit it, and the last attempt of any. */
async function gatherFixes(
  { db, settings }: Pick<Context, 'db' | 'settings'>,
  discrepancy: Discrepancy,
): Promise<Pick<CardExtras, 'remedies' | 'attempt'>> {
  const definition = settings.reconciliations.find(({ name }) => name === discrepancy.reconciliation)
  // Most have no remedies, and then nothing was ever tried.
  if (!definition?.remedies?.length) return {}
  const [attempt] = await listAttempts(db, { number: discrepancy.number, limit: 1 })
  const remedies = fittingRemedies(discrepancy, definition)
  return { ...(remedies.length > 0 ? { remedies } : {}), ...(attempt ? { attempt } : {}) }
}

async function gatherIncidents(
  { db }: Pick<Context, 'db'>,
  { number }: Discrepancy,
): Promise<Pick<CardExtras, 'incidents'>> {
  return { incidents: (await listIncidentsOf(db, number)).flatMap((each) => incidentState(each) ?? []) }
}
