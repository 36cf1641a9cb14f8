import { failingRuns } from '../../src/slack/messages/failing-runs.ts'
import { AT, sampleReconciliation, sampleRun } from '../slack/samples.ts'
import { type Preview, previewsOf } from './preview.ts'

const failing = previewsOf(failingRuns, 'channel')

/** The message about sources that cannot be read, in every state. */
export function failingPreviews(): Preview[] {
  const reconciliation = sampleReconciliation()
  const error =
    'billing: db.example:5432 did not answer within 10 s; see that it is up and that this machine may reach it, then run again'
  const first = sampleRun({ state: 'failed', error, startedAt: new Date(AT.getTime() - 3 * 3_600_000) })
  const lastGood = sampleRun({ finishedAt: new Date(AT.getTime() - 4 * 3_600_000) })
  const view = { reconciliation, first, newest: first, count: 1, lastGood, endedBy: null }
  return [
    failing('the first failure', view),
    failing('several failures', { ...view, count: 3 }),
    failing('never compared before', { ...view, lastGood: null }),
    failing('compared again', { ...view, count: 3, endedBy: sampleRun() }),
  ]
}
