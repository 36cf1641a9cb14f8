import type { App, BlockAction } from '@slack/bolt'
import { CounterfoilError } from '../../../domain/errors.ts'
import { BROWSE_ACTION_IDS } from '../../messages/browse-modal.ts'
import { RETRY_ACTION_ID } from '../../messages/delivery-problems.ts'
import { FIELDS_ACTION_IDS } from '../../messages/fields-modal.ts'
import { FIX_ACTION_IDS } from '../../messages/fix-button.ts'
import { FIX_MANY_CHOICE } from '../../messages/fix-many-modal.ts'
import { FIX_CHOICES } from '../../messages/fix-modal.ts'
import { HELD_ACTION_IDS } from '../../messages/held-run.ts'
import { HISTORY_PAGE_ACTION_ID } from '../../messages/history-modal.ts'
import { HOME_PAGE_ACTION_IDS } from '../../messages/home-body.ts'
import { HOME_SECTION_ACTION_IDS } from '../../messages/home-view.ts'
import { LIST_PAGE_ACTION_ID } from '../../messages/list-answer.ts'
import { LOOK_MENU_ACTION_ID } from '../../messages/look-menu.ts'
import { MENU_ACTION_IDS } from '../../messages/menu-answer.ts'
import { REMEDY_ACTION_IDS } from '../../messages/remedies-answer.ts'
import { HIDE_ACTION_ID } from '../../messages/revealed-answer.ts'
import { GROUP_ACTION_IDS, PATTERN_ACTION_IDS } from '../../messages/run-group.ts'
import { TREND_ACTION_ID } from '../../messages/trend-answer.ts'
import { TRIAGE_ACTION_IDS, TRIAGE_MENU_ACTION_ID } from '../../messages/triage-buttons.ts'
import { MANY_CHANGE_IDS } from '../../messages/triage-many-modal.ts'
import { guard } from '../guard.ts'
import type { Room } from '../room.ts'
import { placeOfClick } from './place-of-click.ts'

const KNOWN = [
  ...Object.values(TRIAGE_ACTION_IDS),
  ...Object.values(HELD_ACTION_IDS),
  ...Object.values(MENU_ACTION_IDS),
  TRIAGE_MENU_ACTION_ID,
  LOOK_MENU_ACTION_ID,
  HIDE_ACTION_ID,
  `${HISTORY_PAGE_ACTION_ID}.newer`,
  `${HISTORY_PAGE_ACTION_ID}.older`,
  `${LIST_PAGE_ACTION_ID}.next`,
  `${LIST_PAGE_ACTION_ID}.previous`,
  ...Object.values(FIELDS_ACTION_IDS),
  ...Object.values(GROUP_ACTION_IDS),
  ...PATTERN_ACTION_IDS,
  ...MANY_CHANGE_IDS,
  ...Object.values(BROWSE_ACTION_IDS),
  RETRY_ACTION_ID,
  ...Object.values(HOME_SECTION_ACTION_IDS),
  ...Object.values(HOME_PAGE_ACTION_IDS),
  ...Object.values(FIX_ACTION_IDS),
  ...Object.values(FIX_CHOICES),
  FIX_MANY_CHOICE,
  ...Object.values(REMEDY_ACTION_IDS),
  TREND_ACTION_ID,
]

/** Every id that no listener is registered for: all listeners that match run, so this must match no other. */
export const UNKNOWN_ACTION = new RegExp(
  `^(?!(?:${KNOWN.map((id) => id.replaceAll('.', '\\.')).join('|')})$)`,
  's',
)

/**
 * A button of an older release: without a listener Slack would show a warning sign and no word. One that only leads
 * somewhere has done its work when it is acknowledged.
 */
export function registerUnknownAction(app: App, room: Room): void {
  app.action<BlockAction>({ type: 'block_actions', action_id: UNKNOWN_ACTION }, async ({ ack, body }) => {
    await ack()
    const [action] = body.actions
    if (action?.type === 'button' && action.url) return
    await guard(room, placeOfClick(body), async () => {
      const sentence =
        'This message is from an older version of Counterfoil and its buttons do nothing any more.'
      throw new CounterfoilError('refused', `${sentence} See what is open: /recon list`)
    })
  })
}
