import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HttpClock } from '../../src/connectors/http/clock.ts'
import { openHttp } from '../../src/connectors/http/open-http.ts'
import type { HttpSettings } from '../../src/domain/settings.ts'
import type { Context } from '../../src/operations/context.ts'
import { silentLog } from '../support/tracked-files.ts'
import { openBreakableLine } from './breakable-line.ts'
import type { ChangingRecord, ChangingRecords } from './changing-records.ts'
import type { CuttableSource } from './cuttable-source.ts'
import { onLine } from './server-sources.ts'

/** How an answer says where it ends: by a length, by its last chunk, or only by the end of the connection. */
export type Framing = 'length' | 'chunks' | 'close'

const PAGE = 50

/** An API of pages, of single records and of changes. What it is asked again is asked at once. */
export async function openHttpSource(
  framing: Framing,
  context: () => Pick<Context, 'settings' | 'scratchFolder'>,
): Promise<CuttableSource> {
  const name = `http_${framing}`
  let records: ChangingRecords | null = null
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://api')
    const body = answer(url, records!)
    const text = JSON.stringify(body ?? { error: 'not found' })
    send(response, { status: body === null ? 404 : 200, text, framing })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const line = await openBreakableLine((server.address() as AddressInfo).port)
  const { cut, mend, close } = onLine(line)
  return {
    name,
    variables: {},
    config: `{ type: http, url: "http://127.0.0.1:${line.port}/accounts", records: data,
    next: { page: page, size: n, pageSize: ${PAGE}, total: total },
    record: "/{key}", since: "since={since}", retries: 1 }`,
    side: 'key: id',
    connect: () =>
      openHttp({
        name,
        settings: context().settings.sources[name] as HttpSettings,
        scratchFolder: context().scratchFolder,
        log: silentLog,
        clock: quickClock(),
      }),
    write: async (written) => {
      records = written
    },
    cut,
    mend,
    close: async () => {
      await close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Time passes only where somebody waits. */
function quickClock(): HttpClock {
  let now = 0
  return {
    now: () => now,
    date: () => new Date(Date.UTC(2026, 10, 21, 12) + now),
    sleep: async (waitMs, signal) => {
      signal.throwIfAborted()
      now += waitMs
    },
    random: () => 0.5,
  }
}

function answer(url: URL, records: ChangingRecords): object | null {
  const [, , id] = url.pathname.split('/')
  if (id !== undefined) {
    const found = records.find('billing', Number(id))
    return found && { data: [toJson(found)] }
  }
  const since = Date.parse(url.searchParams.get('since') ?? '1970-01-01')
  const all = records
    .list('billing')
    .filter(({ changedAt }) => Date.parse(changedAt) >= since)
    .sort((one, other) => one.id - other.id)
  const from = (Number(url.searchParams.get('page')) - 1) * PAGE
  return { data: all.slice(from, from + PAGE).map(toJson), total: all.length }
}

function toJson({ id, balance, note, changedAt }: ChangingRecord): object {
  return { id, balance, note, changed_at: changedAt }
}

function send(
  response: ServerResponse,
  { status, text, framing }: { status: number; text: string; framing: Framing },
): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(framing === 'length' ? { 'content-length': Buffer.byteLength(text) } : {}),
    ...(framing === 'chunks' ? { 'transfer-encoding': 'chunked' } : {}),
    ...(framing === 'close' ? { connection: 'close' } : {}),
  })
  if (framing === 'close') response.useChunkedEncodingByDefault = false
  const body = Buffer.from(text)
  response.write(body.subarray(0, body.length >> 1))
  response.end(body.subarray(body.length >> 1))
}
