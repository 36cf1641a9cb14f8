import { type DiscrepancyEvent, EVENT_KINDS, type EventKind } from '../../src/domain/discrepancy-event.ts'
import {
  HISTORY_PAGE_SIZE,
  type HistoryView,
  historyLoadingModal,
  historyModal,
} from '../../src/slack/messages/history-modal.ts'
import { AT, sampleDiscrepancy, sampleMismatch, sampleReconciliation } from '../slack/samples.ts'
import { type Preview, previewsOf } from './preview.ts'
import { VERIFICATIONS } from './resolve-previews.ts'

const history = previewsOf(historyModal, 'modal')
const loading = previewsOf(historyLoadingModal, 'modal')

const ADA = { kind: 'person', id: 'U0ADA00001', surface: 'slack' } as const
const RUN = { kind: 'run', id: 'r1', surface: 'run' } as const
const TIMER = { kind: 'timer', id: 'timer', surface: 'timer' } as const

const EVENT: DiscrepancyEvent = {
  id: 1,
  number: 12,
  kind: 'note',
  actor: ADA,
  at: AT,
  runId: null,
  from: null,
  to: null,
  reason: null,
  note: null,
  finding: null,
  details: null,
}

const FACTS: Readonly<Record<EventKind, Partial<DiscrepancyEvent>>> = {
  opened: { actor: RUN, finding: sampleMismatch() },
  seen: { actor: RUN, finding: sampleMismatch({ values: { crm: '42.50', billing: '42.45' } }) },
  reopened: { actor: RUN, finding: sampleMismatch() },
  acknowledged: { note: 'I look into it' },
  escalated: {},
  resolved: { reason: 'fixed', note: 'corrected in billing', details: { check: VERIFICATIONS.agreed! } },
  note: { note: 'Billing knows; a fix is on its way.' },
  unacknowledged: {},
  assigned: { details: { owner: 'U0GRACE002' } },
  snoozed: { details: { until: '2026-11-05T09:30:00Z' } },
  unsnoozed: {},
  woke: { actor: TIMER },
  stable: { actor: TIMER },
  undone: { details: { undid: 'resolved' } },
  revealed: {},
  incident: {
    actor: TIMER,
    details: { incident: { service: 'pager', did: 'opened', link: 'https://tickets.example/7?a=1&b=2' } },
  },
  called: { actor: TIMER, details: { step: 1, round: 1, how: 'mention', to: 'S0ONCALL02' } },
  breached: { actor: TIMER, details: { target: 'acknowledge' } },
}

/** What happened to a discrepancy: every kind of event, and the pages of a long history. */
export function historyPreviews(): Preview[] {
  const view = {
    discrepancy: sampleDiscrepancy(),
    reconciliation: sampleReconciliation(),
    place: { upTo: 99, passed: 0 },
    hasOlder: false,
  }
  const pages: HistoryView = {
    ...view,
    entries: Array.from({ length: HISTORY_PAGE_SIZE }, () => ({ event: EVENT, before: null })),
    place: { upTo: 99, passed: HISTORY_PAGE_SIZE },
    hasOlder: true,
  }
  return [
    loading('reads', 12),
    history('all that can happen', {
      ...view,
      entries: EVENT_KINDS.map((kind) => entryOf({ ...FACTS[kind], kind })),
    }),
    history('what happens by other ways', { ...view, entries: otherWays().map(entryOf) }),
    history('a page between others', pages),
    history('where a rule has it go', {
      ...view,
      discrepancy: sampleDiscrepancy({ route: 'log' }),
      entries: [],
    }),
    history('its reconciliation is gone from the config', {
      ...view,
      reconciliation: null,
      entries: [entryOf({ ...FACTS.seen, kind: 'seen' })],
    }),
  ]
}

function otherWays(): Partial<DiscrepancyEvent>[] {
  return [
    { kind: 'resolved', actor: RUN, reason: 'agrees' },
    { kind: 'resolved', reason: 'other', note: 'no idea', details: { check: VERIFICATIONS.differed! } },
    { kind: 'resolved', reason: 'fixed', details: { check: VERIFICATIONS['source away']! } },
    { kind: 'reopened' },
    { kind: 'assigned', details: { owner: null } },
    { kind: 'escalated', details: { to: 'U0GRACE002', insteadOf: 'U0KATHR003' } },
    { kind: 'escalated', actor: TIMER, details: { to: 'S0ONCALL02' } },
    {
      kind: 'called',
      actor: TIMER,
      details: {
        ...{ step: 2, round: 1, how: 'dm', to: 'U0GRACE002' },
        ...{ insteadOf: 'S0CLOSED03', because: 'there is no such user group, or it is disabled' },
      },
    },
    {
      kind: 'called',
      actor: TIMER,
      details: {
        step: 1,
        round: 2,
        insteadOf: 'S0CLOSED03',
        because: 'nobody in this user group can be called',
      },
    },
    { kind: 'called', actor: TIMER, details: { step: 3, round: 1, how: 'incident', to: 'pager' } },
    { kind: 'breached', actor: TIMER, details: { target: 'resolve' } },
    { kind: 'snoozed', actor: { kind: 'person', id: 'ann', surface: 'cli' }, details: { until: null } },
    {
      kind: 'incident',
      actor: TIMER,
      details: { incident: { service: 'pager', did: 'joined', link: null } },
    },
    {
      kind: 'incident',
      actor: TIMER,
      details: { incident: { service: 'pager', did: 'closed', link: null } },
    },
    { kind: 'woke', actor: RUN, ...{ finding: FACTS.seen.finding! } },
    ...EVENT_KINDS.map((undid) => ({ kind: 'undone' as const, details: { undid } })),
  ]
}

function entryOf(facts: Partial<DiscrepancyEvent>): HistoryView['entries'][number] {
  const event = { ...EVENT, ...facts }
  const isFirst = event.kind === 'opened' || event.finding === null
  return { event, before: isFirst ? null : sampleMismatch() }
}
