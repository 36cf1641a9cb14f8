import { expect, test } from 'vitest'
import type { Finding, MissingFinding } from '../../src/domain/finding.ts'
import { sameEvidence } from '../../src/tracker/same-evidence.ts'
import { mismatch } from './make-discrepancy.ts'

const missing: MissingFinding = {
  kind: 'missing',
  key: { id: '1' },
  severity: 'high',
  presentOn: ['crm', 'billing'],
  missingFrom: ['mailer'],
}
const duplicate: Finding = { kind: 'duplicate', key: { id: '1' }, severity: 'high', side: 'crm', count: 2 }
const invalid: Finding = {
  kind: 'invalid',
  key: { id: '1' },
  severity: 'high',
  side: 'crm',
  field: 'balance',
  raw: 'n/a',
}

const gone: Finding = {
  kind: 'schema',
  key: {},
  severity: 'high',
  field: 'balance',
  problem: 'missing-column',
  side: 'crm',
  column: 'balance',
  nearest: null,
  types: {},
}
const disagree = (types: Record<string, string>): Finding => ({
  ...gone,
  problem: 'type-mismatch',
  side: null,
  column: null,
  types,
})

const same: [string, Finding, Finding][] = [
  ['the order of sides', mismatch('1', { a: '1', b: null }), mismatch('1', { b: null, a: '1' })],
  ['the column that is most like one that is gone', gone, { ...gone, nearest: 'balances' }],
  ['the order of names', missing, { ...missing, presentOn: ['billing', 'crm'] }],
  [
    'what our rules say',
    mismatch('1', { a: '1' }),
    {
      ...mismatch('1', { a: '1' }),
      severity: 'low',
      cause: 'case',
      likelyCorrect: 'a',
      likelyCorrectReason: 'a is trusted',
    },
  ],
]
test.each(same)('sameEvidence() does not look at %s', (_what, a, b) => {
  expect([sameEvidence(a, b), sameEvidence(b, a)]).toEqual([true, true])
})

const different: [string, Finding, Finding][] = [
  ['a value', mismatch('1', { a: '1', b: '2' }), mismatch('1', { a: '1', b: '3' })],
  ['how a value is written', mismatch('1', { a: '10' }), mismatch('1', { a: '10.0' })],
  ['null for the word null', mismatch('1', { a: null }), mismatch('1', { a: 'null' })],
  ['null for an empty value', mismatch('1', { a: null }), mismatch('1', { a: '' })],
  ['null for no value', mismatch('1', { a: '1', b: null }), mismatch('1', { a: '1' })],
  ['which side has what', mismatch('1', { a: '1', b: null }), mismatch('1', { a: '1', c: null })],
  ['a side called like a built-in', mismatch('1', { toString: '1' }), mismatch('1', { a: '1' })],
  [
    'from where it is missing',
    missing,
    { ...missing, presentOn: ['crm'], missingFrom: ['billing', 'mailer'] },
  ],
  ['the count', duplicate, { ...duplicate, count: 3 }],
  ['the raw text', invalid, { ...invalid, raw: 'N/A' }],
  ['the column that is gone', gone, { ...gone, column: 'saldo' }],
  ['a type', disagree({ crm: 'text', billing: 'date' }), disagree({ crm: 'json', billing: 'date' })],
  ['the kind', duplicate, invalid],
]
test.each(different)('sameEvidence() sees a change of %s', (_what, a, b) => {
  expect([sameEvidence(a, b), sameEvidence(b, a)]).toEqual([false, false])
})
