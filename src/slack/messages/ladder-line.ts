import type { ContextBlock } from '@slack/types'
import type { CardExtras } from '../../domain/card-extras.ts'
import type { Discrepancy } from '../../domain/discrepancy.ts'
import type { LadderCall } from '../../domain/ladder.ts'
import { isPutOff } from '../../domain/quiet-hours.ts'
import { context } from './blocks.ts'
import { TARGET_WORDS } from './called-text.ts'
import { dateToken, mention, plain } from './mrkdwn.ts'

/** Targets that were missed, and whom the escalation ladder calls next; null: there is nothing of it to say. */
export function ladderLine(
  discrepancy: Discrepancy,
  { ladder, breaches = [] }: CardExtras,
): ContextBlock | null {
  const parts = [
    ...breaches.map((target) => `🔴 *Not ${TARGET_WORDS[target]}*`),
    ...(ladder ? nextCall(discrepancy, ladder) : []),
  ]
  return parts.length === 0 ? null : context(...parts)
}

/** Slack shows a date in the reader's own zone and words, and goes on counting the days by itself. */
function nextCall(
  { finding: { severity }, snooze }: Discrepancy,
  { rules, state }: NonNullable<CardExtras['ladder']>,
): string[] {
  const { next, endedAt, endedBy } = state
  if (endedBy === 'exhausted') return ['⏰ *Nobody answered*: all steps of the ladder were taken']
  const step = next && rules.steps[next.step]
  if (!next || !step || endedAt !== null) return []
  const [steps, rounds] = [rules.steps.length, rules.repeat + 1]
  const place = `step ${next.step + 1} of ${steps}${rounds > 1 ? `, round ${next.round + 1} of ${rounds}` : ''}`
  const whom = `⏰ *Next:* ${nameOf(step.call)}`
  if (snooze !== null) return [`${whom}, once it is no longer snoozed (${place})`]
  const quiet = isPutOff(next.dueAt, rules.quiet, severity) ? ', paused in quiet hours until then' : ''
  return [`${whom} ${dateToken(next.dueAt)} (${place})${quiet}`]
}

function nameOf(call: LadderCall): string {
  switch (call.kind) {
    case 'mention':
      return plain(call.who)
    case 'dm':
      return `a direct message to ${mention(call.who)}`
    case 'incident':
      return `an incident in ${plain(call.service)}`
  }
}
