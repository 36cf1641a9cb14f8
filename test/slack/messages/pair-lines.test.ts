import { expect, test } from 'vitest'
import type { MissingFinding, RekeyedFinding } from '../../../src/domain/finding.ts'
import { checkAnswer } from '../../../src/slack/messages/check-answer.ts'
import { discrepancyCard } from '../../../src/slack/messages/discrepancy-card.ts'
import { runAnswer } from '../../../src/slack/messages/run-answer.ts'
import { FINDINGS, sampleDiscrepancy, sampleField, sampleReconciliation, sampleSummary } from '../samples.ts'

const PAIR = FINDINGS.find((finding): finding is RekeyedFinding => finding.kind === 'rekeyed')!
const TIED = FINDINGS.find(
  (finding): finding is MissingFinding => finding.kind === 'missing' && finding.pairing !== undefined,
)!
const fieldsOf = (sensitive: boolean) => ['email', 'balance'].map((name) => sampleField(name, { sensitive }))

/** All texts of a message, one after the other. */
function words(message: object): string {
  return [...JSON.stringify(message).matchAll(/"text":"((?:[^"\\]|\\.)*)"/g)]
    .map((match) => match[1])
    .join('')
}

test('the card of a pair shows both keys, the score with its reasons, and what differs', () => {
  const reconciliation = sampleReconciliation({ fields: fieldsOf(false) })
  const text = words(discrepancyCard(sampleDiscrepancy({ finding: PAIR }), reconciliation))
  expect(text).toContain('one record with different keys in crm and billing')
  expect(text).toContain('crm: has it as 11')
  expect(text).toContain('billing: has it as 31')
  expect(text).toContain(
    'Score 0.9416: email 0.9124 alike (jaro_winkler, weight 2), balance equal (exact, weight 1)',
  )
  expect(text).toContain('email: crm: ann@x')
})

test('the card of a pair hides the values of a sensitive field', () => {
  const reconciliation = sampleReconciliation({ fields: fieldsOf(true) })
  for (const definition of [reconciliation, null]) {
    const text = words(discrepancyCard(sampleDiscrepancy({ finding: PAIR }), definition))
    expect(text).not.toContain('@x')
    expect(text).toContain('has it as 31')
  }
})

test('keys of a pair and of candidates are masked where the key is sensitive', () => {
  const reconciliation = sampleReconciliation({ fields: [sampleField('id', { sensitive: true })] })
  for (const finding of [PAIR, TIED]) {
    const text = words(discrepancyCard(sampleDiscrepancy({ finding }), reconciliation))
    // The dates have such numbers too.
    expect(text.replace(/First seen.*/, '')).not.toMatch(/\b(11|31|10|21|22)\b/)
    expect(text).toContain('••••')
  }
})

test('the card of a missing record says between whom it is tied', () => {
  const text = words(discrepancyCard(sampleDiscrepancy({ finding: TIED }), sampleReconciliation()))
  expect(text).toContain('It may be 21 (0.94), 22 (0.93): as likely, so not decided')
  const undecided = { ...TIED, pairing: { outcome: 'undecided' as const, candidates: [] } }
  const other = words(discrepancyCard(sampleDiscrepancy({ finding: undecided }), sampleReconciliation()))
  expect(other).toContain('is undecided: too many records had to be looked at')
})

test('a resolved card says that the record was found under another key, or that the pair came apart', () => {
  const resolvedBy = (reason: 'paired' | 'unpaired' | 'agrees' | 'no-longer-compared') =>
    words(
      discrepancyCard(
        sampleDiscrepancy({ status: 'resolved', resolution: { reason, note: null } }),
        sampleReconciliation(),
      ),
    )
  expect(resolvedBy('paired')).toContain('the record was found under another key')
  expect(resolvedBy('unpaired')).toContain('the two records no longer make a pair')
  expect(resolvedBy('no-longer-compared')).toContain('the config changed, and it is no longer compared')
  expect(resolvedBy('agrees')).toContain('the sides agree again')
})

const VIEW = {
  reconciliation: sampleReconciliation(),
  changes: { opened: 1, seenAgain: 0, reopened: 0, resolved: 0 },
  discrepancies: [],
}

test('the answer to a run counts pairs', () => {
  const none = { missing: 0, mismatch: 0, duplicate: 0, invalid: 0 }
  const answer = (rekeyed: number) =>
    words(runAnswer({ ...VIEW, scope: { kind: 'everything' }, summary: sampleSummary({ ...none, rekeyed }) }))
  expect(answer(2)).toContain('2 records* with different keys')
  expect(answer(2)).not.toContain('All 835 records agree')
  expect(answer(0)).toContain('All 835 records agree')
})

test('the answer to a check of one key of a pair says that the other side has another key', () => {
  const record = {
    key: PAIR.key,
    presentOn: ['crm'],
    missingFrom: ['billing'],
    fields: [{ name: 'email', values: { crm: 'ann@x' }, verdict: 'ignored' as const }],
    findings: [PAIR],
  }
  const scope = { kind: 'keys', keys: [PAIR.key] } as const
  const text = words(checkAnswer({ ...VIEW, scope, summary: sampleSummary(), records: [record] }))
  expect(text).toContain('under another key on one side')
  expect(text).toContain('one record with different keys in crm and billing')
})
