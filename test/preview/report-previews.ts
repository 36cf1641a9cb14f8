import {
  type ReportOutcome,
  type ReportSubject,
  reportAnswer,
} from '../../src/slack/messages/report-answer.ts'
import { type Preview, previewsOf } from './preview.ts'

const report = previewsOf(reportAnswer, 'answer')

const OPEN: ReportSubject = { title: 'Customers', name: 'customers', period: null, rows: 1_204, leftOut: [] }
const DAYS: ReportSubject = {
  title: null,
  name: null,
  period: { from: '2026-11-01', to: '2026-11-07', zone: 'Europe/Berlin' },
  rows: 1,
  leftOut: [],
}

const NOT_THEIRS: ReportSubject['leftOut'] = [
  { action: 'report', title: 'Payments and Payouts', because: 'not-named', who: ['@finance'], gone: [] },
  { action: 'report', title: 'Salaries', because: 'nobody' },
]

/** What people are told about a report that they asked for. */
export function reportPreviews(): Preview[] {
  const refused = (error: string, needed: string | null = null): ReportOutcome => ({
    kind: 'refused',
    error,
    needed,
  })
  return [
    report('is here', OPEN, { kind: 'shared', isDirect: false }),
    report('came as a direct message', DAYS, { kind: 'shared', isDirect: true }),
    report(
      'without what is not theirs',
      { ...DAYS, rows: 12, leftOut: NOT_THEIRS },
      { kind: 'shared', isDirect: false },
    ),
    report('nothing is open', { ...OPEN, rows: 0 }, { kind: 'empty' }),
    report('is not shown', OPEN, { kind: 'not-shown' }),
    report('is not ready', DAYS, { kind: 'not-ready' }),
    report('may have come', OPEN, { kind: 'unknown', error: 'no answer in time' }),
    report('no scope', OPEN, refused('missing_scope', 'files:write')),
    report('no uploads', OPEN, refused('file_uploads_disabled')),
    report('no room', DAYS, refused('storage_limit_reached')),
    report('something new', OPEN, refused('some_new_error')),
  ]
}
