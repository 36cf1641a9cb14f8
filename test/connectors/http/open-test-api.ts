import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import type { Connector } from '../../../src/connectors/contract.ts'
import type { HttpClock } from '../../../src/connectors/http/clock.ts'
import { openHttp } from '../../../src/connectors/http/open-http.ts'
import type { CounterfoilError } from '../../../src/domain/errors.ts'
import type { Log } from '../../../src/domain/log.ts'
import type { HttpPaging, HttpPagingRule, HttpSettings } from '../../../src/domain/settings.ts'
import { quietLog } from '../read-all.ts'

/** A request as the API saw it. */
export interface Seen {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** What the API answers: JSON as it stands, or all of it by hand. */
export type Reply =
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string }
  | ((response: ServerResponse) => void)

export interface TestApi {
  readonly origin: string
  readonly seen: Seen[]
  /** Paths with their parameters, in the order in which they were asked for. */
  asked(): string[]
  /** A connector of this API, without waits: time passes only where somebody waits. */
  open(settings?: Partial<HttpSettings>, options?: { log?: Log }): Promise<Connector>
  /** One more connector of the settings that were opened last. */
  openAgain(): Promise<Connector>
  readonly clock: TestClock
  scratchFiles(): Promise<string[]>
}

interface TestClock extends HttpClock {
  /** What was waited for, in milliseconds. */
  readonly waits: number[]
}

/** A real server for one test, and a clock that waiting moves on. */
export async function openTestApi(answer: (seen: Seen, number: number) => Reply): Promise<TestApi> {
  const seen: Seen[] = []
  const server = createServer(async (incoming, response) => {
    const body = await text(incoming)
    const url = new URL(incoming.url!, `http://${incoming.headers.host}`)
    const one = { method: incoming.method!, url, headers: incoming.headers, body }
    seen.push(one)
    const reply = answer(one, seen.length)
    if (typeof reply === 'function') return reply(response)
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers })
    response.end(reply.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const scratchFolder = await mkdtemp(join(tmpdir(), 'counterfoil-http-'))
  const opened: Connector[] = []
  onTestFinished(async () => {
    for (const connector of opened) await connector.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await rm(scratchFolder, { recursive: true, force: true })
  })
  const clock = testClock()
  let last = plain(`${origin}/contacts`)
  const openOne = async (settings: HttpSettings, log: Log) => {
    const connector = await openHttp({ name: 'mailer', settings, scratchFolder, log, clock })
    opened.push(connector)
    return connector
  }
  return {
    origin,
    seen,
    asked: () => seen.map(({ url }) => `${url.pathname}${decodeURIComponent(url.search)}`),
    open: (settings = {}, { log = quietLog } = {}) => {
      last = { ...plain(`${origin}/contacts`), ...settings }
      return openOne(last, log)
    },
    openAgain: () => openOne(last, quietLog),
    clock,
    scratchFiles: async () =>
      (await readdir(scratchFolder, { recursive: true })).filter((file) => /\.(staged|sorted)$/.test(file)),
  }
}

function plain(url: string): HttpSettings {
  return {
    type: 'http',
    url,
    auth: null,
    headers: {},
    records: 'data',
    id: null,
    next: null,
    rate: null,
    timeoutSeconds: 30,
    retries: 2,
    concurrency: 1,
    record: null,
    since: null,
  }
}

function testClock(): TestClock {
  const waits: number[] = []
  let now = 0
  return {
    waits,
    now: () => now,
    date: () => new Date(Date.parse('2026-11-21T12:00:00Z') + now),
    sleep: async (waitMs, signal) => {
      signal.throwIfAborted()
      waits.push(waitMs)
      now += waitMs
    },
    random: () => 0.5,
  }
}

/** A way of paging without total or size unless said. */
export function paging(rule: HttpPagingRule & Partial<HttpPaging>): HttpPaging {
  return { size: null, total: null, ...rule }
}

export const json = (value: unknown, headers: Readonly<Record<string, string>> = {}): Reply => ({
  body: JSON.stringify(value),
  headers,
})

export const people = (...ids: readonly (number | string)[]) => ids.map((id) => ({ id, email: `p${id}@x` }))

/** How reading fails: code and sentence, with the server's port left out. */
export async function failureOf(reading: Promise<unknown>): Promise<string> {
  const error = (await reading.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  )) as CounterfoilError
  return `${error.code} | ${error.message}`.replace(/127\.0\.0\.1:\d+/, 'HOST')
}
