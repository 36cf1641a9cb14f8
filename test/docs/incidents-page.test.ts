import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type IncidentFacts, type IncidentSettings, WEBHOOK_WORDS } from '../../src/domain/incident.ts'
import { webhookCall } from '../../src/outbox/webhook-call.ts'

const PAGE = readFileSync(new URL('../../docs/incidents.md', import.meta.url), 'utf8')
const NOW = new Date('2026-11-02T09:40:00Z')

const HOOK: IncidentSettings & { type: 'webhook' } = {
  type: 'webhook',
  by: 'discrepancy',
  secret: 'sesame',
  open: {
    method: 'POST',
    url: 'https://h.example/{key}',
    headers: {},
    body: { text: '{summary}' },
    timeoutSeconds: 5,
  },
}
const FACTS: IncidentFacts = {
  event: 'opened',
  dedupKey: 'counterfoil:customers:12:0b9c1e55-7a3f',
  round: 1,
  number: 12,
  reconciliation: 'customers',
  title: 'Customers',
  kind: 'mismatch',
  field: 'name',
  severity: 'high',
  cause: null,
  key: '1/2',
  link: null,
  summary: '#12 "Zoë" differs',
  since: NOW,
}

type Check = (header: string, body: string, secret: string, now: number) => boolean

describe('docs/incidents.md', () => {
  test('names every value of a webhook', () => {
    expect(WEBHOOK_WORDS.filter((word) => !PAGE.includes(`\`${word}\``))).toEqual([])
  })

  test('checks a signature with code that works', async () => {
    const [, code = ''] = /```js\n([\s\S]*?)```/.exec(PAGE) ?? []
    const { isFromCounterfoil } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
      isFromCounterfoil: Check
    }
    const call = webhookCall(HOOK, FACTS, NOW)!
    const header = call.headers['x-counterfoil-signature']!
    const at = NOW.getTime() / 1_000
    expect(call).toMatchObject({ url: 'https://h.example/1%2F2', body: '{"text":"#12 \\"Zoë\\" differs"}' })
    expect(isFromCounterfoil(header, call.body!, 'sesame', at)).toBe(true)
    expect(isFromCounterfoil(header, `${call.body!} `, 'sesame', at)).toBe(false)
    expect(isFromCounterfoil(header, call.body!, 'other', at)).toBe(false)
    expect(isFromCounterfoil(header, call.body!, 'sesame', at + 301)).toBe(false)
    expect(isFromCounterfoil('', call.body!, 'sesame', at)).toBe(false)
  })

  test('acknowledging is told only where it is said, and the key of a request names its event', () => {
    const facts = { ...FACTS, event: 'acknowledged' } as const
    expect(webhookCall(HOOK, facts, NOW)).toBeNull()
    const call = webhookCall({ ...HOOK, tellsAcknowledged: true }, facts, NOW)
    expect(call?.headers['idempotency-key']).toBe('counterfoil:customers:12:0b9c1e55-7a3f:1:acknowledged')
  })
})
