import { listAnswer } from '../../src/slack/messages/list-answer.ts'
import type { Listed } from '../../src/slack/messages/words.ts'
import { FINDINGS, STATES, sampleDiscrepancy, sampleReconciliation } from '../slack/samples.ts'
import { type Preview, previewsOf } from './preview.ts'

const list = previewsOf(listAnswer, 'answer')

/** Lists page by page. */
export function listPreviews(): Preview[] {
  const page = { reconciliation: null, severities: [], from: null } as const
  const view = { rows: rows(10), total: 25, passed: 0, page, title: null }
  const ofCustomers = { ...page, reconciliation: 'customers', severities: ['high', 'medium'] as const }
  return [
    list('first page', view),
    list('a page between', { ...view, passed: 10 }),
    list('last page', { ...view, rows: rows(5), passed: 20 }),
    list('all on one page', { ...view, rows: everyState(), total: everyState().length }),
    list('of one reconciliation and two severities', {
      ...view,
      rows: rows(3),
      total: 3,
      page: ofCustomers,
      title: 'Customers',
    }),
    list('of one person', {
      ...view,
      rows: rows(2),
      total: 2,
      page: { ...ofCustomers, severities: ['high'], marks: ['mine', 'snoozed'] },
      title: 'Customers',
    }),
    list('of one person, overdue', {
      ...view,
      rows: rows(2),
      total: 2,
      leftOut: 1,
      page: { ...page, marks: ['mine', 'overdue'] },
    }),
    list('of one person, some of it snoozed', {
      ...view,
      rows: rows(2),
      total: 2,
      leftOut: 3,
      page: { ...page, marks: ['mine'] },
    }),
    list('none of one person but what is snoozed', {
      ...view,
      rows: [],
      total: 0,
      leftOut: 1,
      page: { ...page, marks: ['mine'] },
    }),
    list('of a reconciliation that is gone', {
      ...view,
      rows: rows(2).map(({ discrepancy }) => ({ discrepancy, reconciliation: null })),
      total: 2,
      page: { ...page, reconciliation: 'customers' },
      title: 'customers',
      isGone: true,
    }),
    list('none, of a reconciliation that is gone', {
      ...view,
      rows: [],
      total: 0,
      page: { ...page, reconciliation: 'customers' },
      title: 'customers',
      isGone: true,
    }),
    list('none', { ...view, rows: [], total: 0, page: ofCustomers, title: 'Customers' }),
  ]
}

export function rows(count: number): Listed[] {
  return Array.from({ length: count }, (_, index) => ({
    discrepancy: sampleDiscrepancy({ number: index + 12, finding: FINDINGS[index % FINDINGS.length]! }),
    reconciliation: sampleReconciliation(),
  }))
}

/** Every state that a list can hold, one of another config, one that nobody is told of. */
export function everyState(): Listed[] {
  const shadow = sampleReconciliation({ shadow: true })
  return [
    ...Object.values(STATES)
      .filter(({ status }) => status !== 'resolved')
      .map((state, index) => ({
        discrepancy: { ...state, number: 12 + index },
        reconciliation: sampleReconciliation(),
      })),
    { discrepancy: sampleDiscrepancy({ number: 30 }), reconciliation: null },
    { discrepancy: sampleDiscrepancy({ number: 31 }), reconciliation: shadow },
  ]
}
