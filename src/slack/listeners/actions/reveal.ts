import type { App, BlockAction } from '@slack/bolt'
import { showDiscrepancy } from '../../../operations/list-discrepancies.ts'
import { revealValues } from '../../../operations/reveal-values.ts'
import { HIDE_ACTION_ID, nothingHiddenAnswer, revealedAnswer } from '../../messages/revealed-answer.ts'
import { hidesSomething } from '../../messages/secrecy.ts'
import { guard } from '../guard.ts'
import { type Audience, hideAnswer, replyAlone } from '../reply.ts'
import type { Room } from '../room.ts'
import { definitionOf } from '../with-definitions.ts'
import { placeOfClick } from './place-of-click.ts'

/** Shows somebody who may the values that the card hides, for their eyes only, and never anywhere else. */
export async function reveal(room: Room, audience: Audience, number: number): Promise<void> {
  const { context } = room
  const seen = await showDiscrepancy(context, number)
  const known = seen && definitionOf(context, seen.reconciliation)
  if (seen && known && !hidesSomething(seen.finding, known))
    return await replyAlone(room, audience, nothingHiddenAnswer(seen))
  const actor = { kind: 'person', id: audience.user, surface: 'slack' } as const
  const discrepancy = await revealValues(context, { number, actor })
  const reconciliation = definitionOf(context, discrepancy.reconciliation)
  // Without a definition nobody may, so nobody gets here.
  if (reconciliation) await replyAlone(room, audience, revealedAnswer(discrepancy, reconciliation))
}

/** "Hide" below revealed values. */
export function registerHide(app: App, room: Room): void {
  app.action<BlockAction>(HIDE_ACTION_ID, async ({ ack, body }) => {
    await ack()
    const place = placeOfClick(body)
    await guard(room, place, () => hideAnswer(room, place))
  })
}
