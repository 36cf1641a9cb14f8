import type { KnownBlock } from '@slack/types'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { context, section } from './blocks.ts'
import { mention, plain } from './mrkdwn.ts'
import { noteInput } from './note-input.ts'
import { personInput } from './person-input.ts'
import type { TriageWindow } from './triage-window.ts'

/** Whom to call, and what they should know. Whom the config names is called unless another person is chosen. */
export function escalateInputs({
  reconciliation,
  isTargetGone = false,
  answers,
}: TriageWindow): KnownBlock[] {
  const target = reconciliation?.triage.escalateTo ?? null
  const isNeeded = target === null || isTargetGone
  const silent = whySilent(reconciliation)
  return [
    ...(target === null ? [] : [section(calls(target, isTargetGone))]),
    ...(silent === null ? [] : [context(silent)]),
    personInput(
      isNeeded
        ? { label: 'Whom to call', isNeeded, hint: 'They are mentioned in the thread of the card.' }
        : { label: 'Call somebody else instead' },
      answers.person,
    ),
    noteInput(
      { label: 'What should they know?', hint: 'It stands in the thread and in the history.' },
      answers.note,
    ),
  ]
}

function calls(target: string, isGone: boolean): string {
  return isGone
    ? `⚠️ ${mention(target)}, whom the config names, is deactivated. Please choose somebody else.`
    : `📣 Calls *${mention(target)}* in the thread of the card.`
}

/** Nobody is called where nobody is told. */
function whySilent(reconciliation: Reconciliation | null): string | null {
  if (reconciliation === null) return '⚠️ The config does not have it any more, so nobody is called in Slack.'
  const title = plain(reconciliation.title)
  if (reconciliation.shadow) return `⚠️ ${title} runs in shadow, so nobody is called in Slack.`
  return reconciliation.notify.channel === null
    ? `⚠️ The config names no channel for ${title}, so nobody is called in Slack.`
    : null
}
