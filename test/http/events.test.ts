import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Api, openApi } from './open-api.ts'

let api: Api
/** What the side `crm` is, its events tell. */
beforeAll(async () => {
  api = await openApi()
  const { settings } = api.context
  Object.assign(settings, {
    sources: { crm: { type: 'events' }, billing: { type: 'files', path: '/nowhere' } },
  })
})
afterAll(async () => await api.close())

const AT = '2026-11-01T09:30:00Z'
const post = (body: unknown, headers: Record<string, string> = {}) =>
  api.ask('/api/events/customers', { as: 'shop', body, headers })

async function keysOf(table: 'expectations' | 'event_records'): Promise<string[]> {
  const found = await api.context.db.execute(sql.raw(`select key from ${table} order by key`))
  return (found as unknown as { rows: { key: string }[] }).rows.map(({ key }) => key)
}

test('one event and several are noted, and the answer says by when the others must follow', async () => {
  const one = await post({ side: 'crm', key: '1', at: AT, record: { id: '1', plan: 'pro' } })
  expect(one).toMatchObject({ status: 202, json: { accepted: 1, isRepeat: false } })
  // Five minutes after it was written.
  expect(one.json.dueAt).toBe('2026-11-01T09:35:00.000Z')
  const events = [
    { side: 'crm', key: '2', at: AT, record: null },
    { side: 'billing', key: ['3'], at: AT },
  ]
  expect(await post({ events })).toMatchObject({ status: 202, json: { accepted: 2 } })
  expect(await keysOf('expectations')).toEqual(['["1"]', '["2"]', '["3"]'])
})

test('numbers keep their digits, in keys and in values', async () => {
  const body = `{"side":"crm","key":9007199254740993,"at":"${AT}","record":{"balance":1.50,"n":1e400,"ok":true,"none":null,"json":{"b":[1.0,12345678901234567890]}}}`
  expect(await post(body)).toMatchObject({ status: 202 })
  expect(await keysOf('event_records')).toContain('["9007199254740993"]')
  const found = await api.context.db.execute(
    sql`select record from event_records where key = '["9007199254740993"]'`,
  )
  expect((found as unknown as { rows: { record: object }[] }).rows[0]!.record).toEqual({
    balance: '1.50',
    n: '1e400',
    ok: 'true',
    none: null,
    json: '{"b":[1.0,12345678901234567890]}',
  })
})

test('the same request again is not done again; another one under the same key is refused', async () => {
  const headers = { 'idempotency-key': 'order-77' }
  const first = await post({ side: 'crm', key: '77', at: AT, record: null }, headers)
  const again = await post({ side: 'crm', key: '77', at: AT, record: null }, headers)
  expect(again).toMatchObject({ status: 202, json: { isRepeat: true, dueAt: first.json.dueAt } })
  const other = await post({ side: 'crm', key: '78', at: AT, record: null }, headers)
  expect(other).toMatchObject({ status: 400, json: { code: 'usage' } })
  expect(await keysOf('expectations')).not.toContain('["78"]')
})

test('of a request with one wrong event none is noted', async () => {
  const events = [
    { side: 'crm', key: '90', at: AT, record: null },
    { side: 'crn', key: '91', at: AT, record: null },
  ]
  const answer = await post({ events })
  expect(answer.status).toBe(400)
  expect(answer.json.detail).toContain('events[1].side: "customers" has no side "crn" (did you mean "crm"?)')
  expect(await keysOf('expectations')).not.toContain('["90"]')
})
