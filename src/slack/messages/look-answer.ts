import type { KnownBlock } from '@slack/types'
import type { Discrepancy } from '../../domain/discrepancy.ts'
import type { Finding } from '../../domain/finding.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { context, section } from './blocks.ts'
import { evidence } from './evidence.ts'
import { type Message, makeMessage } from './message.ts'
import { plain } from './mrkdwn.ts'

/** What a look at one record came to, for whoever asked. */
export interface LookView {
  readonly word: 'agrees' | 'differs' | 'unknown'
  /** Of `unknown`. */
  readonly because?: string
  /** The sides show what they showed before. */
  readonly isSame?: boolean
  /** What the last run before it saw. */
  readonly before: Finding
  /** As it is since. */
  readonly discrepancy: Discrepancy
  readonly reconciliation: Reconciliation | null
}

/** What "Check again" came to: it was resolved by that, it still differs, or nobody can say. */
export function lookAnswer(view: LookView): Message {
  const { number, status } = view.discrepancy
  switch (view.word) {
    case 'agrees':
      return told(`✅ *#${number}*: the sides agree now, so it is resolved.`)
    case 'unknown':
      return told(
        `⚠️ *#${number}* could not be checked: ${plain(view.because ?? '', 500)}. It is ${status}, as before.`,
      )
    case 'differs':
      return stillDiffers(view, view.isSame ? 'It was counted as seen once more.' : 'The card shows it.')
  }
}

/** Why a discrepancy was not resolved: the sides still differ. */
export function differsAnswer(view: Omit<LookView, 'word'>): Message {
  return stillDiffers(
    view,
    'Nothing was resolved. If it is resolved anyway, the next run that sees this brings it back. If the difference is right, choose “Expected difference”.',
  )
}

/** Tells that something happened while somebody looked, and what the sides showed last. */
export function changedAnswer(
  refused: Message,
  { finding }: Discrepancy,
  reconciliation: Reconciliation | null,
): Message {
  return makeMessage(refused.text, [...refused.blocks, evidence(finding, reconciliation)])
}

function stillDiffers(view: Omit<LookView, 'word'>, hint: string): Message {
  const { isSame = true, before, discrepancy, reconciliation } = view
  const { number, finding } = discrepancy
  const shows = isSame ? 'the same as before' : 'something else than before'
  const text = `❗ *#${number} still differs*, and shows ${shows}.`
  const values: KnownBlock[] = isSame
    ? [evidence(finding, reconciliation)]
    : [
        section('*Before*'),
        evidence(before, reconciliation),
        section('*Now*'),
        evidence(finding, reconciliation),
      ]
  return makeMessage(text, [section(text), ...values, context(hint)])
}

function told(sentence: string): Message {
  return makeMessage(sentence, [section(sentence)])
}
