import type { Discrepancy } from '../../domain/discrepancy.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { button, context, section } from './blocks.ts'
import { evidence } from './evidence.ts'
import { type Message, makeMessage } from './message.ts'
import { code, plain } from './mrkdwn.ts'
import { keyText, withoutSecrets } from './secrecy.ts'
import { describeFinding } from './words.ts'

/** Action id of the button that takes the answer away. */
export const HIDE_ACTION_ID = 'revealed.hide'

/** What Slack hides everywhere else, for one person's eyes only. The text, which lists show, says no value. */
export function revealedAnswer(discrepancy: Discrepancy, reconciliation: Reconciliation): Message {
  const { number, finding } = discrepancy
  const open = withoutSecrets(reconciliation)
  const what = `#${number}  ·  ${plain(describeFinding(finding))}`
  const names = plain(reconciliation.keyNames.join(' / '))
  const key = finding.kind === 'schema' ? 'every record' : `${names} ${code(keyText(open, finding.key))}`
  return makeMessage(`Values of #${number}, for you alone`, [
    section(`🔓 *${what}*`, `${plain(reconciliation.title)}  ·  ${key}`),
    evidence(finding, open),
    context('Only you see this message. The history of this discrepancy says that you looked.'),
    {
      type: 'actions',
      block_id: 'revealed',
      elements: [{ ...button('Hide', HIDE_ACTION_ID, 'hide'), accessibility_label: 'Hide these values' }],
    },
  ])
}

/** There is nothing that the card does not show already. */
export function nothingHiddenAnswer({ number }: Pick<Discrepancy, 'number'>): Message {
  const sentence = `Nothing of #${number} is hidden: its card shows all values.`
  return makeMessage(sentence, [section(sentence)])
}
