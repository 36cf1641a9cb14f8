import type { CardExtras } from '../domain/card-extras.ts'
import type { Discrepancy } from '../domain/discrepancy.ts'
import { listIncidentsOf } from '../store/incidents.ts'
import { incidentState } from '../tracker/incident-state.ts'
import type { Context } from './context.ts'

/** What the card of a discrepancy shows besides its row, as the tracker has it now. */
export async function gatherCard(
  { db }: Pick<Context, 'db' | 'settings'>,
  { number }: Discrepancy,
): Promise<CardExtras> {
  const incidents = (await listIncidentsOf(db, number)).flatMap((tracked) => incidentState(tracked) ?? [])
  return { incidents }
}
