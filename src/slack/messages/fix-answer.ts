import type { Discrepancy } from '../../domain/discrepancy.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import type { AttemptState, RemedyAttempt } from '../../domain/remedy.ts'
import { becameText } from './attempt-line.ts'
import { context, section } from './blocks.ts'
import { evidence } from './evidence.ts'
import { type Message, makeMessage } from './message.ts'
import { plain } from './mrkdwn.ts'

export interface FixOutcome {
  readonly attempt: RemedyAttempt
  /** As it is since. */
  readonly discrepancy: Discrepancy
  readonly reconciliation: Reconciliation | null
}

const SIGNS: Readonly<Record<AttemptState, string>> = {
  approved: '⏳',
  running: '⏳',
  applied: '☑️',
  verified: '✅',
  unverified: '⚠️',
  refused: '✋',
  failed: '❗',
  unknown: '❓',
  'dry-run': '🧪',
  undone: '↩️',
}

/** What came of one fix: whether it is proven, and where it is not, what the sides say now. */
export function fixAnswer({ attempt, discrepancy, reconciliation }: FixOutcome): Message {
  const { number, finding, status } = discrepancy
  const { state, said, undoes } = attempt
  const remedy = reconciliation?.remedies?.find(({ name }) => name === attempt.remedy)
  const title = plain(remedy?.title ?? attempt.remedy)
  const what = undoes === null ? title : `Undo of ${title}`
  const words = `${SIGNS[state]} *${what}*  ·  #${number}: ${becameText(attempt, said)}`
  const isOpen = status !== 'resolved'
  return makeMessage(words, [
    section(words),
    isOpen && state === 'unverified' ? evidence(finding, reconciliation) : null,
    context(isOpen ? `#${number} stays open.` : `#${number} is resolved.`),
  ])
}

/** Why a fix, or taking one back, was not even tried. */
export function fixRefusal(number: number, because: string): Message {
  const sentence = `Nothing was changed for #${number}: ${plain(because.replace(/\.$/, ''), 400)}.`
  return makeMessage(sentence, [section(`✋ ${sentence}`)])
}

/** Above a plan that is not the one that was approved. */
export function fixChanged(number: number): Message {
  const sentence = `#${number} has changed since you looked, so nothing was done. This is what it would do now.`
  return makeMessage(sentence, [section(`⚠️ ${sentence}`)])
}

/** Nothing fits any more: of an old card, or after a change of the config. */
export function noFixAnswer(number: number): Message {
  const sentence = `No remedy fits #${number} as it is now. What is set up: /recon remedies`
  return makeMessage(sentence, [section(sentence)])
}
