import { describe, expect, test } from 'vitest'
import type { Discrepancy, ResolutionReason } from '../../src/domain/discrepancy.ts'
import type { Finding } from '../../src/domain/finding.ts'
import { type RecordKey, writeKey } from '../../src/domain/record.ts'
import { fingerprint } from '../../src/tracker/fingerprint.ts'
import { planChanges } from '../../src/tracker/plan-changes.ts'
import { makeDiscrepancy, mismatch } from './make-discrepancy.ts'

const A = mismatch('1', { crm: 'a', billing: 'b' })
const A_CHANGED = mismatch('1', { crm: 'a', billing: 'c' })
const B = mismatch('2', { crm: 'a', billing: 'b' })

const plan = (findings: Finding[], known: Discrepancy[], covers: (key: RecordKey) => boolean = () => true) =>
  planChanges({ reconciliation: 'customers', findings, known, covers })

const resolvedBecause = (reason: ResolutionReason) =>
  makeDiscrepancy(7, A, { status: 'resolved', resolution: { reason, note: null } })

describe('planChanges()', () => {
  test('opens what is new, in the order of the findings', () => {
    expect(plan([B, A], [])).toEqual([
      { type: 'opened', fingerprint: fingerprint('customers', B), finding: B },
      { type: 'opened', fingerprint: fingerprint('customers', A), finding: A },
    ])
  })

  test.each(['new', 'acknowledged', 'escalated'] as const)('sees again what is %s', (status) => {
    expect(plan([A], [makeDiscrepancy(7, A, { status })])).toEqual([
      { type: 'seen', number: 7, finding: A, valuesChanged: false, silent: false },
    ])
  })

  test('says when the values changed', () => {
    expect(plan([A_CHANGED], [makeDiscrepancy(7, A, { status: 'acknowledged' })])).toEqual([
      { type: 'seen', number: 7, finding: A_CHANGED, valuesChanged: true, silent: false },
    ])
  })

  test('says when only what our rules say of the values changed, also of what is expected', () => {
    const finding = { ...A, severity: 'low' as const }
    const seen = { type: 'seen', number: 7, finding, valuesChanged: false, looksElse: true }
    expect(plan([finding], [makeDiscrepancy(7, A)])).toEqual([{ ...seen, silent: false }])
    expect(plan([finding], [resolvedBecause('expected')])).toEqual([{ ...seen, silent: true }])
  })

  test.each(['new', 'acknowledged', 'escalated'] as const)(
    'resolves what is %s and no longer found',
    (status) => {
      expect(plan([], [makeDiscrepancy(7, A, { status })])).toEqual([{ type: 'resolved', number: 7 }])
    },
  )

  test('leaves what is resolved and no longer found', () => {
    expect(plan([], [resolvedBecause('agrees')])).toEqual([])
  })

  test.each(['agrees', 'fixed', 'not-a-problem', 'other'] as const)(
    'reopens what was resolved as %s',
    (reason) => {
      expect(plan([A], [resolvedBecause(reason)])).toEqual([{ type: 'reopened', number: 7, finding: A }])
    },
  )

  test('stays silent about what is expected, until a value changes', () => {
    expect(plan([A], [resolvedBecause('expected')])).toEqual([
      { type: 'seen', number: 7, finding: A, valuesChanged: false, silent: true },
    ])
    expect(plan([A_CHANGED], [resolvedBecause('expected')])).toEqual([
      { type: 'reopened', number: 7, finding: A_CHANGED },
    ])
  })

  test('concludes nothing about keys that the run did not look at', () => {
    const covers = (key: RecordKey) => key.id === '2'
    expect(plan([A], [], covers)).toEqual([])
    expect(plan([], [makeDiscrepancy(7, A), makeDiscrepancy(8, B)], covers)).toEqual([
      { type: 'resolved', number: 8 },
    ])
  })

  test('takes two findings of one fingerprint for one, the first', () => {
    expect(plan([A, A_CHANGED], [])).toEqual([
      { type: 'opened', fingerprint: fingerprint('customers', A), finding: A },
    ])
    expect(plan([A_CHANGED, A], [makeDiscrepancy(7, A)])).toMatchObject([
      { type: 'seen', valuesChanged: true },
    ])
  })

  test('resolves one kind and opens another of the same key', () => {
    const missing: Finding = {
      kind: 'missing',
      key: A.key,
      severity: 'high',
      presentOn: ['crm'],
      missingFrom: ['billing'],
    }
    expect(plan([missing], [makeDiscrepancy(7, A)]).map(({ type }) => type)).toEqual(['opened', 'resolved'])
  })

  test('plans 100,000 findings against 100,000 known ones without comparing each with each', () => {
    const findings = Array.from({ length: 100_000 }, (_, key) => mismatch(`${key}`, { crm: 'a' }))
    const known = findings.map((finding, index) => makeDiscrepancy(index + 1, finding))
    const covered = new Set(known.map(({ finding }) => writeKey(finding.key)))
    const changes = plan(findings.slice(1), known, (key) => covered.has(writeKey(key)))
    expect(changes).toHaveLength(100_000)
    expect(changes.at(-1)).toEqual({ type: 'resolved', number: 1 })
  })
})
