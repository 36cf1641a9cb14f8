import type { RemedyOutcome } from '../../../operations/apply-remedy.ts'
import { denialAnswer } from '../../messages/denial-answer.ts'
import { fixAnswer, fixRefusal } from '../../messages/fix-answer.ts'
import type { Message } from '../../messages/message.ts'
import type { Room } from '../room.ts'
import { definitionOf } from '../with-definitions.ts'

/** What came of a fix, or of taking one back, in words. */
export function fixOutcome({ context }: Room, outcome: RemedyOutcome): Message {
  const { discrepancy } = outcome
  if ('forbidden' in outcome) return denialAnswer(outcome.forbidden)
  if ('refused' in outcome) return fixRefusal(discrepancy.number, outcome.refused)
  const { attempt } = outcome
  return fixAnswer({
    attempt,
    discrepancy,
    reconciliation: definitionOf(context, discrepancy.reconciliation),
  })
}
