import { describe, expect, test } from 'vitest'
import type { Finding, SchemaFinding } from '../../src/domain/finding.ts'
import { fingerprint } from '../../src/tracker/fingerprint.ts'
import { planChanges } from '../../src/tracker/plan-changes.ts'
import { makeDiscrepancy, mismatch } from './make-discrepancy.ts'

const gone = (side: string, field = 'email'): SchemaFinding => ({
  kind: 'schema',
  key: {},
  severity: 'high',
  field,
  problem: 'missing-column',
  side,
  column: field,
  nearest: null,
  types: {},
})
const disagree: SchemaFinding = {
  ...gone('crm'),
  problem: 'type-mismatch',
  side: null,
  column: null,
  types: { crm: 'text', billing: 'integer' },
}
const plan = (findings: Finding[], known: Finding[], covers = true) =>
  planChanges({
    reconciliation: 'customers',
    findings,
    known: known.map((finding, index) => makeDiscrepancy(index + 1, finding)),
    covers: () => covers,
    isPartial: !covers,
  })

const EMAIL = mismatch('1', { crm: 'a', billing: 'b' })
const PHONE = { ...EMAIL, field: 'phone' }
const INVALID = { kind: 'invalid', key: { id: '1' }, severity: 'high', side: 'crm', raw: 'x' } as const
const MISSING = {
  kind: 'missing',
  key: { id: '2' },
  severity: 'high',
  presentOn: ['crm'],
  missingFrom: ['billing'],
} as const

describe('planChanges() with a field that was not compared', () => {
  test('neither sees again nor resolves what is wrong with its values, and concludes about all else', () => {
    const known = [EMAIL, PHONE, { ...INVALID, field: 'email' }, MISSING]
    for (const finding of [gone('crm'), disagree]) {
      expect(plan([finding], known)).toEqual([
        { type: 'opened', fingerprint: fingerprint('customers', finding), finding },
        { type: 'resolved', number: 2 },
        { type: 'resolved', number: 4 },
      ])
    }
  })

  test('still concludes about keys that are none, though the key bears the name of the field', () => {
    const known = { ...INVALID, key: { email: null }, field: 'email', raw: null }
    expect(plan([gone('crm')], [known])).toMatchObject([{ type: 'opened' }, { type: 'resolved', number: 1 }])
  })

  test('opens, sees again and resolves what is wrong with the schema whatever the scope', () => {
    expect(plan([gone('crm')], [], false)).toMatchObject([{ type: 'opened' }])
    expect(plan([gone('crm')], [gone('crm')], false)).toMatchObject([{ type: 'seen', valuesChanged: false }])
    expect(plan([], [gone('crm'), disagree], false)).toEqual([
      { type: 'resolved', number: 1 },
      { type: 'resolved', number: 2 },
    ])
  })

  test('knows a column that came back on one side from one that is gone from another', () => {
    expect(plan([gone('billing')], [gone('crm')])).toMatchObject([
      { type: 'opened' },
      { type: 'resolved', number: 1 },
    ])
  })

  test('does not resolve types that disagreed while a column is gone, because they were not looked at', () => {
    expect(plan([gone('crm')], [disagree])).toMatchObject([{ type: 'opened' }])
    expect(plan([disagree], [gone('crm')])).toMatchObject([{ type: 'opened' }, { type: 'resolved' }])
    expect(plan([gone('crm', 'phone')], [disagree])).toMatchObject([{ type: 'opened' }, { type: 'resolved' }])
  })
})
