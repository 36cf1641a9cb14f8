import { expect, test } from 'vitest'
import type { Finding } from '../../src/domain/finding.ts'
import { fingerprint } from '../../src/tracker/fingerprint.ts'
import { planChanges } from '../../src/tracker/plan-changes.ts'
import { makeDiscrepancy } from './make-discrepancy.ts'

const broken = (rule: 'unique' | 'pattern'): Finding => ({
  kind: 'invalid',
  key: { id: '1' },
  side: 'crm',
  field: 'vat',
  raw: 'DE1',
  severity: 'high',
  rule,
})

test.each([
  ['unique', true, []],
  ['unique', false, [{ type: 'resolved', number: 7 }]],
  ['pattern', true, [{ type: 'resolved', number: 7 }]],
] as const)('a run that does not find a broken %s and is partial: %s', (rule, isPartial, changes) => {
  const finding = broken(rule)
  const known = [{ ...makeDiscrepancy(7, finding), fingerprint: fingerprint('customers', finding) }]
  const planned = planChanges({
    reconciliation: 'customers',
    findings: [],
    known,
    covers: () => true,
    isPartial,
  })
  expect(planned).toEqual(changes)
})

test.each([
  [true, []],
  [false, [{ type: 'resolved', number: 7 }]],
])('a key that is none, when a run does not find it and is partial: %s', (isPartial, changes) => {
  // A check of the key `ten` asks an integer column for nothing: that it finds none says nothing.
  const finding: Finding = {
    kind: 'invalid',
    key: { id: 'ten' },
    side: 'crm',
    field: 'id',
    raw: 'ten',
    severity: 'high',
  }
  const known = [{ ...makeDiscrepancy(7, finding), fingerprint: fingerprint('customers', finding) }]
  const input = { reconciliation: 'customers', findings: [], known, covers: () => true, isPartial }
  expect(planChanges(input)).toEqual(changes)
})
