import { describe, expect, test } from 'vitest'
import type { Discrepancy } from '../../src/domain/discrepancy.ts'
import type { Finding, MissingFinding, RekeyedFinding } from '../../src/domain/finding.ts'
import type { RecordKey } from '../../src/domain/record.ts'
import { fingerprint } from '../../src/tracker/fingerprint.ts'
import { planChanges } from '../../src/tracker/plan-changes.ts'
import { sameEvidence } from '../../src/tracker/same-evidence.ts'
import { makeDiscrepancy } from './make-discrepancy.ts'

const missing = (id: string, on: string, outcome?: 'tied' | 'undecided'): MissingFinding => ({
  kind: 'missing',
  key: { id },
  severity: 'high',
  presentOn: [on],
  missingFrom: [on === 'crm' ? 'billing' : 'crm'],
  ...(outcome ? { pairing: { outcome, candidates: [] } } : {}),
})
const pair = (crm: string, billing: string, changes: Partial<RekeyedFinding> = {}): RekeyedFinding => ({
  kind: 'rekeyed',
  key: { id: crm },
  severity: 'high',
  keys: { crm: { id: crm }, billing: { id: billing } },
  score: '0.95',
  reasons: [],
  differing: [],
  ...changes,
})

const everything = () => true
const only =
  (...ids: string[]) =>
  (key: RecordKey) =>
    ids.includes(key.id!)

/** The changes in few words: `opened missing 1`, `resolved #7 paired`. */
function plan(findings: Finding[], known: Discrepancy[], covers: (key: RecordKey) => boolean = everything) {
  return planChanges({ reconciliation: 'customers', findings, known, covers }).map((change) => {
    if (change.type === 'resolved') return `resolved #${change.number} ${change.reason ?? 'agrees'}`
    if (change.type === 'opened') return `opened ${change.finding.kind} ${change.finding.key.id}`
    return `${change.type} #${change.number}${change.type === 'seen' && change.silent ? ' silent' : ''}`
  })
}

describe('two missing records that become a pair', () => {
  const known = [makeDiscrepancy(1, missing('1', 'crm')), makeDiscrepancy(2, missing('9', 'billing'))]

  test('are resolved as paired, whatever their status', () => {
    const acknowledged = known.map((one) => ({ ...one, status: 'acknowledged' as const }))
    for (const before of [known, acknowledged]) {
      expect(plan([pair('1', '9')], before)).toEqual([
        'opened rekeyed 1',
        'resolved #1 paired',
        'resolved #2 paired',
      ])
    }
  })

  test('are resolved as agreeing when they are in no pair', () => {
    expect(plan([pair('3', '4')], known)).toEqual([
      'opened rekeyed 3',
      'resolved #1 agrees',
      'resolved #2 agrees',
    ])
  })
})

describe('a pair', () => {
  const known = [makeDiscrepancy(7, pair('1', '9'))]
  const both = (outcome?: 'tied' | 'undecided') => [
    missing('1', 'crm', outcome),
    missing('9', 'billing', outcome),
  ]

  test('is seen again by the same two keys, and no other pair is it', () => {
    expect(plan([pair('1', '9', { score: '0.91' })], known)).toEqual(['seen #7'])
    expect(plan([pair('1', '8')], known)).toEqual(['opened rekeyed 1', 'resolved #7 agrees'])
  })

  test('is resolved as agreeing when both keys are in order', () => {
    expect(plan([], known)).toEqual(['resolved #7 agrees'])
  })

  test.each([undefined, 'tied'] as const)(
    'is resolved as unpaired when its records are missing, %s',
    (outcome) => {
      expect(plan(both(outcome), known)).toEqual([
        'opened missing 1',
        'opened missing 9',
        'resolved #7 unpaired',
      ])
    },
  )

  test('is resolved as unpaired when one record is gone and the other missing', () => {
    expect(plan([missing('9', 'billing')], known)).toEqual(['opened missing 9', 'resolved #7 unpaired'])
  })

  test('stays as it is, and opens nothing, when nobody could decide about its records', () => {
    expect(plan(both('undecided'), known)).toEqual([])
  })

  test('stays as it is, and opens nothing, when a run looked at one of its keys alone', () => {
    expect(plan([missing('1', 'crm')], known, only('1'))).toEqual([])
    expect(plan([missing('9', 'billing')], known, only('9'))).toEqual([])
    expect(plan([], known, only('1'))).toEqual([])
  })

  test('that a person resolved still stands between a run of one key and a missing record', () => {
    const expected = [
      makeDiscrepancy(7, pair('1', '9'), {
        status: 'resolved',
        resolution: { reason: 'expected', note: null },
      }),
    ]
    expect(plan([missing('1', 'crm')], expected, only('1'))).toEqual([])
    expect(plan([pair('1', '9')], expected)).toEqual(['seen #7 silent'])
  })

  test('that a run resolved does not', () => {
    const gone = [
      makeDiscrepancy(7, pair('1', '9'), {
        status: 'resolved',
        resolution: { reason: 'unpaired', note: null },
      }),
    ]
    expect(plan([missing('1', 'crm')], gone, only('1'))).toEqual(['opened missing 1'])
    expect(plan([pair('1', '9')], gone)).toEqual(['reopened #7'])
  })
})

test('fingerprint() of a pair is that of its two keys, whichever side is named first', () => {
  const of = (finding: Finding) => fingerprint('customers', finding)
  const turned = pair('1', '9', { key: { id: '9' }, keys: { billing: { id: '9' }, crm: { id: '1' } } })
  expect(of(turned)).toBe(of(pair('1', '9')))
  expect(of(pair('1', '9', { score: '0.9', differing: [{ field: 'x', values: {} }] }))).toBe(
    of(pair('1', '9')),
  )
  const others = [pair('1', '9'), pair('9', '1'), pair('1', '8'), pair('2', '9'), missing('1', 'crm')].map(of)
  expect(new Set(others).size).toBe(others.length)
})

test('sameEvidence() of a pair is what differs in it, not how likely it is', () => {
  const differing = (email: string) => [{ field: 'email', values: { crm: 'a', billing: email } }]
  const one = pair('1', '9', { differing: differing('b') })
  expect(sameEvidence(one, { ...one, score: '0.91', severity: 'low' })).toBe(true)
  expect(sameEvidence(one, { ...one, differing: differing('c') })).toBe(false)
  expect(sameEvidence(one, { ...one, differing: [] })).toBe(false)
  expect(sameEvidence(missing('1', 'crm'), missing('1', 'crm', 'tied'))).toBe(true)
})
