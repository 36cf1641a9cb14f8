import type { EventDetails } from '../../domain/discrepancy-event.ts'
import type { TargetName } from '../../domain/ladder.ts'
import { mention, plain } from './mrkdwn.ts'

/** What a step of the ladder did, in the words of a history: `called @oncall (step 1, round 2), instead of @ben: …`. */
export function calledText(details: EventDetails | null | undefined): string {
  const { to, how, insteadOf, because = 'nobody knows why' } = details ?? {}
  const place = details?.step === undefined ? '' : ` (step ${details.step}, round ${details.round ?? 1})`
  const missed =
    insteadOf === undefined ? '' : `${mention(insteadOf)} could not be called: ${plain(because, 300)}`
  if (to === undefined) return `called nobody${place}. ${missed}`
  const whom = {
    mention: `called ${mention(to)}`,
    dm: `wrote to ${mention(to)} directly`,
    incident: `opened an incident in ${plain(to)}`,
  }[how ?? 'mention']
  return `${whom}${place}${missed === '' ? '' : `. ${missed}`}`
}

/** The words after `#12 was not`, and of what a digest counts. */
export const TARGET_WORDS: Readonly<Record<TargetName, string>> = {
  acknowledge: 'acknowledged in time',
  resolve: 'resolved in time',
}
