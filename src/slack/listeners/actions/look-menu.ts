import type { App, BlockAction } from '@slack/bolt'
import { checkDiscrepancy } from '../../../operations/check-discrepancy.ts'
import { lookAnswer } from '../../messages/look-answer.ts'
import { LOOK_MENU_ACTION_ID } from '../../messages/look-menu.ts'
import { refusal } from '../../messages/refusal.ts'
import { guard } from '../guard.ts'
import { reply } from '../reply.ts'
import type { Room } from '../room.ts'
import { definitionOf } from '../with-definitions.ts'
import { openHistory } from './open-history.ts'
import { openTriageWindow } from './open-triage-window.ts'
import { placeOfClick, targetOfClick, valueOfClick } from './place-of-click.ts'
import { reveal } from './reveal.ts'
import { showCopyAnew } from './show-outcome.ts'

/** "Check again", "History", "Add a note" and "Reveal values", the menu beside the title of a card. */
export function registerLookMenu(app: App, room: Room): void {
  app.action<BlockAction>(LOOK_MENU_ACTION_ID, async ({ ack, body }) => {
    await ack()
    const [action] = valueOfClick(body).split(' ')
    const place = placeOfClick(body)
    await guard(room, place, () => {
      if (action === 'history') return openHistory(room, body)
      if (action === 'note') return openTriageWindow(room, body, 'note')
      return action === 'reveal' ? reveal(room, place, targetOfClick(body).number) : checkAgain(room, body)
    })
  })
}

/** Looks now, whatever version was clicked: it decides nothing. The delivery edits the card, the answer is for who clicked. */
async function checkAgain(room: Room, body: BlockAction): Promise<void> {
  const { context } = room
  const place = { ...placeOfClick(body), askedAt: context.now() }
  const { number } = targetOfClick(body)
  const checked = await checkDiscrepancy(context, { number, trigger: 'slash', requestedBy: body.user.id })
  const { looked } = checked
  if (looked === null) {
    const { discrepancy } = checked
    await showCopyAnew(room, place, { discrepancy })
    const message = refusal({ refused: 'already', discrepancy, last: null }, context.now())
    return await reply(room, place, { message })
  }
  const { discrepancy } = looked
  await showCopyAnew(room, place, { discrepancy })
  const reconciliation = definitionOf(context, discrepancy.reconciliation)
  await reply(room, place, { message: lookAnswer({ ...looked, before: checked.before, reconciliation }) })
}
