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

const TOPIC = `
sources:
  crm: { type: files, path: /data/crm.csv }
  told: { type: kafka, brokers: "kafka-1:9092", topic: contacts }
reconciliations:
  customers:
    expectWithin: 5m
    sides:
      crm: { source: crm, key: id, events: { source: told, key: id } }
      topic: { source: told, key: id }
    fields: { email: text }
`

test.each([
  ['another topic', 'topic: contacts', 'topic: people', false],
  ['other brokers', 'kafka-1:9092', 'kafka-2:9092', true],
  ['no topic that says when to look', ', events: { source: told, key: id }', '', true],
])('configHash() with %s', async (_, from, to, isSame) => {
  const [before, after] = await Promise.all([TOPIC, TOPIC.replace(from, to)].map((text) => loadText(text)))
  const hashes = [before!, after!].map(({ settings }) => configHash(settings, settings.reconciliations[0]!))
  expect(hashes[0] === hashes[1]).toBe(isSame)
})
