import type { CardExtras } from '../domain/card-extras.ts'
import type { Discrepancy } from '../domain/discrepancy.ts'
import type { Context } from './context.ts'
import { gatherLadder } from './gather-ladder.ts'

/** What the card of a discrepancy shows besides its row, as the tracker has it now. */
export async function gatherCard(
  context: Pick<Context, 'db' | 'settings'>,
  discrepancy: Discrepancy,
): Promise<CardExtras> {
  return {
    ...(await gatherLadder(context, discrepancy)),
  }
}
