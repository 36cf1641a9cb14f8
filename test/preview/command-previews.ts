import { CHECK_INPUTS, checkModal } from '../../src/slack/messages/check-modal.ts'
import { joinedRun } from '../../src/slack/messages/joined-run.ts'
import { menuAnswer } from '../../src/slack/messages/menu-answer.ts'
import { runAnswer } from '../../src/slack/messages/run-answer.ts'
import { runModal } from '../../src/slack/messages/run-modal.ts'
import { sampleDiscrepancy, sampleReconciliation, sampleSummary } from '../slack/samples.ts'
import { type Preview, previewsOf } from './preview.ts'

const menu = previewsOf(menuAnswer, 'answer')
const check = previewsOf(checkModal, 'modal')
const run = previewsOf(runModal, 'modal')
const joined = previewsOf(joinedRun, 'answer')

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
  ]
}
