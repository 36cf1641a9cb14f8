import type { Finding, FindingKind } from '../../src/domain/finding.ts'
import { type CheckView, checkAnswer } from '../../src/slack/messages/check-answer.ts'
import type { CheckedRecord } from '../../src/slack/messages/checked-record.ts'
import { fieldsLoadingModal, fieldsModal } from '../../src/slack/messages/fields-modal.ts'
import {
  AT,
  FINDINGS,
  STATES,
  sampleDiscrepancy,
  sampleField,
  sampleReconciliation,
  sampleSummary,
} from '../slack/samples.ts'
import { type Preview, previewsOf } from './preview.ts'

const check = previewsOf(checkAnswer, 'answer')
const fields = previewsOf(fieldsModal, 'modal')
const fieldsLoading = previewsOf(fieldsLoadingModal, 'modal')

/** Of a record that has very many. */
const SIXTY = Array.from({ length: 60 }, (_, at): CheckedRecord['fields'][number] => ({
  name: `field_${at + 1}`,
  values: { crm: `${at}.50`, billing: `${at}.05`, mailer: `${at}.50` },
  verdict: at < 50 ? 'differs' : 'tolerated',
}))

type Checked = CheckedRecord['fields'][number]
type Verdict = Checked['verdict']

/** A field with each verdict. */
const VERDICTS: Readonly<Record<Verdict, Checked['values']>> = {
  differs: { crm: '42.50', billing: '42.05', mailer: '42.50' },
  invalid: { crm: 'n/a', billing: '7', mailer: '7' },
  pending: { crm: 'pro', billing: null, mailer: 'pro' },
  tolerated: { crm: '10.00', billing: '10.01', mailer: '10.00' },
  normalised: { crm: 'Ada ', billing: 'ADA', mailer: 'ada' },
  equal: { crm: 'DE', billing: 'DE', mailer: 'DE' },
  ignored: { crm: null, billing: 'x', mailer: '' },
}

const FIELDS = (Object.keys(VERDICTS) as Verdict[]).map(
  (verdict): Checked => ({ name: `${verdict}_field`, values: VERDICTS[verdict], verdict }),
)
const EQUAL = ['name', 'plan', 'country'].map(
  (name): Checked => ({ name, values: VERDICTS.equal, verdict: 'equal' }),
)

/** One record with every field side by side. */
export function checkPreviews(): Preview[] {
  const secret: Checked = {
    name: 'email',
    values: { crm: 'ada@x.org', billing: 'a.l@x.org', mailer: 'ada@x.org' },
    verdict: 'differs',
  }
  return [
    check('agrees', view({ fields: EQUAL, findings: [] })),
    check('agrees, and a discrepancy is resolved by that', {
      ...view({ fields: EQUAL, findings: [] }),
      changes: { opened: 0, seenAgain: 0, reopened: 0, resolved: 1 },
      discrepancies: [STATES['resolved by a run']!],
    }),
    check('every verdict', view({ fields: FIELDS, findings: [of('mismatch')] })),
    check('sensitive values', view({ fields: [secret, ...EQUAL], findings: [of('mismatch')] })),
    check(
      'missing',
      view({
        fields: EQUAL,
        findings: [of('missing')],
        presentOn: ['crm'],
        missingFrom: ['billing', 'mailer'],
      }),
    ),
    check('key more than once', view({ fields: [], findings: [of('duplicate')] })),
    check('value not valid', view({ fields: EQUAL, findings: [of('invalid')] })),
    check('under another key', view({ fields: [], findings: [of('rekeyed')] })),
    check('a field that is not compared', {
      ...view({ fields: EQUAL, findings: [] }),
      summary: sampleSummary({ schema: 1 }),
    }),
    check('sixty fields', { ...view({ fields: SIXTY, findings: [of('mismatch')] }), runId: 'r1' }),
    ...fieldsPreviews(secret),
    check('no such record', { ...view({ fields: [], findings: [] }), records: [] }),
    check('days', {
      ...view({ fields: [], findings: [] }),
      scope: { kind: 'dates', from: '2026-11-01', to: '2026-11-07' },
      records: [],
      discrepancies: [sampleDiscrepancy()],
      findings: [FINDINGS[0]!],
    }),
  ]
}

function fieldsPreviews(secret: Checked): Preview[] {
  const record = { ...view({ fields: [...SIXTY, secret], findings: [] }).records[0]!, missingFrom: [] }
  const sixty = { reconciliation: reconciliationWith([...SIXTY, ...FIELDS]), record, runId: 'r1', at: AT }
  const short = { ...record, presentOn: ['crm'], missingFrom: ['billing', 'mailer'], fields: FIELDS }
  return [
    fieldsLoading('loading'),
    fields('first page', { ...sixty, passed: 0 }),
    fields('a page in the middle', { ...sixty, passed: 45 }),
    fields('every verdict', { ...sixty, record: short, passed: 0 }),
  ]
}

function of(kind: FindingKind): Finding {
  return FINDINGS.find((finding) => finding.kind === kind)!
}

function view(record: Pick<CheckedRecord, 'fields' | 'findings'> & Partial<CheckedRecord>): CheckView {
  const sides = ['crm', 'billing', 'mailer']
  const discrepancies = record.findings.map((finding) => sampleDiscrepancy({ finding }))
  return {
    reconciliation: reconciliationWith([...SIXTY, ...FIELDS]),
    scope: { kind: 'keys', keys: [{ id: '1042' }] },
    summary: sampleSummary(),
    changes: { opened: discrepancies.length, seenAgain: 0, reopened: 0, resolved: 0 },
    discrepancies,
    records: [{ key: { id: '1042' }, presentOn: sides, missingFrom: [], ...record }],
  }
}

function reconciliationWith(fields: readonly Checked[]) {
  const names = fields.map(({ name }) => sampleField(name))
  return sampleReconciliation({ fields: [...sampleReconciliation().fields, ...names] })
}
