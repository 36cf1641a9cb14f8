import { CHECK_INPUTS, checkModal } from '../../src/slack/messages/check-modal.ts'
import { joinedRun } from '../../src/slack/messages/joined-run.ts'
import { menuAnswer } from '../../src/slack/messages/menu-answer.ts'
import { pausedAnswer, ranInPause, resumedAnswer } from '../../src/slack/messages/pause-answer.ts'
import { runAnswer } from '../../src/slack/messages/run-answer.ts'
import { runModal } from '../../src/slack/messages/run-modal.ts'
import { scheduleNote } from '../../src/slack/messages/schedule-note.ts'
import { AT, sampleDiscrepancy, sampleReconciliation, sampleSummary } from '../slack/samples.ts'
import { type Preview, previewsOf } from './preview.ts'

const menu = previewsOf(menuAnswer, 'answer')
const check = previewsOf(checkModal, 'modal')
const run = previewsOf(runModal, 'modal')
const joined = previewsOf(joinedRun, 'answer')
const paused = previewsOf(pausedAnswer, 'answer')
const resumed = previewsOf(resumedAnswer, 'answer')
const inPause = previewsOf(ranInPause, 'answer')
const note = previewsOf(scheduleNote, 'channel')

/** What a bare command shows, the windows that ask for more, and an answer that two people get. */
export function commandPreviews(): Preview[] {
  const customers = { name: 'customers', title: 'Customers' }
  const answer = runAnswer({
    reconciliation: sampleReconciliation(),
    scope: { kind: 'everything' },
    summary: sampleSummary(),
    changes: { opened: 1, seenAgain: 28, reopened: 0, resolved: 0 },
    discrepancies: [sampleDiscrepancy()],
  })
  return [
    menu('something is open', { open: 1_204, snoozed: 12, mine: 3 }),
    menu('nothing is open', { open: 0, snoozed: 0, mine: 0 }),
    check('of many', null, '{}'),
    check('of one', customers, '{}'),
    {
      ...check('a key and days', customers, '{}'),
      errors: { [CHECK_INPUTS.key]: 'Either a record or days: clear the key, or the days.' },
    },
    run('of many', null, '{}'),
    run('of one', { name: 'same', title: 'same' }, '{}'),
    joined('a person was first', answer, { trigger: 'slash', requestedBy: 'U012ADA' }),
    joined('the schedule was first', answer, { trigger: 'schedule', requestedBy: 'schedule' }),
    inPause('with an end', answer, PAUSE),
    ...pausePreviews(),
  ]
}

export const PAUSE = {
  by: { kind: 'person', id: 'U012ADA', surface: 'slack' },
  at: AT,
  until: new Date(AT.getTime() + 2 * 3_600_000),
  reason: 'migration of the crm',
} as const

/** What is said when somebody pauses a schedule or resumes it, to them and to all. */
function pausePreviews(): Preview[] {
  const reconciliation = sampleReconciliation()
  const quiet = sampleReconciliation({ shadow: true })
  const next = { startsAt: new Date(AT.getTime() + 3 * 3_600_000) }
  const endless = { ...PAUSE, until: null, reason: null }
  const { by, reason } = PAUSE
  const told = {
    reconciliation: 'customers',
    title: 'Customers',
    by,
    until: PAUSE.until.toISOString(),
    reason,
  }
  return [
    paused('until a time', { reconciliation, pause: PAUSE, next }),
    paused('until somebody resumes it, nobody is told', {
      reconciliation: quiet,
      pause: endless,
      next: null,
    }),
    resumed('resumed', { reconciliation, pause: PAUSE, next }),
    resumed('was not paused', { reconciliation, pause: null, next }),
    note('paused', { ...told, did: 'paused' }),
    note('paused without an end', { ...told, did: 'paused', until: null, reason: null }),
    note('resumed', { ...told, did: 'resumed' }),
  ]
}
