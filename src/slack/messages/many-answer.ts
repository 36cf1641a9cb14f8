import type { KnownBlock } from '@slack/types'
import { describeRefusal } from '../../domain/describe-refusal.ts'
import type { ManyAction, ManyResult, NotDone, NotDoneWord } from '../../domain/many-result.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { context, section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { dateToken, mrkdwn, ownerName, person, plain } from './mrkdwn.ts'
import { ago, countOf } from './words.ts'

export interface ManyAnswer {
  readonly result: ManyResult
  readonly action: ManyAction
  readonly reconciliation: Reconciliation
  readonly now: Date
}

const DONE: Readonly<Record<ManyAction, string>> = {
  acknowledge: 'Acknowledged',
  resolve: 'Resolved',
  escalate: 'Escalated',
  snooze: 'Snoozed',
  assign: 'Assigned',
}

const NOT_DONE: Readonly<Record<NotDoneWord, string>> = {
  already: '🔁 Already done',
  conflict: '⚠️ Changed since you looked',
  differs: '✋ Still differ',
  forbidden: '❌ Not allowed',
  failed: '❗ Failed',
}
const WORDS: readonly NotDoneWord[] = ['conflict', 'differs', 'forbidden', 'failed', 'already']

/** Of each outcome so many numbers, and so many reasons. */
const NUMBERS = 30
const REASONS = 3
const BECAUSE = 3

/** What came of doing one thing to many: what was done, and what was not, with the numbers and why. */
export function manyAnswer(answer: ManyAnswer): Message {
  const { result, action, reconciliation } = answer
  const { asked, done, notDone } = result
  const sign = done.length === asked ? '✅' : done.length === 0 ? '⚠️' : '☑️'
  const sentence = `${DONE[action]} ${done.length.toLocaleString('en')} of ${countOf(asked, 'discrepancy', 'discrepancies')} in ${plain(reconciliation.title)}`
  const counts = WORDS.map((word) => [word, notDone.filter((each) => each.word === word)] as const).filter(
    ([, those]) => those.length > 0,
  )
  return makeMessage(`${sign} ${sentence}`, [
    section(`${sign} *${sentence}*`, ...verifiedText(result)),
    counts.length === 0 ? null : countFields(result, answer, counts),
    ...counts.map(([word, those]) => wordBlock(word, those, answer)),
    done.length === 0 ? null : context('Each can be undone for 10 minutes, as always.'),
  ])
}

function verifiedText({ verified, unverified, because }: ManyResult): string[] {
  const lines = []
  if (verified > 0) lines.push(`☑️ *${verified.toLocaleString('en')} verified*: the sides agreed`)
  if (unverified > 0) {
    const why = because.slice(0, BECAUSE).map((each) => plain(each, 300))
    const because_ = why.length === 0 ? 'the sides still differed' : why.join('; ')
    lines.push(`⚠️ *${unverified.toLocaleString('en')} not verified*: ${because_}`)
  }
  return lines
}

function countFields(
  { done }: ManyResult,
  { action }: ManyAnswer,
  counts: readonly (readonly [NotDoneWord, readonly NotDone[]])[],
): KnownBlock {
  const field = (label: string, count: number) => mrkdwn(`${label}\n*${count.toLocaleString('en')}*`)
  return {
    type: 'section',
    fields: [
      field(`✅ ${DONE[action]}`, done.length),
      ...counts.map(([word, those]) => field(NOT_DONE[word], those.length)),
    ],
  }
}

function wordBlock(
  word: NotDoneWord,
  those: readonly NotDone[],
  { now, result: { failure } }: ManyAnswer,
): KnownBlock {
  const numbers = those.slice(0, NUMBERS).map(({ number }) => `#${number}`)
  const more = those.length - numbers.length
  const rest = more > 0 ? ` and ${more.toLocaleString('en')} more` : ''
  const reasons = those
    .flatMap(({ refusal }) => (refusal ? [refusal] : []))
    .slice(0, REASONS)
    .map((refusal) =>
      describeRefusal(refusal, {
        person,
        owner: ownerName,
        when: (at) => ago(at, now),
        until: dateToken,
      }),
    )
  const left = reasons.length > 0 && those.length > reasons.length ? ['…'] : []
  return section(
    `*${NOT_DONE[word]}*: ${numbers.join(', ')}${rest}`,
    ...(word === 'failed' ? [failedText(failure)] : []),
    ...(word === 'differs' ? ['They were left as they are. “Resolve anyway” resolves them too.'] : []),
    ...reasons.map((reason) => `• ${reason}`),
    ...left,
  )
}

function failedText(failure: string | null): string {
  const why = failure === null ? '' : `${plain(failure.replace(/\.$/, ''), 300)}. `
  return `${why}What was done stays done; ask for the same again to do the rest.`
}
