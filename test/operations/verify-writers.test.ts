import { expect, test } from 'vitest'
import { verifyWriters } from '../../src/operations/verify-writers.ts'

test('one login for reading and writing is worth a note, that does not tell it', () => {
  const source = (url: string, writeUrl?: string) =>
    ({ type: 'postgres', url, statementTimeoutSeconds: 60, ...(writeUrl ? { writeUrl } : {}) }) as const
  const url = 'postgres://reader:sesame@db/crm'
  const sources = {
    crm: source(url),
    billing: source(url, url),
    shop: source(url, 'postgres://writer@db/crm'),
    files: { type: 'files', path: '/x.csv' },
  } as const
  const checks = verifyWriters({ sources })
  expect(checks).toMatchObject([{ what: 'source billing', state: 'note' }])
  expect(JSON.stringify(checks)).not.toContain('sesame')
})
