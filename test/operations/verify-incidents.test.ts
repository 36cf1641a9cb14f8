import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { IncidentSettings } from '../../src/domain/incident.ts'
import { verifyIncidents } from '../../src/operations/verify-incidents.ts'
import { findFreePort } from '../support/find-free-port.ts'

let server: Server
let origin = ''
const asked: string[] = []
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const statuses: Readonly<Record<string, number>> = {
      'GenieKey good': 200,
      'GenieKey writer': 403,
      'GenieKey bad': 401,
    }
    response.writeHead(statuses[request.headers.authorization ?? ''] ?? 404).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => await new Promise((resolve) => server.close(resolve)))

test('services are tried as far as that opens nothing', async () => {
  const by = 'discrepancy'
  const genie = (apiKey: string): IncidentSettings => ({
    type: 'opsgenie',
    by,
    url: origin,
    apiKey,
    responders: [],
  })
  const call = { method: 'POST', url: `${origin}/hook`, headers: {}, body: {}, timeoutSeconds: 5 } as const
  const nowhere = `http://127.0.0.1:${await findFreePort()}`
  const incidents: Readonly<Record<string, IncidentSettings>> = {
    pager: { type: 'pagerduty', by, url: origin, routingKey: 'secret' },
    away: { type: 'pagerduty', by, url: nowhere, routingKey: 'secret' },
    good: genie('good'),
    writer: genie('writer'),
    bad: genie('bad'),
    hook: { type: 'webhook', by, open: call },
  }
  const settings = { sources: {}, reconciliations: [], incidents }
  const found = await verifyIncidents(settings, new AbortController().signal)
  expect(found.map(({ what, state }) => `${what}: ${state}`)).toEqual([
    'incidents at pager: ok',
    'incidents at away: mend',
    'incidents at good: ok',
    'incidents at writer: note',
    'incidents at bad: mend',
    'incidents at hook: note',
  ])
  expect(found[1]?.said).toMatch(/cannot be reached \(ECONNREFUSED\); check the url of the service$/)
  expect(found[4]?.said).toMatch(/answered 401; check its apiKey, and the url: the EU has another$/)
  expect(asked.sort()).toEqual([
    'GET /',
    'GET /v2/alerts/count',
    'GET /v2/alerts/count',
    'GET /v2/alerts/count',
  ])
})
