import { showDigestAnew } from '../../../operations/edit-digests.ts'
import { gatherCard } from '../../../operations/gather-card.ts'
import type { TriageOutcome } from '../../../operations/triage-discrepancy.ts'
import { confirmation } from '../../messages/confirmation.ts'
import { discrepancyCard } from '../../messages/discrepancy-card.ts'
import { readListPage } from '../../messages/list-page.ts'
import { changedAnswer } from '../../messages/look-answer.ts'
import type { Message } from '../../messages/message.ts'
import { refusal } from '../../messages/refusal.ts'
import { showDigest } from '../commands/show-digest.ts'
import { showList } from '../commands/show-list.ts'
import { showHomeAnew } from '../events/publish-home.ts'
import { reply } from '../reply.ts'
import type { Room } from '../room.ts'
import { definitionOf } from '../with-definitions.ts'
import type { ClickPlace } from './place-of-click.ts'
import { showBrowseAnew } from './show-browse.ts'

/**
 * Shows what came of a click. Cards in a channel are edited by the delivery; copies that only the person sees are
 * shown anew from here. Who came too late is told so, in words, in every case.
 */
export async function showOutcome(room: Room, place: ClickPlace, outcome: TriageOutcome): Promise<void> {
  const said = answerTo(room, outcome)
  if (place.kind === 'home') return await showHomeAnew(room, place, said.text)
  if (place.kind === 'browse') return await showBrowseAnew(room, place, said)
  const isAnew = await showCopyAnew(room, place, outcome)
  const isOfDigest = place.kind === 'digest' && !place.ephemeral && place.page !== ''
  // However old it is, and also where the click came too late because it showed no longer what is.
  if (isOfDigest) await showDigestAnew(room.context, place.page)
  const seesIt = outcome.accepted && (isAnew || isOfDigest || place.kind === 'card')
  if (!seesIt) await reply(room, place, { message: said })
}

/** In words. Where a run saw other values meanwhile, these too. */
export function answerTo({ context }: Room, outcome: TriageOutcome): Message {
  if (outcome.accepted) return confirmation(outcome.discrepancy, outcome.did)
  const { refused, discrepancy, last } = outcome
  const words = refusal(outcome, context.now())
  if (refused !== 'changed' || last?.finding == null) return words
  return changedAnswer(words, discrepancy, definitionOf(context, discrepancy.reconciliation))
}

/** Shows anew the copy that was clicked, if only the person sees it; whether it did. */
export async function showCopyAnew(
  room: Room,
  place: ClickPlace,
  outcome: Pick<TriageOutcome, 'discrepancy'>,
): Promise<boolean> {
  if (place.kind === 'home') {
    await showHomeAnew(room, place, null)
    return true
  }
  if (place.kind === 'browse') {
    await showBrowseAnew(room, place, null)
    return true
  }
  const anew = place.ephemeral ? await copyAnew(room, place, outcome) : null
  if (anew !== null) await reply(room, place, { message: anew, replace: true })
  return anew !== null
}

async function copyAnew(room: Room, place: ClickPlace, { discrepancy }: Pick<TriageOutcome, 'discrepancy'>) {
  if (place.kind === 'digest') return await showDigest(room)
  if (place.kind === 'list') return await showList(room, readListPage(place.page), place.user)
  if (place.kind === 'told') return confirmation(discrepancy)
  if (place.kind !== 'card') return null
  const { context } = room
  const extras = await gatherCard(context, discrepancy)
  return discrepancyCard(discrepancy, definitionOf(context, discrepancy.reconciliation), extras)
}
