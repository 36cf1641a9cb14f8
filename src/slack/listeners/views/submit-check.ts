import type { App, SlackViewAction, ViewSubmitAction } from '@slack/bolt'
import { CounterfoilError } from '../../../domain/errors.ts'
import { parseKeyAlone, parseScope } from '../../../domain/parse-scope.ts'
import type { Reconciliation } from '../../../domain/reconciliation.ts'
import type { Scope } from '../../../domain/scope.ts'
import { CHECK_CALLBACK_ID, CHECK_INPUTS } from '../../messages/check-modal.ts'
import { readAudience } from '../audience-text.ts'
import { compareNow } from '../commands/compare.ts'
import { guard } from '../guard.ts'
import type { Room } from '../room.ts'
import { chosenReconciliation, NOT_THERE } from './chosen-reconciliation.ts'

type Errors = Readonly<Record<string, string>>

/** What was asked in the window does what the command does. What cannot be compared is said at its input. */
export function registerSubmitCheck(app: App, room: Room): void {
  app.view<ViewSubmitAction>(CHECK_CALLBACK_ID, async ({ ack, body }) => {
    const reconciliation = chosenReconciliation(room, body)
    const wanted =
      reconciliation === null ? { errors: NOT_THERE } : readWanted(reconciliation, body, room.context.now())
    if ('errors' in wanted) return await ack({ response_action: 'errors', errors: wanted.errors })
    await ack()
    const audience = readAudience(body.view.private_metadata, body.user.id)
    await guard(room, audience, () => compareNow(room, audience, wanted))
  })
}

function readWanted(
  reconciliation: Reconciliation,
  { view }: SlackViewAction,
  now: Date,
): { name: string; scope: Scope } | { errors: Errors } {
  const { key, from, to } = CHECK_INPUTS
  const { values } = view.state
  const typed = values[key]?.[key]?.value?.trim() ?? ''
  const [first, last] = [from, to].map((id) => values[id]?.[id]?.selected_date ?? null) as [
    string | null,
    string | null,
  ]
  const { name } = reconciliation
  if (typed !== '') {
    if (first !== null || last !== null)
      return { errors: { [key]: 'Either a record or days: clear the key, or the days.' } }
    return readAt(key, () => ({ name, scope: parseKeyAlone(reconciliation, typed) }))
  }
  if (first === null && last === null)
    return { errors: { [key]: 'Write the key of a record, or choose days below.' } }
  if (first === null)
    return { errors: { [from]: `Choose the first day as well; for ${last} alone, that day.` } }
  const days = `${first}..${last ?? first}`
  return readAt(from, () => ({ name, scope: parseScope(reconciliation, days, now) }))
}

/** What is wrong with an answer, at the input where it was given. */
function readAt<Wanted>(input: string, read: () => Wanted): Wanted | { errors: Errors } {
  try {
    return read()
  } catch (error) {
    if (error instanceof CounterfoilError) return { errors: { [input]: error.message } }
    throw error
  }
}
