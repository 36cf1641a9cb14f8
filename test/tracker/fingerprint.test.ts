import { expect, test } from 'vitest'
import type { Finding } from '../../src/domain/finding.ts'
import { fingerprint } from '../../src/tracker/fingerprint.ts'
import { mismatch } from './make-discrepancy.ts'

const missing = (key: Finding['key'], missingFrom: string): Finding => ({
  kind: 'missing',
  key,
  severity: 'high',
  presentOn: [],
  missingFrom: [missingFrom],
})
const duplicate = (side: string, count: number): Finding => ({
  kind: 'duplicate',
  key: { id: '1' },
  severity: 'high',
  side,
  count,
})
const invalid = (side: string, field: string, raw: string): Finding => ({
  kind: 'invalid',
  key: { id: '1' },
  severity: 'high',
  side,
  field,
  raw,
})

test('fingerprint() stays when values, counts, missing sides or severity change', () => {
  const pairs: [Finding, Finding][] = [
    [mismatch('1', { crm: 'a', billing: 'b' }), { ...mismatch('1', { crm: 'x' }), severity: 'low' }],
    [missing({ id: '1' }, 'crm'), missing({ id: '1' }, 'billing')],
    [duplicate('crm', 2), duplicate('crm', 3)],
    [invalid('crm', 'balance', 'n/a'), invalid('crm', 'balance', '?')],
  ]
  for (const [a, b] of pairs) expect(fingerprint('customers', a)).toBe(fingerprint('customers', b))
})

test('fingerprint() differs by reconciliation, kind, key, field and the one side', () => {
  const all = [
    fingerprint('customers', mismatch('1', {})),
    fingerprint('orders', mismatch('1', {})),
    fingerprint('customers', mismatch('2', {})),
    fingerprint('customers', { ...mismatch('1', {}), field: 'phone' }),
    fingerprint('customers', missing({ id: '1' }, 'crm')),
    fingerprint('customers', duplicate('crm', 2)),
    fingerprint('customers', duplicate('billing', 2)),
    fingerprint('customers', invalid('crm', 'email', '?')),
    fingerprint('customers', invalid('billing', 'email', '?')),
  ]
  expect(new Set(all).size).toBe(all.length)
})

test('fingerprint() never takes parts of a key for one another', () => {
  const keys: Finding['key'][] = [
    { a: 'a-', b: 'b' },
    { a: 'a', b: '-b' },
    { a: 'a|b', b: 'c' },
    { a: 'a', b: 'b|c' },
    { a: 'a","b' },
    { a: 'a', b: 'b' },
    { a: null, b: 'b' },
    { a: 'null', b: 'b' },
    { a: '', b: 'b' },
    { a: '007' },
    { a: '7' },
  ]
  expect(new Set(keys.map((key) => fingerprint('customers', missing(key, 'crm')))).size).toBe(keys.length)
})

test('fingerprint() is the same for ever: numbers people know hang on it', () => {
  // sha256 of "9:customers8:mismatch5:["1"]5:email0:", taken with sha256sum.
  expect(fingerprint('customers', mismatch('1', {}))).toBe(
    '796e06059f18ac62ba34354a39ae5687a6f6acfdac5e0452648027109384b552',
  )
})
