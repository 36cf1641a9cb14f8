import type { App, BlockAction } from '@slack/bolt'
import { CounterfoilError } from '../../../domain/errors.ts'
import { acceptHeldRun, discardHeldRun } from '../../../operations/decide-held-run.ts'
import { HELD_ACTION_IDS, heldRefusal, heldRun } from '../../messages/held-run.ts'
import { guard } from '../guard.ts'
import { reply } from '../reply.ts'
import type { Room } from '../room.ts'
import { definitionOf } from '../with-definitions.ts'
import { placeOfClick } from './place-of-click.ts'

/** Accept and Discard on the message about a held run; the delivery shows in it who decided and what came of it. */
export function registerDecideHeld(app: App, room: Room): void {
  for (const word of ['accept', 'discard'] as const) {
    app.action<BlockAction>(HELD_ACTION_IDS[word], async ({ ack, body }) => {
      await ack()
      await guard(room, placeOfClick(body), () => decide(room, body, word))
    })
  }
}

async function decide(room: Room, body: BlockAction, word: 'accept' | 'discard'): Promise<void> {
  const { context } = room
  const request = {
    runId: runOfClick(body),
    actor: { kind: 'person', id: body.user.id, surface: 'slack' },
  } as const
  const { decided, held, outcome } =
    word === 'discard'
      ? { ...(await discardHeldRun(context, request)), outcome: null }
      : await acceptHeldRun(context, { ...request, trigger: 'slash' })
  const place = placeOfClick(body)
  const reconciliation = definitionOf(context, held.reconciliation)
  if (!decided) {
    await reply(room, place, { message: heldRefusal(held, reconciliation?.title) })
  } else if (place.ephemeral && reconciliation) {
    // The delivery edits what stands in channels; this copy only the person sees.
    const message = heldRun({ reconciliation, runs: [held], accepting: outcome?.run ?? null })
    if (message) await reply(room, place, { message, replace: true })
  }
}

function runOfClick(body: BlockAction): string {
  const [action] = body.actions
  const value = action?.type === 'button' ? (action.value ?? '') : ''
  if (value !== '') return value
  throw new CounterfoilError('not-found', 'This button names no run. See all: /recon status')
}
