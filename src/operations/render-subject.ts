import type { DigestFacts } from '../domain/digest-facts.ts'
import { type DiscrepancyEvent, type EventKind, isAside } from '../domain/discrepancy-event.ts'
import { HISTORY_EVENTS, type NoteEvent, type OutboxSubject } from '../domain/outbox.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { isFailure, MOST_FAILURES } from '../domain/remedy.ts'
import { messageTag } from '../outbox/plan-messages.ts'
import { causeGone } from '../slack/messages/cause-gone.ts'
import { digest } from '../slack/messages/digest.ts'
import { discrepancyCard } from '../slack/messages/discrepancy-card.ts'
import { discrepancyNote } from '../slack/messages/discrepancy-note.ts'
import { failingRuns } from '../slack/messages/failing-runs.ts'
import { groupNote } from '../slack/messages/group-note.ts'
import { heldRun } from '../slack/messages/held-run.ts'
import { ladderCall } from '../slack/messages/ladder-call.ts'
import type { Message } from '../slack/messages/message.ts'
import { remedyOff } from '../slack/messages/remedy-off.ts'
import { runGroup } from '../slack/messages/run-group.ts'
import { scheduleNote } from '../slack/messages/schedule-note.ts'
import { findDigest } from '../store/digests.ts'
import { findDiscrepancy } from '../store/discrepancies.ts'
import { listEvents } from '../store/events.ts'
import { readFailing } from '../store/failing-runs.ts'
import { findAcceptingRun, listHeldTogether } from '../store/held-runs.ts'
import { findMessage } from '../store/messages.ts'
import { listAttemptsOf } from '../store/remedy-attempts.ts'
import { findRun } from '../store/runs.ts'
import type { Context } from './context.ts'
import { gatherCard } from './gather-card.ts'
import { viewDigest } from './view-digest.ts'
import { viewRunGroup } from './view-run-group.ts'

/** The message about a subject as the tracker has it now; null when there is nothing to show any more. */
export async function renderSubject(context: Context, about: OutboxSubject): Promise<Message | null> {
  switch (about.kind) {
    case 'discrepancy':
      return await renderCard(context, about.number)
    case 'run-group':
      return await renderGroup(context, about.runId)
    case 'group-note':
      return await renderGroupNote(context, about)
    case 'note':
      return await renderNote(context, about)
    case 'call':
      return await renderCall(context, about.number)
    case 'digest':
      return await renderDigest(context, about.id)
    // Told to its service, and to nobody in Slack.
    case 'incident':
      return null
    case 'held':
      return await renderHeld(context, about.runId)
    case 'failing':
      return await renderFailing(context, about.runId)
    case 'cause-gone':
      return causeGone({
        ...about,
        title: definitionOf(context, about.reconciliation)?.title ?? about.reconciliation,
      })
    case 'remedy-off':
      return await renderRemedyOff(context, about)
    case 'schedule':
      return scheduleNote({
        ...about,
        title: definitionOf(context, about.reconciliation)?.title ?? about.reconciliation,
      })
  }
}

async function renderCard(context: Context, number: number): Promise<Message | null> {
  const discrepancy = await findDiscrepancy(context.db, number)
  if (!discrepancy) return null
  const extras = await gatherCard(context, discrepancy)
  return discrepancyCard(discrepancy, definitionOf(context, discrepancy.reconciliation), extras)
}

async function renderCall(context: Context, number: number): Promise<Message | null> {
  const discrepancy = await findDiscrepancy(context.db, number)
  if (!discrepancy) return null
  const extras = await gatherCard(context, discrepancy)
  const reconciliation = definitionOf(context, discrepancy.reconciliation)
  const card = await findMessage(context.db, messageTag.card(number))
  const answer = card && !card.goneAt ? await context.directory?.linkTo?.(card) : undefined
  const link = answer && 'known' in answer ? answer.known : null
  return ladderCall({ discrepancy, reconciliation, extras, link })
}

async function renderGroup(context: Context, runId: string): Promise<Message | null> {
  const view = await viewRunGroup(context, runId)
  return view && runGroup(view)
}

async function renderGroupNote(
  context: Context,
  about: OutboxSubject & { readonly kind: 'group-note' },
): Promise<Message | null> {
  const run = await findRun(context.db, about.runId)
  const reconciliation = run && definitionOf(context, run.reconciliation)
  return reconciliation && groupNote({ ...about, reconciliation })
}

async function renderNote(
  context: Context,
  about: OutboxSubject & { readonly kind: 'note' },
): Promise<Message | null> {
  const discrepancy = await findDiscrepancy(context.db, about.number)
  if (!discrepancy) return null
  const reconciliation = definitionOf(context, discrepancy.reconciliation)
  const events = await listEvents(context.db, about.number)
  // Those that make no version have no place of their own.
  const views = eventsOf(
    about,
    events.filter((event) => !isAside(event)),
  ).map(({ event, what }) => ({
    ...event,
    discrepancy,
    reconciliation,
    event: what,
    resolvedAt: events.findLast(({ kind, id }) => kind === 'resolved' && id < event.id)?.at ?? null,
    values: valuesOf(event, events, what),
  }))
  const [first, ...others] = views
  return first === undefined ? null : discrepancyNote(first, ...others)
}

type Told = { readonly event: DiscrepancyEvent; readonly what: NoteEvent }

/** Every event makes a version, so the event of a version stands at its place. */
function eventsOf(
  { event: what, version, upTo = version }: OutboxSubject & { readonly kind: 'note' },
  events: readonly DiscrepancyEvent[],
): Told[] {
  const told = events.slice(version - 1, upTo).flatMap((event): Told[] => {
    const named = upTo === version ? what : HISTORY_EVENTS.find((each) => EVENT_KINDS_OF[each] === event.kind)
    return named !== undefined && EVENT_KINDS_OF[named] === event.kind ? [{ event, what: named }] : []
  })
  if (told.length > 0) return told
  // Of an older release, whose events were not all of them versions.
  const last = events.findLast(({ kind }) => kind === EVENT_KINDS_OF[what])
  return last === undefined ? [] : [{ event: last, what }]
}

/** What a run saw before and since, where the line is about that. */
function valuesOf(event: DiscrepancyEvent, events: readonly DiscrepancyEvent[], what: NoteEvent) {
  if (event.finding === null || (what !== 'changed' && what !== 'woke')) return null
  const before = events.findLast(({ id, finding }) => id < event.id && finding !== null)?.finding
  return before ? { before, after: event.finding } : null
}

/** What each line tells of. */
const EVENT_KINDS_OF: Readonly<Record<NoteEvent, EventKind>> = {
  escalated: 'escalated',
  reopened: 'reopened',
  flapping: 'reopened',
  stable: 'stable',
  changed: 'seen',
  woke: 'woke',
  assigned: 'assigned',
  noted: 'note',
  undone: 'undone',
  called: 'called',
  breached: 'breached',
  acknowledged: 'acknowledged',
  unacknowledged: 'unacknowledged',
  resolved: 'resolved',
  'taken-up': 'reopened',
  snoozed: 'snoozed',
  unsnoozed: 'unsnoozed',
  attempted: 'attempted',
}

async function renderDigest(context: Context, id: string): Promise<Message | null> {
  const saved = await findDigest(context.db, id)
  return saved && digest(await viewDigest(context, saved.facts as DigestFacts, id))
}

async function renderHeld(context: Context, runId: string): Promise<Message | null> {
  const runs = await listHeldTogether(context.db, runId)
  const reconciliation = runs[0] ? definitionOf(context, runs[0].reconciliation) : null
  if (!reconciliation) return null
  const accepting = await findAcceptingRun(
    context.db,
    runs.map(({ id }) => id),
  )
  return heldRun({ reconciliation, runs, accepting })
}

async function renderFailing(context: Context, runId: string): Promise<Message | null> {
  const failing = await readFailing(context.db, runId)
  const reconciliation = failing && definitionOf(context, failing.first.reconciliation)
  return reconciliation ? failingRuns({ reconciliation, ...failing }) : null
}

async function renderRemedyOff(
  context: Context,
  about: OutboxSubject & { readonly kind: 'remedy-off' },
): Promise<Message | null> {
  const reconciliation = definitionOf(context, about.reconciliation)
  const remedy = reconciliation?.remedies?.find(({ name }) => name === about.remedy)
  if (!reconciliation || !remedy) return null
  const attempts = await listAttemptsOf(context.db, { ...about, limit: 20 })
  const until = new Date(about.at)
  const failed = attempts.filter(({ state, approvedAt }) => isFailure(state) && approvedAt <= until)
  return remedyOff({ reconciliation, remedy, at: until, failed: failed.slice(0, MOST_FAILURES) })
}

function definitionOf(context: Context, name: string): Reconciliation | null {
  return context.settings.reconciliations.find((reconciliation) => reconciliation.name === name) ?? null
}
