import type { App, BlockAction } from '@slack/bolt'
import { CounterfoilError } from '../../../domain/errors.ts'
import { type TriageRequest, triageDiscrepancy } from '../../../operations/triage-discrepancy.ts'
import {
  MENU_LABELS,
  type MenuAction,
  TRIAGE_ACTION_IDS,
  TRIAGE_MENU_ACTION_ID,
} from '../../messages/triage-buttons.ts'
import { guard } from '../guard.ts'
import type { Room } from '../room.ts'
import { openTriageWindow } from './open-triage-window.ts'
import { placeOfClick, targetOfClick, valueOfClick } from './place-of-click.ts'
import { showOutcome } from './show-outcome.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

/** What a click asks for, but for what it is about and who clicked. */
type Wish = Pick<TriageRequest, 'action' | 'owner' | 'until'>

/** What acts at once: Acknowledge, Undo, and of the menu beside them what opens no window. */
export function registerTriage(app: App, room: Room): void {
  for (const action of ['acknowledge', 'undo'] as const) {
    app.action<BlockAction>(TRIAGE_ACTION_IDS[action], async ({ ack, body }) => {
      await ack()
      await guard(room, placeOfClick(body), () => triage(room, body, { action }))
    })
  }
  app.action<BlockAction>(TRIAGE_MENU_ACTION_ID, async ({ ack, body }) => {
    await ack()
    await guard(room, placeOfClick(body), () => choose(room, body))
  })
}

async function choose(room: Room, body: BlockAction): Promise<void> {
  const [chosen] = valueOfClick(body).split(' ')
  if (chosen === 'snooze' || chosen === 'assign') return await openTriageWindow(room, body, chosen)
  await triage(room, body, wishOf(room, body, chosen))
}

async function triage(room: Room, body: BlockAction, wish: Wish): Promise<void> {
  const outcome = await triageDiscrepancy(room.context, {
    ...wish,
    ...targetOfClick(body),
    actor: { kind: 'person', id: body.user.id, surface: 'slack' },
  })
  await showOutcome(room, placeOfClick(body), outcome)
}

function wishOf(room: Room, body: BlockAction, chosen: string | undefined): Wish {
  const actions = Object.keys(MENU_LABELS) as MenuAction[]
  const action = actions.find((known) => known === chosen)
  switch (action) {
    case 'snooze-day':
      return { action: 'snooze', until: new Date(room.context.now().getTime() + DAY_MS) }
    case 'snooze-change':
      return { action: 'snooze', until: null }
    case 'assign-me':
      return { action: 'assign', owner: body.user.id }
    case undefined:
    case 'snooze':
    case 'assign':
      throw new CounterfoilError(
        'refused',
        'This menu is from an older version of Counterfoil. See what is open: /recon list',
      )
    default:
      return { action }
  }
}
