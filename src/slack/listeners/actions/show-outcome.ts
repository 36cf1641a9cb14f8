import type { TriageOutcome } from '../../../operations/triage-discrepancy.ts'
import { confirmation } from '../../messages/confirmation.ts'
import { discrepancyCard } from '../../messages/discrepancy-card.ts'
import { readListPage } from '../../messages/list-page.ts'
import { refusal } from '../../messages/refusal.ts'
import { showList } from '../commands/show-list.ts'
import { showHomeAnew } from '../events/publish-home.ts'
import { reply } from '../reply.ts'
import type { Room } from '../room.ts'
import { definitionOf } from '../with-definitions.ts'
import type { ClickPlace } from './place-of-click.ts'

/**
 * Shows what came of a click. Cards in a channel are edited by the delivery; copies that only the person sees are
 * shown anew from here. Who came too late is told so, in words, in every case.
 */
export async function showOutcome(room: Room, place: ClickPlace, outcome: TriageOutcome): Promise<void> {
  const { accepted } = outcome
  const said = accepted ? confirmation(outcome.discrepancy) : refusal(outcome, room.context.now())
  if (place.kind === 'home') return await showHomeAnew(room, place, said.text)
  const anew = place.ephemeral ? await copyAnew(room, place, outcome) : null
  if (anew !== null) await reply(room, place, { message: anew, replace: true })
  const seesIt = accepted && (anew !== null || place.kind === 'card')
  if (!seesIt) await reply(room, place, { message: said })
}

async function copyAnew(room: Room, place: ClickPlace, { discrepancy }: TriageOutcome) {
  if (place.kind === 'list') return await showList(room, readListPage(place.page), place.user)
  if (place.kind !== 'card') return null
  return discrepancyCard(discrepancy, definitionOf(room.context, discrepancy.reconciliation))
}
