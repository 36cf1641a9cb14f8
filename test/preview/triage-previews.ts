import { NOTE_EVENTS } from '../../src/domain/outbox.ts'
import { REFUSALS } from '../../src/domain/refused.ts'
import { confirmation } from '../../src/slack/messages/confirmation.ts'
import { discrepancyNote, type NoteView } from '../../src/slack/messages/discrepancy-note.ts'
import { refusal } from '../../src/slack/messages/refusal.ts'
import { AT, STATES, sampleDiscrepancy, sampleMismatch, sampleReconciliation } from '../slack/samples.ts'
import { type Preview, previewsOf } from './preview.ts'
import { VERIFICATIONS } from './resolve-previews.ts'

const note = previewsOf(discrepancyNote, 'channel')
const told = previewsOf(confirmation, 'answer')
const refused = previewsOf(refusal, 'answer')

const ADA = { kind: 'person', id: 'U0ADA00001', surface: 'slack' } as const
const LONG_NOTE = `Billing knows.\nThree things are left to do:\n${'- post the correction of this account again; '.repeat(60)}`
const VALUES = {
  before: sampleMismatch(),
  after: sampleMismatch({ values: { crm: '42.50', billing: '42.45', mailer: '42.50' } }),
}
const RUN = { kind: 'run', id: 'r1', surface: 'run' } as const
const TIMER = { kind: 'timer', id: 'timer', surface: 'timer' } as const

/** What people do to a discrepancy, and what they are told about it. */
export function triagePreviews(): Preview[] {
  return [...notes(), ...confirmations(), ...refusals()]
}

function notes(): Preview[] {
  const view: NoteView = {
    discrepancy: STATES['came back']!,
    reconciliation: sampleReconciliation(),
    event: 'noted',
    actor: ADA,
    at: AT,
    note: null,
  }
  const said = 'Billing knows; a fix is on its way.'
  const facts: Readonly<Partial<Record<NoteView['event'], Partial<NoteView>>>> = {
    escalated: { discrepancy: STATES.escalated!, note: said },
    reopened: { actor: RUN, resolvedAt: new Date(AT.getTime() - 3 * 86_400_000) },
    flapping: { actor: RUN, discrepancy: STATES.flapping!, resolvedAt: new Date(AT.getTime() - 3_600_000) },
    stable: { actor: TIMER },
    changed: { actor: RUN, values: VALUES },
    woke: { actor: TIMER },
    assigned: { details: { owner: 'U0GRACE002' } },
    noted: { note: said },
    undone: { discrepancy: STATES.acknowledged! },
    attempted: {
      details: { remedy: 'copy_email', attempt: 'a1', state: 'refused' },
      note: 'contact changed meanwhile',
    },
    resolved: { reason: 'fixed', note: said, details: { check: VERIFICATIONS.agreed! } },
    snoozed: { details: { until: '2026-11-05T09:30:00Z' } },
  }
  return [
    ...NOTE_EVENTS.map((event) => note(event, { ...view, event, ...facts[event] })),
    note('woke, because a run saw another value', { ...view, event: 'woke', actor: RUN, values: VALUES }),
    note('resolved by itself', { ...view, event: 'resolved', actor: RUN, reason: 'agrees' }),
    note('snoozed until its values change', { ...view, event: 'snoozed', details: { until: null } }),
    note(
      'several things within a second',
      { ...view, event: 'acknowledged' },
      { ...view, event: 'snoozed', details: { until: '2026-11-05T09:30:00Z' }, note: said },
    ),
    note('escalated to another person, as the first is gone', {
      ...view,
      event: 'escalated',
      discrepancy: STATES.escalated!,
      details: { to: 'U0GRACE002', insteadOf: 'U0KATHR003' },
    }),
    note('noted at length', { ...view, event: 'noted', note: LONG_NOTE }),
    note('assigned to nobody', { ...view, event: 'assigned', details: { owner: null } }),
    note('escalated to nobody in particular', {
      ...view,
      event: 'escalated',
      discrepancy: STATES.escalated!,
      reconciliation: null,
    }),
    note('noted at the command line', {
      ...view,
      actor: { kind: 'person', id: 'ada', surface: 'cli' },
      note: said,
    }),
  ]
}

function confirmations(): Preview[] {
  return [
    ...Object.entries(STATES).map(([state, discrepancy]) => told(state, discrepancy)),
    told('with Undo', STATES.acknowledged!, 'acknowledged'),
  ]
}

function refusals(): Preview[] {
  const now = new Date(AT.getTime() + 120_000)
  const last = {
    id: 1,
    number: 12,
    kind: 'acknowledged',
    actor: ADA,
    at: AT,
    runId: null,
    from: 'new',
    to: 'acknowledged',
    reason: null,
    note: null,
    finding: null,
    details: null,
  } as const
  const owned = sampleDiscrepancy({ owner: 'U0GRACE002', snooze: { until: null, by: ADA, at: AT } })
  const facts = { resolved: STATES['resolved by a person']!, already: STATES.acknowledged! }
  return [
    ...REFUSALS.map((word) => {
      const discrepancy = { ...owned, ...(facts as Partial<Record<string, typeof owned>>)[word] }
      return refused(word, { refused: word, discrepancy, last }, now)
    }),
    refused(
      'resolved by a run',
      { refused: 'resolved', discrepancy: STATES['resolved by a run']!, last },
      now,
    ),
  ]
}
