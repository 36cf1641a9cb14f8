import { describeFixes, type FixManyResult } from '../../domain/fix-many-result.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import type { Remedy } from '../../domain/remedy.ts'
import { ATTEMPT_WORDS } from './attempt-line.ts'
import { context, section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { plain } from './mrkdwn.ts'

export interface FixManyAnswer {
  readonly result: FixManyResult
  readonly remedy: Pick<Remedy, 'title'>
  readonly reconciliation: Pick<Reconciliation, 'title'>
}

const ROWS = 20

/** What came of one approved fix of many: how many are proven, and why each of the others is not. */
export function fixManyAnswer({ result, remedy, reconciliation }: FixManyAnswer): Message {
  const { asked, tried, notTried, left, stopped } = result
  const verified = tried.filter(({ state }) => state === 'verified').length
  const sign = verified === asked ? '✅' : verified === 0 ? '⚠️' : '☑️'
  const what = `*${plain(remedy.title)}* in ${plain(reconciliation.title)}: ${describeFixes(result)}`
  const others = [
    ...tried
      .filter(({ state }) => state !== 'verified')
      .map(({ number, state, said }) => `• *#${number}* ${plain(said ?? ATTEMPT_WORDS[state], 200)}`),
    ...notTried.map(({ number, because }) => `• *#${number}* ${plain(because, 200)}`),
  ]
  const rest = others.length - ROWS
  return makeMessage(`${sign} ${what}`, [
    section(`${sign} ${what}`),
    stopped === null
      ? null
      : section(
          `✋ *It stopped:* ${plain(stopped, 300)}. ${left.toLocaleString('en')} were not begun and are as they were.`,
        ),
    others.length === 0 ? null : section(...others.slice(0, ROWS), ...(rest > 0 ? [`and ${rest} more`] : [])),
    verified === 0
      ? null
      : context('What is verified is resolved. Each can be taken back on its card where the remedy can.'),
  ])
}
