import type { CardExtras } from '../domain/card-extras.ts'
import type { Discrepancy } from '../domain/discrepancy.ts'
import type { Context } from './context.ts'

/** What the card of a discrepancy shows besides its row, as the tracker has it now. */
export async function gatherCard(
  _context: Pick<Context, 'db' | 'settings'>,
  _discrepancy: Discrepancy,
): Promise<CardExtras> {
  return {}
}
