import type { App, BlockAction } from '@slack/bolt'
import type { TriageAction } from '../../../domain/discrepancy.ts'
import { CounterfoilError } from '../../../domain/errors.ts'
import { triageDiscrepancy } from '../../../operations/triage-discrepancy.ts'
import { TRIAGE_ACTION_IDS } from '../../messages/triage-buttons.ts'
import { guard } from '../guard.ts'
import type { Room } from '../room.ts'
import { numberOfClick, placeOfClick } from './place-of-click.ts'
import { showOutcome } from './show-outcome.ts'

/** The buttons that act at once: Acknowledge and Escalate. */
export function registerTriage(app: App, room: Room): void {
  for (const action of ['acknowledge', 'escalate'] as const) {
    app.action<BlockAction>(TRIAGE_ACTION_IDS[action], async ({ ack, body }) => {
      await ack()
      await guard(room, placeOfClick(body), () => triage(room, body, action))
    })
  }
}

async function triage(room: Room, body: BlockAction, action: TriageAction): Promise<void> {
  const number = numberOfClick(body)
  if (number === null)
    throw new CounterfoilError('not-found', 'This button names no discrepancy. See all: /recon list')
  const outcome = await triageDiscrepancy(room.context, {
    number,
    action,
    actor: { kind: 'person', id: body.user.id, surface: 'slack' },
  })
  await showOutcome(room, placeOfClick(body), outcome)
}
