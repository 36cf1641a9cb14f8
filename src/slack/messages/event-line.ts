import type { Actor } from '../../domain/discrepancy.ts'
import type { DiscrepancyEvent, EventKind } from '../../domain/discrepancy-event.ts'
import { calledText, TARGET_WORDS } from './called-text.ts'
import { incidentEventText } from './incident-line.ts'
import { code, dateToken, mention, ownerName, person } from './mrkdwn.ts'
import { quoteLines } from './quote-lines.ts'
import { ATTEMPTED } from './remedy-words.ts'
import { verificationText } from './status-line.ts'
import { REASON_LABELS } from './words.ts'

/** One event in plain words: who did what, when, and what they said. The first line is what happened. */
export function eventLines(event: DiscrepancyEvent): string[] {
  const { note, details, at } = event
  const check = verificationText(details?.check)
  return [
    `${whatHappened(event)}  ·  ${dateToken(at)}`,
    ...(note === null ? [] : quoteLines(note)),
    ...(check === null ? [] : [check]),
  ]
}

function whatHappened(event: DiscrepancyEvent): string {
  const { kind, actor, reason, details } = event
  const by = `by ${person(actor)}`
  switch (kind) {
    case 'opened':
      return '🔎 *Found* by a run'
    case 'seen':
      return '✏️ *Its values changed*'
    case 'reopened':
      return actor.kind === 'run' ? '🔁 *Came back*' : `↩️ *Reopened* ${by}`
    case 'acknowledged':
      return `👀 *Acknowledged* ${by}`
    case 'unacknowledged':
      return `*Acknowledgement taken back* ${by}`
    case 'escalated':
      return `📣 *Escalated* ${escalatedTo(details)}${actor.kind === 'timer' ? 'by its ladder' : by}`
    case 'resolved':
      return `✅ *Resolved* ${actor.kind === 'person' ? by : 'by itself'}${because(reason)}`
    case 'note':
      return `💬 *Note* ${by}`
    case 'assigned':
      return details?.owner == null
        ? `👤 *Assigned* to nobody ${by}`
        : `👤 *Assigned* to ${ownerName(details.owner)} ${by}`
    case 'snoozed':
      return `💤 *Snoozed* until ${until(details?.until)}, ${by}`
    case 'unsnoozed':
      return `*Snooze ended* ${by}`
    case 'woke':
      return woke(actor)
    case 'stable':
      return '*Stable*: it has not come back for 24 hours'
    case 'undone':
      return `↩️ *Undone* ${by}: ${UNDID[details?.undid ?? 'undone']}`
    case 'attempted':
      return `🔧 *${ATTEMPTED[details?.state ?? 'unknown']}* ${actor.kind === 'person' ? by : 'by itself'}: ${code(details?.remedy ?? '')}`
    case 'called':
      return `🪜 *Ladder* ${calledText(details)}`
    case 'breached':
      return `🔴 *Not ${TARGET_WORDS[details?.target ?? 'resolve']}*`
    case 'revealed':
      return `🔓 *Hidden values shown* to ${person(actor)} alone`
    case 'incident':
      return incidentEventText(details)
  }
}

/** `to @ada (instead of @ben, who is deactivated) `; empty where it went to whom the config names. */
function escalatedTo(details: DiscrepancyEvent['details']): string {
  if (details?.to === undefined) return ''
  const gone =
    details.insteadOf === undefined ? '' : ` (instead of ${mention(details.insteadOf)}, who is deactivated)`
  return `to ${mention(details.to)}${gone} `
}

function because(reason: DiscrepancyEvent['reason']): string {
  return reason === null ? '' : `: ${REASON_LABELS[reason].toLowerCase()}`
}

function until(at: string | null | undefined): string {
  return at == null ? 'its values change' : dateToken(new Date(at))
}

function woke({ kind }: Actor): string {
  return kind === 'run' ? '⏰ *Snooze over*: its values changed' : '⏰ *Snooze over*: its time has come'
}

/** What an undo took back. */
const UNDID: Readonly<Record<EventKind, string>> = {
  opened: 'that it was found',
  seen: 'that its values changed',
  reopened: 'the reopening',
  acknowledged: 'the acknowledgement',
  unacknowledged: 'that the acknowledgement was taken back',
  escalated: 'the escalation',
  resolved: 'the resolution',
  note: 'the note',
  assigned: 'the assignment',
  snoozed: 'the snooze',
  unsnoozed: 'that the snooze ended',
  woke: 'that the snooze ended by itself',
  stable: 'that it was stable',
  undone: 'the last change',
  revealed: 'that hidden values were shown',
  incident: 'the incident',
  attempted: 'a remedy',
  called: 'that the ladder called',
  breached: 'that it missed a target',
}
