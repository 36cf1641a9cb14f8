import type { DigestFacts } from '../../src/domain/digest-facts.ts'
import { digest } from '../../src/slack/messages/digest.ts'
import { FINDINGS, QUIET, sampleDiscrepancy, sampleReconciliation } from '../slack/samples.ts'
import { type Preview, previewsOf } from './preview.ts'

const daily = previewsOf(digest, 'channel')

const BUSY: DigestFacts = {
  ...QUIET,
  opened: 14,
  reopened: 2,
  resolvedByPeople: 5,
  resolvedByThemselves: 9,
  open: { high: 3, medium: 4, low: 5 },
  snoozed: 2,
  oldest: { number: 3, firstSeenAt: '2026-10-21T07:12:00.000Z' },
  reconciliations: [
    { name: 'customers', title: 'Customers', opened: 12, resolved: 14, open: 9 },
    { name: 'payments', title: 'Payments', opened: 2, resolved: 0, open: 3 },
    { name: 'stock', title: 'Stock', opened: 0, resolved: 0, open: 0 },
  ],
  numbers: [12, 13, 14],
}

/** The message about a day. */
export function digestPreviews(): Preview[] {
  const many = Array.from({ length: 12 }, (_, index) => ({
    discrepancy: sampleDiscrepancy({ number: 12 + index, finding: FINDINGS[index % FINDINGS.length]! }),
    reconciliation: sampleReconciliation(),
  }))
  const rows = many.slice(0, 3)
  return [
    daily('quiet', { facts: QUIET, rows: [] }),
    daily('busy', { facts: BUSY, rows }),
    daily('more than it shows', { facts: { ...BUSY, open: { high: 30, medium: 12, low: 0 } }, rows: many }),
    daily('nothing is open any more', {
      facts: { ...BUSY, open: QUIET.open, oldest: null, snoozed: 0, numbers: [] },
      rows: [],
    }),
    daily('quiet, but runs were held and stopped', {
      facts: { ...QUIET, held: ['Customers', 'Payments'], stopped: ['Stock'] },
      rows: [],
    }),
    daily('busy, and a run was held', { facts: { ...BUSY, held: ['Payments'] }, rows }),
  ]
}
