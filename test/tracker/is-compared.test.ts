import { describe, expect, test } from 'vitest'
import type { Finding } from '../../src/domain/finding.ts'
import type { Reconciliation } from '../../src/domain/reconciliation.ts'
import { isCompared } from '../../src/tracker/is-compared.ts'
import { loadText } from '../support/config-files.ts'
import { mismatch } from './make-discrepancy.ts'

const CONFIG = `
sources: { s: { type: files, path: "*.csv" } }
reconciliations:
  customers:
    sides:
      crm: { source: s, key: id, expect: { balance: { range: { min: 0 } } } }
      billing: { source: s, key: id }
      mailer: { source: s, key: id, optional: true }
    fields: { email: text, balance: decimal }
`

async function definition(from = '', to = ''): Promise<Reconciliation> {
  expect(CONFIG).toContain(from)
  return (await loadText(CONFIG.replace(from, to))).settings.reconciliations[0]!
}

const BASE = { key: { id: '1' }, severity: 'high' } as const
const MISSING: Finding = { ...BASE, kind: 'missing', presentOn: ['crm'], missingFrom: ['billing'] }
const TWICE: Finding = { ...BASE, kind: 'duplicate', side: 'billing', count: 2 }
const UNPARSED: Finding = { ...BASE, kind: 'invalid', side: 'crm', field: 'balance', raw: 'x' }
const NO_KEY: Finding = { ...BASE, kind: 'invalid', key: { id: null }, side: 'crm', field: 'id', raw: null }
const OUT_OF_RANGE: Finding = { ...UNPARSED, raw: '-1', rule: 'range' }
const PAIR: Finding = {
  ...BASE,
  kind: 'rekeyed',
  keys: { crm: { id: '1' }, billing: { id: '9' } },
  score: '1',
  reasons: [],
  differing: [],
}
const GONE: Finding = {
  ...BASE,
  kind: 'schema',
  key: {},
  field: 'email',
  problem: 'missing-column',
  side: 'crm',
  column: 'email',
  nearest: null,
  types: {},
}
const TYPES: Finding = { ...GONE, side: null, types: { crm: 'text', billing: 'integer' } }
const EMAIL = mismatch('1', { crm: 'a', billing: 'b' })
const ALL: readonly Finding[] = [MISSING, TWICE, UNPARSED, NO_KEY, OUT_OF_RANGE, PAIR, GONE, TYPES, EMAIL]

describe('isCompared()', () => {
  test.each<[string, string, string, readonly Finding[]]>([
    ['stays as it was', '', '', []],
    ['has a tolerance', 'balance: decimal', 'balance: { type: decimal, tolerance: 1 }', []],
    ['lost a field', 'email: text, ', '', [GONE, TYPES, EMAIL]],
    ['lost a side', '      billing: { source: s, key: id }\n', '', [MISSING, TWICE, PAIR, TYPES, EMAIL]],
    ['calls a side otherwise', 'billing:', 'erp:', [MISSING, TWICE, PAIR, TYPES, EMAIL]],
    ['lost an expectation', ', expect: { balance: { range: { min: 0 } } }', '', [OUT_OF_RANGE]],
    ['expects something else', 'range: { min: 0 }', 'required: true', [OUT_OF_RANGE]],
    [
      'has another key',
      'crm: { source: s, key: id',
      'crm: { source: s, key: number',
      [MISSING, TWICE, UNPARSED, NO_KEY, OUT_OF_RANGE, PAIR, EMAIL],
    ],
    [
      'has no such column on a side',
      'billing: { source: s, key: id }',
      'billing: { source: s, key: id, columns: { email: null } }',
      [EMAIL],
    ],
  ])('a definition that %s no longer looks at what it took out', async (_what, from, to, lost) => {
    const changed = await definition(from, to)
    expect(ALL.filter((finding) => !isCompared(finding, changed))).toEqual(lost)
  })
})
