import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { claimIncident, saveIncident } from '../../src/store/incidents.ts'
import { type Api, openApi } from './open-api.ts'
import { readMetrics } from './read-metrics.ts'

let api: Api
const row = (id: string, balance: string) => ({ id, balance, email: 'a', plan: 'p' })
beforeAll(async () => {
  api = await openApi()
  api.crm.rows = [row('1', '1'), row('2', '2'), row('3', '3')]
  api.billing.rows = [row('1', '1'), row('2', '2.5')]
})
afterAll(async () => await api.close())

const run = () =>
  runReconciliation(api.context, {
    name: 'customers',
    scope: { kind: 'everything' },
    trigger: 'http',
    requestedBy: 'ci',
  })
const scrape = async () => readMetrics((await api.ask('/metrics')).text)

describe('/metrics', () => {
  test('counts runs, rows and findings, and measures what is open', async () => {
    await run()
    api.crm.broken = true
    await run().catch(() => {})
    api.crm.broken = false
    const { value, types } = await scrape()
    expect(value('counterfoil_runs_total{reconciliation="customers",trigger="http",state="completed"}')).toBe(
      1,
    )
    expect(value('counterfoil_runs_total{reconciliation="customers",trigger="http",state="failed"}')).toBe(1)
    expect(value('counterfoil_run_duration_seconds_count{reconciliation="customers"}')).toBe(2)
    expect(value('counterfoil_rows_read_total{reconciliation="customers",side="crm"}')).toBe(3)
    expect(value('counterfoil_rows_read_total{reconciliation="customers",side="billing"}')).toBe(2)
    expect(value('counterfoil_findings_total{reconciliation="customers",kind="missing"}')).toBe(1)
    expect(value('counterfoil_findings_total{reconciliation="customers",kind="mismatch"}')).toBe(1)
    expect(value('counterfoil_findings_total{reconciliation="customers",kind="duplicate"}')).toBe(0)
    expect(value('counterfoil_open_discrepancies{reconciliation="customers",severity="high"}')).toBe(2)
    expect(value('counterfoil_open_discrepancies{reconciliation="customers",severity="low"}')).toBe(0)
    expect(value('counterfoil_tracker_up')).toBe(1)
    expect(value('counterfoil_verified_age_seconds{reconciliation="customers"}')).toBeLessThan(60)
    expect(types.get('counterfoil_runs_total')).toBe('counter')
    expect(types.get('counterfoil_open_discrepancies')).toBe('gauge')
    expect(types.get('counterfoil_run_duration_seconds')).toBe('histogram')
    expect(types.has('process_cpu_seconds_total')).toBe(true)
  })

  test('measures the outbox: two cards and nothing delivered yet', async () => {
    const { value } = await scrape()
    expect(value('counterfoil_outbox_pending')).toBeGreaterThanOrEqual(2)
    expect(value('counterfoil_outbox_failed')).toBe(0)
    expect(value('counterfoil_outbox_oldest_seconds')).toBeGreaterThan(0)
    expect(value('counterfoil_outbox_oldest_seconds')).toBeLessThan(600)
  })

  test('what is resolved is open no more', async () => {
    const actor = { kind: 'person', id: 'ann', surface: 'cli' } as const
    await triageDiscrepancy(api.context, { number: 1, action: 'resolve', reason: 'expected', actor })
    const { value } = await scrape()
    expect(value('counterfoil_open_discrepancies{reconciliation="customers",severity="high"}')).toBe(1)
  })

  test('events that are awaited are counted', async () => {
    const body = { side: 'crm', key: '9', at: '2026-11-01T09:30:00Z' }
    await api.ask('/api/events/customers', { as: 'shop', body })
    const { value } = await scrape()
    expect(value('counterfoil_expectations_waiting{reconciliation="customers"}')).toBe(1)
  })

  test('incidents that are open are counted, also those of a service that the config does not have any more', async () => {
    const { db } = api.context
    const wish = { service: 'pager', reconciliation: 'customers', pattern: null, keyPrefix: 'k' }
    for (const number of [1, 2]) {
      const { id } = await claimIncident(db, { ...wish, number, subject: `#${number}` })
      if (number === 1) await saveIncident(db, id, { wanted: 'open', told: 'open' })
    }
    const { value } = await scrape()
    expect(value('counterfoil_incidents_open{service="other"}')).toBe(1)
  })

  test('acknowledgements and deliveries fall into buckets', async () => {
    api.metrics.acknowledged(0.02)
    api.metrics.acknowledged(2.5)
    api.metrics.delivered(1.5)
    const { value } = await scrape()
    expect(value('counterfoil_slack_ack_seconds_bucket{le="0.01"}')).toBe(0)
    expect(value('counterfoil_slack_ack_seconds_bucket{le="0.025"}')).toBe(1)
    expect(value('counterfoil_slack_ack_seconds_bucket{le="3"}')).toBe(2)
    expect(value('counterfoil_slack_ack_seconds_sum')).toBe(2.52)
    expect(value('counterfoil_delivery_seconds_bucket{le="1"}')).toBe(0)
    expect(value('counterfoil_delivery_seconds_bucket{le="2.5"}')).toBe(1)
  })

  test('what somebody sends is no label: requests are counted by the routes there are', async () => {
    await api.ask('/api/runs/some-run')
    await api.ask('/nowhere/at/all')
    const { lines } = await scrape()
    const routes = lines.flatMap(
      (line) => /http_request_seconds_count\{route="([^"]*)"/.exec(line)?.[1] ?? [],
    )
    expect(new Set(routes)).toEqual(
      new Set(['/metrics', '/api/events/{reconciliation}', '/api/runs/{id}', 'other']),
    )
  })
})

describe('probes', () => {
  test('are open to everyone', async () => {
    expect(await api.ask('/healthz', { as: null })).toMatchObject({ status: 200, json: { status: 'ok' } })
    const { status, json } = await api.ask('/readyz', { as: null })
    expect({ status, json }).toEqual({
      status: 200,
      json: { status: 'ready', checks: { database: 'ok', slack: 'ok', schedule: 'ok' } },
    })
  })

  test.each(['slack', 'schedule'] as const)('/readyz is 503 and names %s where it fails', async (part) => {
    api.parts[part] = false
    const { status, json } = await api.ask('/readyz', { as: null }).finally(() => {
      api.parts[part] = true
    })
    const checks = { database: 'ok', slack: 'ok', schedule: 'ok', [part]: 'failed' }
    expect({ status, json }).toEqual({ status: 503, json: { status: 'not ready', checks } })
  })

  test('without its database the process is up and not ready, and the metrics say so', async () => {
    await api.closeTracker()
    expect(await api.ask('/healthz', { as: null })).toMatchObject({ status: 200 })
    expect(await api.ask('/readyz', { as: null })).toMatchObject({
      status: 503,
      json: { checks: { database: 'failed', slack: 'ok' } },
    })
    const { value, lines } = await scrape()
    expect(value('counterfoil_tracker_up')).toBe(0)
    expect(value('counterfoil_runs_total{reconciliation="customers",trigger="http",state="completed"}')).toBe(
      1,
    )
    expect(lines.filter((line) => /^counterfoil_(outbox|open)/.test(line))).toEqual([])
  })
})
