import { refusal } from '../../src/slack/messages/refusal.ts'
import { noticeModal } from '../../src/slack/messages/resolve-modal.ts'
import { triageLoadingModal, triageModal, triageWaitingModal } from '../../src/slack/messages/triage-modal.ts'
import { type TriageWindow, WINDOW_ACTIONS } from '../../src/slack/messages/triage-window.ts'
import { AT, STATES, sampleDiscrepancy, sampleReconciliation } from '../slack/samples.ts'
import { type Preview, previewsOf } from './preview.ts'

const asks = previewsOf(triageModal, 'modal')
const loads = previewsOf(triageLoadingModal, 'modal')
const waits = previewsOf(triageWaitingModal, 'modal')
const notice = previewsOf(noticeModal, 'modal')

const VIEW: TriageWindow = {
  action: 'escalate',
  discrepancy: sampleDiscrepancy(),
  reconciliation: sampleReconciliation({ triage: { escalateTo: '<!subteam^S0ONCALL02>' } }),
  viewer: 'U0ADA00001',
  zone: { name: 'Europe/Berlin', isTheirs: true },
  answers: {},
  notice: null,
  privateMetadata: '{}',
}

/** The windows of Escalate, Snooze, Assign and Note. */
export function windowPreviews(): Preview[] {
  const resolved = STATES['resolved by a person']!
  return [
    ...WINDOW_ACTIONS.flatMap((action) => [loads(action, action, 12), waits(action, action, 12)]),
    notice(
      'resolved meanwhile',
      '#12',
      refusal({ refused: 'resolved', discrepancy: resolved, last: null }, AT),
    ),
    ...escalations(),
    ...snoozes(),
    ...assignments(),
    asks('note', { ...VIEW, action: 'note' }),
  ]
}

function escalations(): Preview[] {
  const { notify } = VIEW.reconciliation!
  const nobody = sampleReconciliation({ triage: { escalateTo: null } })
  return [
    asks('escalate', VIEW),
    asks('escalate, nobody is named', { ...VIEW, reconciliation: nobody }),
    asks('escalate, whom the config names is gone', {
      ...VIEW,
      reconciliation: sampleReconciliation({ triage: { escalateTo: 'U0KATHR003' } }),
      isTargetGone: true,
    }),
    asks('escalate, without a channel', {
      ...VIEW,
      reconciliation: sampleReconciliation({ notify: { ...notify, channel: null } }),
    }),
    asks('escalate, in shadow', { ...VIEW, reconciliation: sampleReconciliation({ shadow: true }) }),
    asks('escalate, gone from the config', { ...VIEW, reconciliation: null }),
    {
      ...asks('escalate, to an app', { ...VIEW, answers: { person: 'USLACKBOT' } }),
      errors: { person: 'This is an app, which cannot be called: choose a person.' },
    },
  ]
}

function snoozes(): Preview[] {
  const view: TriageWindow = { ...VIEW, action: 'snooze' }
  const actor = { kind: 'person', id: 'U0GRACE002', surface: 'slack' } as const
  const last = {
    id: 1,
    number: 12,
    kind: 'acknowledged',
    actor,
    at: AT,
    runId: null,
    from: 'new',
    to: 'acknowledged',
    reason: null,
    note: null,
    finding: null,
    details: null,
  } as const
  const { discrepancy } = view
  return [
    asks('snooze', view),
    asks('snooze, by the clocks of the schedule', { ...view, zone: { name: 'Asia/Tokyo', isTheirs: false } }),
    {
      ...asks('snooze, until a time that is over', { ...view, answers: { at: AT.getTime() / 1_000 } }),
      errors: { at: 'This time is over already: choose one to come.' },
    },
    asks('snooze, changed meanwhile', {
      ...view,
      discrepancy: STATES.acknowledged!,
      answers: { preset: 'week', note: 'a fix is on its way' },
      notice: refusal({ refused: 'changed', discrepancy, last }, AT),
    }),
  ]
}

function assignments(): Preview[] {
  const view: TriageWindow = { ...VIEW, action: 'assign' }
  const owned = sampleDiscrepancy({ owner: 'U0GRACE002' })
  return [
    asks('assign', view),
    asks('assign, to somebody else or nobody', { ...view, discrepancy: owned }),
    asks('assign, to nobody', {
      ...view,
      discrepancy: owned,
      answers: { nobody: true, note: 'back to the team' },
    }),
  ]
}
