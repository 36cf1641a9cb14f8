import { expect, test } from 'vitest'
import { configHash } from '../../src/operations/config-hash.ts'
import { loadText } from '../support/config-files.ts'

const CONFIG = `
sources:
  crm: { type: files, path: /data/crm.csv }
  api: { type: http, url: "https://mailer.example/contacts?status=active", records: data, rate: 5/s }
reconciliations:
  customers:
    sides: { crm: { source: crm, key: id }, api: { source: api, key: id } }
    fields: { email: text }
`

async function hashOf(from = '', to = ''): Promise<string> {
  const { settings } = await loadText(CONFIG.replace(from, to))
  return configHash(settings, settings.reconciliations[0]!)
}

test.each([
  ['status=active', 'status=all'],
  ['records: data', 'records: items'],
  ['mailer.example', 'other.example'],
  ['email: text', 'email: { type: text, trim: true }'],
])('configHash() differs when %s becomes %s', async (from, to) => {
  expect(await hashOf(from, to)).not.toBe(await hashOf())
})

test('configHash() is the same where only the pace of reading differs', async () => {
  expect(await hashOf('rate: 5/s', 'rate: 9/s')).toBe(await hashOf())
})
