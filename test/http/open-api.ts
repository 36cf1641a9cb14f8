import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ApiToken, HttpDoor } from '../../src/domain/http-door.ts'
import { hashToken } from '../../src/domain/make-token.ts'
import type { Reconciliation } from '../../src/domain/reconciliation.ts'
import { buildApi } from '../../src/http/build-api.ts'
import { type HttpMetrics, openMetrics } from '../../src/http/open-metrics.ts'
import { openServer } from '../../src/http/open-server.ts'
import type { Context } from '../../src/operations/context.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { connectMemory, type MemorySource, memorySource } from '../slack/memory-source.ts'
import { collectingLog, type LogLine } from '../slack/open-bot.ts'
import { sampleField, sampleReconciliation } from '../slack/samples.ts'
import { copyEmbeddedTracker } from '../support/embedded-tracker.ts'

/** Tokens of every kind; each is good for what it is called. */
export const TOKENS = {
  reader: ['read'],
  runner: ['read', 'run'],
  triager: ['read', 'triage'],
  shop: ['events'],
} as const
export type TokenName = keyof typeof TOKENS

/** The API on a real server, over an embedded tracker; its sources are in memory. */
export interface Api {
  readonly url: string
  readonly context: Context
  readonly metrics: HttpMetrics
  readonly crm: MemorySource
  readonly billing: MemorySource
  readonly log: LogLine[]
  /** Parts of the bot that probes ask about. */
  readonly parts: { slack: boolean; schedule: boolean }
  ask(path: string, request?: AskedRequest): Promise<Answered>
  closeTracker(): Promise<void>
  close(): Promise<void>
}

export interface AskedRequest {
  readonly as?: TokenName | null
  readonly method?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Record<string, unknown>
}

export const tokenOf = (name: TokenName) => `cf_${name}-${'x'.repeat(32)}`

function doorOf(changes: Partial<HttpDoor>): HttpDoor {
  const tokens = Object.entries(TOKENS).map(
    ([name, scopes]): ApiToken => ({
      name,
      scopes,
      hash: hashToken(tokenOf(name as TokenName)).toString('hex'),
    }),
  )
  return { port: null, host: null, rate: { requests: 100_000, seconds: 1 }, tokens, ...changes }
}

export async function openApi({
  http = {},
  reconciliation = {},
}: {
  http?: Partial<HttpDoor>
  reconciliation?: Partial<Reconciliation>
} = {}): Promise<Api> {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-http-'))
  await copyEmbeddedTracker(folder)
  const database = await openDatabase({ databaseUrl: null, dataFolder: folder })
  const sources = { crm: memorySource([]), billing: memorySource([]) }
  const lines: LogLine[] = []
  const metrics = openMetrics()
  const parts = { slack: true, schedule: true }
  const context: Context = {
    settings: { sources: {}, reconciliations: [twoSided(reconciliation)], http: doorOf(http) },
    db: database.db,
    connect: async (name) => connectMemory(name, sources[name as keyof typeof sources]),
    scratchFolder: folder,
    log: collectingLog(lines),
    now: () => new Date(),
    newId: randomUUID,
    signal: new AbortController().signal,
    observer: metrics,
    wakeDelivery() {},
  }
  const readiness = { slackConnected: () => parts.slack, scheduleAlive: () => parts.schedule }
  const server = await openServer({
    port: 0,
    host: '127.0.0.1',
    posts: {},
    api: buildApi({ context, readiness, metrics }),
  })
  const url = `http://127.0.0.1:${server.port}`
  return {
    url,
    context,
    metrics,
    ...sources,
    log: lines,
    parts,
    ask: (path, request) => ask(url, path, request),
    closeTracker: database.close,
    async close() {
      await server.close()
      await database.close().catch(() => {})
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function ask(url: string, path: string, request: AskedRequest = {}): Promise<Answered> {
  const { as = 'reader', body, method = body === undefined ? 'GET' : 'POST', headers = {} } = request
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(as === null ? {} : { authorization: `Bearer ${tokenOf(as)}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  const isJson = (answer.headers.get('content-type') ?? '').includes('json')
  const json = (isJson && text !== '' ? JSON.parse(text) : {}) as Record<string, unknown>
  return { status: answer.status, headers: answer.headers, text, json }
}

function twoSided(changes: Partial<Reconciliation>): Reconciliation {
  const base = sampleReconciliation()
  const columns = { balance: 'balance', email: 'email', plan: 'plan' }
  return {
    ...base,
    sides: base.sides.slice(0, 2).map((side) => ({ ...side, columns })),
    fields: [
      sampleField('balance', { type: 'decimal', total: true }),
      sampleField('email', { sensitive: true, severity: 'medium' }),
      sampleField('plan', { severity: 'medium' }),
    ],
    expectWithinSeconds: 300,
    ...changes,
  }
}
