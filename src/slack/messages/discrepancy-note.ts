import type { KnownBlock } from '@slack/types'
import type { Actor, Discrepancy, ResolutionReason } from '../../domain/discrepancy.ts'
import type { EventDetails } from '../../domain/discrepancy-event.ts'
import type { Finding } from '../../domain/finding.ts'
import type { NoteEvent } from '../../domain/outbox.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { context, sections } from './blocks.ts'
import { TARGET_WORDS } from './called-text.ts'
import { cardText } from './discrepancy-card.ts'
import { evidence } from './evidence.ts'
import { type Message, makeMessage } from './message.ts'
import { code, dateToken, mention, ownerName, person, plain } from './mrkdwn.ts'
import { quoteLines } from './quote-lines.ts'
import { ATTEMPTED } from './remedy-words.ts'
import { verificationText } from './status-line.ts'
import { lasting, ordinal, REASON_LABELS } from './words.ts'

export interface NoteView {
  readonly discrepancy: Discrepancy
  /** Null when it is no longer in the config. */
  readonly reconciliation: Reconciliation | null
  readonly event: NoteEvent
  /** Who did it, when, and what they said. */
  readonly actor: Actor
  readonly at: Date
  readonly note: string | null
  readonly details?: EventDetails | null
  /** Of one that came back: when it had been resolved. */
  readonly resolvedAt?: Date | null
  /** Of `resolved`. */
  readonly reason?: ResolutionReason | null
  /** Of one whose values changed: what the sides showed before and since. */
  readonly values?: { readonly before: Finding; readonly after: Finding } | null
}

/** A line in the thread of a card: what happened, and what that means for whoever reads it. */
export function discrepancyNote(...views: readonly [NoteView, ...NoteView[]]): Message {
  const lines = views.map(noteOf)
  return makeMessage(
    lines.map(({ text }) => text).join('\n'),
    lines.flatMap(({ blocks }) => blocks),
  )
}

function noteOf(view: NoteView): { readonly text: string; readonly blocks: readonly KnownBlock[] } {
  const { note } = view
  const inShort = linesOf(view, note === null ? [] : [`“${plain(note, 500)}”`])
  const inFull = sections(...linesOf(view, note === null ? [] : quoteLines(note)))
  return { text: inShort.join('\n'), blocks: [...inFull, ...valuesOf(view)] }
}

/** Masked as everywhere. */
function valuesOf({ values = null, reconciliation }: NoteView): KnownBlock[] {
  if (values === null) return []
  const { before, after } = values
  return [
    context('Before'),
    evidence(before, reconciliation),
    context('Since then'),
    evidence(after, reconciliation),
  ]
}

function linesOf(view: NoteView, said: readonly string[]): string[] {
  const { discrepancy, reconciliation, actor, at } = view
  const name = `#${discrepancy.number}`
  switch (view.event) {
    case 'escalated':
      return escalated(view, said)
    case 'reopened':
      return [`🔁 ${name} came back${cameBack(view)}.`, cardText(discrepancy, reconciliation)]
    case 'flapping':
      return [
        `🔁 ${name} came back${cameBack(view)}: the third time within 24 hours.`,
        'Nothing more is said here until it has been stable for 24 hours. Its card and the digest go on showing it.',
      ]
    case 'stable':
      return [`${name} has not come back for 24 hours. What happens to it is told here again.`]
    case 'changed':
      return [`✏️ The values of ${name} changed, ${dateToken(at)}.`]
    case 'woke':
      return [
        actor.kind === 'run' ? wokenByRun(name, at) : `⏰ The snooze of ${name} is over: it is still open.`,
      ]
    case 'assigned':
      return [assigned(view), ...said]
    case 'noted':
      return [`💬 ${person(actor)} on ${name}:`, ...said]
    case 'undone':
      return [
        `↩️ ${person(actor)} undid the last change of ${name}: it is ${discrepancy.status} again.`,
        ...said,
      ]
    case 'called':
      return called(view)
    case 'breached':
      return [`🔴 ${name} was not ${TARGET_WORDS[view.details?.target ?? 'resolve']}.`]
    case 'acknowledged':
      return [`👀 ${name} was acknowledged by ${person(actor)}.`, ...said]
    case 'unacknowledged':
      return [`${person(actor)} took back the acknowledgement of ${name}.`, ...said]
    case 'resolved':
      return [resolved(view), ...said, ...verified(view)]
    case 'attempted':
      return [attempted(view), ...said]
    case 'taken-up':
      return [`↩️ ${name} was reopened by ${person(actor)}.`, ...said]
    case 'snoozed':
      return [`💤 ${name} was snoozed until ${until(view)} by ${person(actor)}.`, ...said]
    case 'unsnoozed':
      return [`💤 The snooze of ${name} was ended by ${person(actor)}.`, ...said]
  }
}

/** Slack mentions whoever the line begins with; whom an incident service or a direct message calls it only names. */
function called({ discrepancy, reconciliation, details }: NoteView): string[] {
  const { to, how, insteadOf, because = 'nobody knows why' } = details ?? {}
  const name = `#${discrepancy.number}`
  const place = `step ${details?.step ?? 1}, round ${details?.round ?? 1} of its ladder`
  const missed =
    insteadOf === undefined ? [] : [`${mention(insteadOf)} could not be called: ${plain(because, 300)}.`]
  const subject = cardText(discrepancy, reconciliation)
  if (to === undefined) return [`🪜 Nobody could be called about ${name} (${place}).`, ...missed, subject]
  if (how === 'mention')
    return [`📣 ${mention(to)}: nobody has answered ${name} yet (${place}).`, ...missed, subject]
  const did =
    how === 'dm' ? `${mention(to)} was written to directly` : `An incident was opened in ${plain(to)}`
  return [`🪜 ${did}: nobody has answered ${name} yet (${place}).`, ...missed]
}

function resolved({ discrepancy: { number }, actor, reason = null }: NoteView): string {
  const by = actor.kind === 'person' ? `by ${person(actor)}` : 'by itself'
  const why = reason === null ? '' : `: ${REASON_LABELS[reason].toLowerCase()}`
  return `✅ #${number} was resolved ${by}${why}.`
}

function verified({ details }: NoteView): string[] {
  const words = verificationText(details?.check)
  return words === null ? [] : [words]
}

function attempted({ discrepancy: { number }, actor, details }: NoteView): string {
  const by = actor.kind === 'person' ? `by ${person(actor)}` : 'by itself'
  return `🔧 #${number}: ${ATTEMPTED[details?.state ?? 'unknown'].toLowerCase()}, ${by} (${code(details?.remedy ?? '')}).`
}

function until({ details }: NoteView): string {
  return details?.until == null ? 'its values change' : dateToken(new Date(details.until))
}

function wokenByRun(name: string, at: Date): string {
  return `⏰ A value of ${name} changed while it was snoozed, ${dateToken(at)}: the snooze is over.`
}

function escalated(
  { discrepancy, reconciliation, actor, details }: NoteView,
  said: readonly string[],
): string[] {
  const target = details?.to ?? reconciliation?.triage.escalateTo ?? null
  const call = target === null ? '📣 ' : `📣 ${mention(target)}: `
  const gone =
    details?.insteadOf === undefined
      ? ''
      : ` ${mention(details.insteadOf)}, whom the config names, is deactivated.`
  const first = `${call}#${discrepancy.number} was escalated by ${person(actor)}.${gone}`
  return [first, ...said, cardText(discrepancy, reconciliation)]
}

/** ` 2026-11-04 09:30, after 3 d, for the 4th time` */
function cameBack({ discrepancy: { timesReopened }, at, resolvedAt = null }: NoteView): string {
  const after = resolvedAt === null ? '' : ` after ${lasting(resolvedAt, at)}`
  return ` ${dateToken(at)}${after}${timesReopened > 1 ? `, for the ${ordinal(timesReopened)} time` : ''}`
}

function assigned({ discrepancy: { number }, actor, details }: NoteView): string {
  const owner = details?.owner ?? null
  return owner === null
    ? `👤 #${number} belongs to nobody any more, says ${person(actor)}.`
    : `👤 #${number} was assigned to ${ownerName(owner)} by ${person(actor)}.`
}
