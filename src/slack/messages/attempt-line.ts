import type { SectionBlock } from '@slack/types'
import type { Discrepancy } from '../../domain/discrepancy.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import type { AttemptState, Remedy, RemedyAttempt } from '../../domain/remedy.ts'
import { section } from './blocks.ts'
import { undoFixButton } from './fix-button.ts'
import { dateToken, person, plain } from './mrkdwn.ts'

/** What became of a try, in few words; `said` follows where there is something to say. */
export const ATTEMPT_WORDS: Readonly<Record<AttemptState, string>> = {
  approved: 'about to be applied',
  running: 'being applied',
  applied: 'applied, and not looked at since',
  verified: 'verified, all sides agree',
  unverified: 'applied, and it is not proven',
  refused: 'refused, nothing was changed',
  failed: 'failed, nothing was changed',
  unknown: 'nobody knows whether it was done',
  'dry-run': 'dry run, nothing was changed',
  undone: 'undone',
}

/** The last fix of a discrepancy on its card, with a button that takes it back where its remedy can; null: none was tried. */
export function attemptLine(
  attempt: RemedyAttempt | undefined,
  discrepancy: Discrepancy,
  reconciliation: Reconciliation | null,
): SectionBlock | null {
  if (attempt === undefined) return null
  const remedy = reconciliation?.remedies?.find(({ name }) => name === attempt.remedy)
  const isBack = cameBackAfter(attempt, discrepancy)
  const line = section(attemptText(attempt, { remedy, isBack }))
  if (isBack || remedy?.reverse === undefined || !canBeUndone(attempt)) return line
  const text = `“${remedy.title}” changed ${attempt.side}. What was there before is written back, if nobody has changed it since.`
  return {
    ...line,
    block_id: `fix:${attempt.number}`,
    accessory: undoFixButton(discrepancy, text),
  }
}

/** `🔧 *Copy the address* by @ada, today 09:30: verified, all sides agree`. */
function attemptText(
  attempt: RemedyAttempt,
  { remedy, isBack }: { readonly remedy: Pick<Remedy, 'title'> | undefined; readonly isBack: boolean },
): string {
  const { actor, approvedAt, endedAt, said, undoes } = attempt
  const title = plain(remedy?.title ?? attempt.remedy)
  const what = undoes === null ? `🔧 *${title}*` : `↩️ *Undo of ${title}*`
  const by = actor.kind === 'person' ? `by ${person(actor)}` : 'by itself'
  const became = isBack ? 'verified then, and it came back since' : becameText(attempt, said)
  return `${what} ${by}, ${dateToken(endedAt ?? approvedAt)}: ${became}`
}

/** It was repaired, and a run saw it again later: that is another mistake, and what is there now is not what the fix left. */
function cameBackAfter({ state, undoes, endedAt }: RemedyAttempt, { reopenedAt }: Discrepancy): boolean {
  if (undoes !== null || state !== 'verified' || endedAt === null || reopenedAt === null) return false
  return reopenedAt > endedAt
}

/** What became of it and why, without who and when. */
export function becameText(
  { state, undoes }: Pick<RemedyAttempt, 'state' | 'undoes'>,
  said: string | null,
): string {
  if (undoes !== null && state === 'applied') return 'what was there before is back'
  const short = SHORT_WORDS[state]
  // What was verified needs no more words.
  return said === null || short === undefined ? ATTEMPT_WORDS[state] : `${short}: ${plain(said, 400)}`
}

/** Before the sentence that says why. */
const SHORT_WORDS: Readonly<Partial<Record<AttemptState, string>>> = {
  unverified: 'not proven',
  refused: 'refused',
  failed: 'failed',
  unknown: 'not known',
}

/** Something was changed, and this attempt took nothing back itself. */
function canBeUndone({ state, undoes }: RemedyAttempt): boolean {
  return undoes === null && (state === 'verified' || state === 'unverified' || state === 'applied')
}
