import type { Reconciliation } from '../../domain/reconciliation.ts'
import type { Remedy, RemedyAttempt } from '../../domain/remedy.ts'
import { context, section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { dateToken, plain } from './mrkdwn.ts'
import { ATTEMPTED } from './remedy-words.ts'

export interface RemedyOffView {
  readonly reconciliation: Reconciliation
  readonly remedy: Remedy
  readonly at: Date
  /** Newest first. */
  readonly failed: readonly RemedyAttempt[]
}

/** That a remedy failed several times in a row and is switched off: which, where, why, and what to do. */
export function remedyOff({ reconciliation, remedy, at, failed }: RemedyOffView): Message {
  const title = plain(reconciliation.title)
  const name = plain(remedy.title)
  const why = failed.map(
    ({ number, state, said }) =>
      `•  #${number}: ${ATTEMPTED[state].toLowerCase()}${said === null ? '' : `. ${plain(said, 500)}`}`,
  )
  return makeMessage(`${title}: the remedy “${name}” is switched off`, [
    section(
      `🔧 *${title}: the remedy “${name}” is switched off*, ${dateToken(at)}. It failed ${failed.length} times in a row:`,
      ...why,
    ),
    context(
      'Nothing is repaired by it until somebody has looked at it and switches it on again. What it was for stays open.',
    ),
  ])
}
