import type { CardExtras } from '../../src/domain/card-extras.ts'
import type { Discrepancy } from '../../src/domain/discrepancy.ts'
import type { Ladder, LadderState } from '../../src/domain/ladder.ts'
import { discrepancyCard } from '../../src/slack/messages/discrepancy-card.ts'
import { discrepancyNote, type NoteView } from '../../src/slack/messages/discrepancy-note.ts'
import { ladderCall } from '../../src/slack/messages/ladder-call.ts'
import { STATES, sampleDiscrepancy, sampleReconciliation } from '../slack/samples.ts'
import { type Preview, previewsOf } from './preview.ts'

const card = previewsOf(discrepancyCard, 'channel')
const note = previewsOf(discrepancyNote, 'channel')
const call = previewsOf(ladderCall, 'channel')

const AT = new Date('2026-11-02T09:30:00Z')
const TIMER = { kind: 'timer', id: 'timer', surface: 'timer' } as const
const RULES: Ladder = {
  from: 'opened',
  severities: ['high'],
  steps: [
    { afterSeconds: 900, call: { kind: 'mention', who: '@oncall-data' } },
    { afterSeconds: 1_800, call: { kind: 'dm', who: 'U0GRACE002' } },
    { afterSeconds: 3_600, call: { kind: 'incident', service: 'pager' } },
  ],
  repeat: 2,
}
const ESCALATED: Discrepancy = sampleDiscrepancy({ status: 'escalated', statusBy: TIMER, statusAt: AT })

function ladder(changes: Partial<LadderState> & { readonly step?: number }, rules = RULES): CardExtras {
  const { step = 0, ...state } = changes
  const next = { step, round: 0, dueAt: new Date('2026-11-02T10:15:00Z') }
  return { ladder: { rules, state: { startedAt: AT, next, endedAt: null, endedBy: null, ...state } } }
}

/** What the escalation ladder shows on a card, says in its thread and writes to people; and targets that were missed. */
export function ladderPreviews(): Preview[] {
  return [...cards(), ...lines(), ...calls()]
}

function cards(): Preview[] {
  const reconciliation = sampleReconciliation()
  const quiet = { from: '22:00', to: '10:15', zone: 'UTC', except: [] }
  const show = (state: string, discrepancy: Discrepancy, extras: CardExtras) =>
    card(`ladder: ${state}`, discrepancy, reconciliation, extras)
  return [
    show('a group is next', sampleDiscrepancy(), ladder({})),
    show('a person is next', ESCALATED, ladder({ step: 1 })),
    show('an incident is next', ESCALATED, ladder({ step: 2 }, { ...RULES, repeat: 0 })),
    show('paused in quiet hours', ESCALATED, ladder({}, { ...RULES, quiet })),
    show('snoozed', { ...STATES['snoozed until it changes']!, status: 'escalated' }, ladder({ step: 1 })),
    show('nobody answered', ESCALATED, ladder({ next: null, endedAt: AT, endedBy: 'exhausted' })),
    show('targets were missed', ESCALATED, { ...ladder({}), breaches: ['acknowledge', 'resolve'] }),
  ]
}

function lines(): Preview[] {
  const reconciliation = sampleReconciliation()
  const line = (state: string, details: NonNullable<NoteView['details']>) =>
    note(state, {
      discrepancy: ESCALATED,
      reconciliation,
      event: details.target === undefined ? 'called' : 'breached',
      actor: TIMER,
      at: AT,
      note: null,
      details,
    })
  const gone = { insteadOf: 'U0GRACE002', because: 'this account is deactivated' }
  const [first, second] = [
    { step: 1, round: 1 },
    { step: 2, round: 1 },
  ]
  return [
    line('the ladder mentions a group', { ...first, how: 'mention', to: 'S0ONCALL02' }),
    line('the ladder mentions another', { ...second, how: 'mention', to: 'S0ONCALL02', ...gone }),
    line('the ladder wrote to a person', { ...second, how: 'dm', to: 'U0KATHR003', ...gone }),
    line('the ladder opened an incident', { ...second, how: 'incident', to: 'pager' }),
    line('the ladder reached nobody', { ...first, ...gone }),
    line('not acknowledged in time', { target: 'acknowledge' }),
    line('not resolved in time', { target: 'resolve' }),
  ]
}

function calls(): Preview[] {
  const view = { reconciliation: sampleReconciliation(), link: 'https://example.slack.com/archives/C0OPS/p1' }
  return [
    call('nobody has answered', { ...view, discrepancy: ESCALATED, extras: ladder({ step: 2 }) }),
    call('its card is not there', { ...view, discrepancy: ESCALATED, extras: {}, link: null }),
    call('somebody acknowledged', { ...view, discrepancy: STATES.acknowledged!, extras: {} }),
    call('it was resolved', { ...view, discrepancy: STATES['resolved by a run']!, extras: {} }),
    call('its reconciliation is gone', { ...view, reconciliation: null, discrepancy: ESCALATED, extras: {} }),
  ]
}
