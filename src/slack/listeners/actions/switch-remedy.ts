import type { App, BlockAction } from '@slack/bolt'
import { CounterfoilError } from '../../../domain/errors.ts'
import { setRemedyState } from '../../../operations/set-remedy-state.ts'
import { denialAnswer } from '../../messages/denial-answer.ts'
import { REMEDY_ACTION_IDS, type RemedySwitch, readRemedyValue } from '../../messages/remedies-answer.ts'
import { showRemedies } from '../commands/show-remedies.ts'
import { guard } from '../guard.ts'
import { reply } from '../reply.ts'
import type { Room } from '../room.ts'
import { placeOfClick, valueOfClick } from './place-of-click.ts'

/** The buttons of the list of remedies, each after a question. The list is shown anew. */
export function registerSwitchRemedy(app: App, room: Room): void {
  for (const word of Object.keys(REMEDY_ACTION_IDS) as RemedySwitch[]) {
    app.action<BlockAction>(REMEDY_ACTION_IDS[word], async ({ ack, body }) => {
      await ack()
      await guard(room, placeOfClick(body), () => switchTo(room, body, word))
    })
  }
}

async function switchTo(room: Room, body: BlockAction, word: RemedySwitch): Promise<void> {
  const named = readRemedyValue(valueOfClick(body))
  if (named === null)
    throw new CounterfoilError('not-found', 'This button names no remedy. See all: /recon remedies')
  const actor = { kind: 'person', id: body.user.id, surface: 'slack' } as const
  const place = placeOfClick(body)
  const switched = await setRemedyState(room.context, { ...named, to: word, actor })
  if ('forbidden' in switched) return await reply(room, place, { message: denialAnswer(switched.forbidden) })
  if ('refused' in switched) throw new CounterfoilError('refused', `${switched.refused}.`)
  const message = await showRemedies(room, named.reconciliation)
  await reply(room, place, { message, replace: true })
}
