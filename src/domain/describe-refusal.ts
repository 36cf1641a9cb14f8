import { describeDenial } from './describe-denial.ts'
import type { Actor, Discrepancy } from './discrepancy.ts'
import type { DiscrepancyEvent, EventKind } from './discrepancy-event.ts'
import type { Denial } from './permission.ts'
import type { Refused } from './refused.ts'

export interface Refusal {
  readonly refused: Refused
  /** As somebody else left it. */
  readonly discrepancy: Discrepancy
  /** What happened to it last. */
  readonly last: DiscrepancyEvent | null
  /** Of `forbidden`: who may, and why this person may not. */
  readonly denial?: Denial
}

/** How people and instants are named where the sentence is read. */
export interface Speech {
  readonly person: (actor: Actor) => string
  /** An owner: a Slack user id or a name. */
  readonly owner: (owner: string) => string
  /** A person or a user group, as the config names them. Unsaid: so. */
  readonly allowed?: (who: string) => string
  /** Words of the config. Unsaid: as they are. */
  readonly words?: (text: string) => string
  /** When it happened: `2 minutes ago`, `at 2026-11-21 09:30Z`. */
  readonly when: (at: Date) => string
  /** Until when: `2026-11-21 09:30Z`. */
  readonly until: (at: Date) => string
}

/** Why a request was not done, who was first and when, and what to do. One or two sentences. */
export function describeRefusal(refusal: Refusal, speech: Speech): string {
  const { refused, discrepancy, last } = refusal
  const { number, status, owner } = discrepancy
  const name = `#${number}`
  const happened = last === null ? '' : describeEvent(last, speech)
  const told = happened === '' ? '' : ` Last: ${happened}.`
  switch (refused) {
    case 'forbidden':
      return describeForbidden(refusal, speech)
    case 'already':
    case 'resolved':
      return describeStatus(discrepancy, speech)
    case 'open':
      return `${name} is open (${status}), so there is nothing to reopen.${told}`
    case 'not-acknowledged':
      return `${name} is ${status}, not acknowledged.${told}`
    case 'owned':
      return owner === null
        ? `${name} belongs to nobody already.${told}`
        : `${name} is assigned to ${speech.owner(owner)} already.${told}`
    case 'snoozed':
      return `${name} is snoozed already, ${describeSnooze(discrepancy, speech)}. To change that, end the snooze first.`
    case 'not-snoozed':
      return `${name} is not snoozed.${told}`
    case 'stable':
      return `${name} is not flapping.${told}`
    case 'changed':
      return `${name} has changed since you looked: ${happened}. Look at it again and decide anew.`
    case 'nothing-to-undo':
      return `There is nothing to undo on ${name}.${told}`
    case 'undo-too-late':
      return `It is too late to undo: ${happened}, and only the last 10 minutes can be undone.`
    case 'undo-overtaken':
      return `It is too late to undo on ${name}: ${happened}.`
    case 'noted':
      return `This note stands on ${name} already.`
  }
}

function describeForbidden({ denial, discrepancy }: Refusal, speech: Speech): string {
  if (denial === undefined) return `You may not do that to #${discrepancy.number}.`
  const asIs = (text: string) => text
  const { allowed = asIs, words = asIs } = speech
  return describeDenial(denial, { name: allowed, words })
}

/** `until 2026-11-21 09:30Z by ann`, `until its values change by ann`. */
export function describeSnooze({ snooze }: Pick<Discrepancy, 'snooze'>, speech: Speech): string {
  if (snooze === null) return ''
  const until = snooze.until === null ? 'its values change' : speech.until(snooze.until)
  return `until ${until}, by ${speech.person(snooze.by)}`
}

function describeStatus({ number, status, statusBy, statusAt }: Discrepancy, speech: Speech): string {
  const when = speech.when(statusAt)
  if (statusBy.kind === 'person')
    return `${speech.person(statusBy)} already ${status === 'new' ? 'changed' : status} #${number} ${when}.`
  if (status === 'escalated') return `The ladder already escalated #${number} ${when}, as nobody answered.`
  return `#${number} was resolved by itself ${when}: the sides agree again.`
}

/** `ann acknowledged it 2 minutes ago`. */
function describeEvent({ kind, actor, at }: DiscrepancyEvent, speech: Speech): string {
  const did = actor.kind === 'person' ? DID[kind] : (SAW[kind] ?? DID[kind])
  return `${speech.person(actor)} ${did} ${speech.when(at)}`
}

const DID: Readonly<Record<EventKind, string>> = {
  opened: 'found it',
  seen: 'saw other values',
  reopened: 'reopened it',
  acknowledged: 'acknowledged it',
  unacknowledged: 'took back the acknowledgement',
  escalated: 'escalated it',
  resolved: 'resolved it',
  note: 'wrote a note',
  assigned: 'assigned it',
  snoozed: 'snoozed it',
  unsnoozed: 'ended its snooze',
  woke: 'ended its snooze',
  stable: 'saw it stable for a day',
  undone: 'undid the last change',
  revealed: 'had its values revealed',
  incident: 'told an incident service',
  attempted: 'tried a remedy',
  called: 'called somebody',
  breached: 'saw it miss a target',
}

const SAW: Partial<Readonly<Record<EventKind, string>>> = {
  reopened: 'saw it come back',
  resolved: 'saw that the sides agree',
  woke: 'ended its snooze',
}
