import {
  type BrowseView,
  browseLoadingModal,
  browseModal,
  showModal,
} from '../../src/slack/messages/browse-modal.ts'
import { mixedFew, sampleStorm } from '../slack/sample-storm.ts'
import { sampleDiscrepancy, sampleReconciliation } from '../slack/samples.ts'
import { type Preview, previewsOf } from './preview.ts'

const browses = previewsOf(browseModal, 'modal')
const loads = previewsOf(browseLoadingModal, 'modal')
const shows = previewsOf(showModal, 'modal')

/** What stands in a group message, one by one. */
export function browsePreviews(): Preview[] {
  const { counts, rows, reconciliation } = sampleStorm('partly')
  const choice = { runId: 'r1', pattern: null, kind: null, field: null, status: null }
  const view: BrowseView = {
    choice,
    reconciliation,
    counts,
    matching: 1_465,
    rows: rows.slice(0, 10),
    passed: 0,
    notice: null,
    privateMetadata: '{}',
  }
  return [
    loads('before it is read'),
    browses('the first page', view),
    browses('a later page, after a click', {
      ...view,
      passed: 20,
      notice: '<@U012ADA> already acknowledged #17 2 minutes ago.',
    }),
    browses('of one status', {
      ...view,
      ...mixedFew(),
      choice: { ...choice, status: 'acknowledged' },
      matching: 2,
      rows: mixedFew().rows.slice(-2),
    }),
    browses('none', { ...view, choice: { ...choice, status: 'escalated' }, matching: 0, rows: [] }),
    shows('one of them', sampleDiscrepancy(), sampleReconciliation()),
  ]
}
