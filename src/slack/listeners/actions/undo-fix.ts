import type { App, BlockAction } from '@slack/bolt'
import { undoLastFix } from '../../../operations/undo-last-fix.ts'
import { FIX_ACTION_IDS } from '../../messages/fix-button.ts'
import { guard } from '../guard.ts'
import { reply } from '../reply.ts'
import type { Room } from '../room.ts'
import { fixOutcome } from './fix-outcome.ts'
import { placeOfClick, targetOfClick } from './place-of-click.ts'
import { showCopyAnew } from './show-outcome.ts'

/** "Undo fix" on the line of a fix, after a question. What came of it is told to who clicked; the delivery edits the card. */
export function registerUndoFix(app: App, room: Room): void {
  app.action<BlockAction>(FIX_ACTION_IDS.undo, async ({ ack, body }) => {
    await ack()
    const place = { ...placeOfClick(body), askedAt: room.context.now() }
    await guard(room, place, async () => {
      const actor = { kind: 'person', id: body.user.id, surface: 'slack' } as const
      const outcome = await undoLastFix(room.context, { number: targetOfClick(body).number, actor })
      await showCopyAnew(room, place, outcome)
      await reply(room, place, { message: fixOutcome(room, outcome) })
    })
  })
}
