import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { opsgenieProblems, pagerdutyProblems } from './incident-shapes.ts'

export const KEYS = { pager: 'a'.repeat(32), genie: 'genie-key-0042', hook: 'hook-secret-0042' }

/** A request as the services saw it. */
export interface Told {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly raw: string
  readonly body: Readonly<Record<string, unknown>>
}

/** What happens to the next request instead of an answer: a status, or a cut after it arrived. */
export type Fault = { readonly status: number; readonly retryAfter?: number; readonly body?: string } | 'cut'

export interface IncidentReceiver {
  readonly origin: string
  readonly told: Told[]
  /** What did not fit the documented shapes. */
  readonly problems: string[]
  /** By dedup key or alias: how often it was opened anew, and how it is now. */
  readonly incidents: Map<string, { opened: number; state: 'open' | 'acknowledged' | 'closed' }>
  fail(...faults: readonly Fault[]): void
  close(): Promise<void>
}

/** Stands for PagerDuty (`/v2/enqueue`), Opsgenie (`/v2/alerts`) and a webhook (`/hook`), as they are documented. */
export async function startIncidentReceiver(): Promise<IncidentReceiver> {
  const told: Told[] = []
  const problems: string[] = []
  const incidents: IncidentReceiver['incidents'] = new Map()
  let faults: Fault[] = []
  const server = createServer(async (request, response) => {
    const raw = await text(request)
    const one: Told = { path: request.url!, headers: request.headers, raw, body: JSON.parse(raw) }
    told.push(one)
    const fault = faults.shift()
    if (fault !== undefined && fault !== 'cut') return refuse(response, fault)
    const found = problemsOf(request.method!, one)
    problems.push(...found)
    if (found.length > 0) return answer(response, 400, { status: 'invalid event', message: found.join('; ') })
    move(incidents, one)
    if (fault === 'cut') return void response.destroy()
    answer(response, ...goodAnswer(one))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    told,
    problems,
    incidents,
    fail(...wanted) {
      faults = [...wanted]
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function refuse(response: ServerResponse, { status, retryAfter, body }: Exclude<Fault, 'cut'>): void {
  response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) })
  response.end(body ?? '{"status":"error","message":"as asked"}')
}

function problemsOf(method: string, { path, headers, body }: Told): string[] {
  if (method !== 'POST') return [`${method} is no POST`]
  if (headers['content-type'] !== 'application/json') return ['the body is not said to be JSON']
  if (path === '/hook') return []
  return path === '/v2/enqueue'
    ? pagerdutyProblems(body, KEYS.pager)
    : opsgenieProblems({ path, headers, body }, KEYS.genie)
}

function goodAnswer({ path, body }: Told): [number, object] {
  if (path === '/hook') return [200, { link: 'https://tickets.example/7?a=1&b=2' }]
  if (path === '/v2/enqueue')
    return [202, { status: 'success', message: 'Event processed', dedup_key: body.dedup_key }]
  return [202, { result: 'Request will be processed', took: 0.1, requestId: 'r-1' }]
}

/** What the services make of it: a key that is open already is the same incident. */
function move(incidents: IncidentReceiver['incidents'], { path, body }: Told): void {
  const [, alias, action] = /^\/v2\/alerts\/([^/]+)\/(acknowledge|close)\?/.exec(path) ?? []
  const did = String(action ?? body.event_action ?? body.event ?? 'trigger')
  const key = String((alias && decodeURIComponent(alias)) ?? body.dedup_key ?? body.alias ?? body.incident)
  const known = incidents.get(key)
  if (['trigger', 'opened'].includes(did)) {
    if (known && known.state !== 'closed') return
    incidents.set(key, { opened: (known?.opened ?? 0) + 1, state: 'open' })
    return
  }
  if (known) known.state = did.startsWith('ack') ? 'acknowledged' : 'closed'
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
