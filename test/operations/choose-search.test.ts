import { connect as connectSocket, createServer, type Socket } from 'node:net'
import { Transform } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openConnector } from '../../src/connectors/open-connector.ts'
import type { CandidateSearch, Reconciliation } from '../../src/domain/reconciliation.ts'
import { planComparison } from '../../src/engine/index.ts'
import { chooseSearch, classifySamples, type Sample } from '../../src/operations/choose-search.ts'
import { compareReconciliation } from '../../src/operations/compare-reconciliation.ts'
import { makeReconciliation } from '../engine/make-reconciliation.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'

const names = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `record ${from + index}`)
const sample = (of: Partial<Sample>): Sample => ({
  records: names(0, 1000),
  rows: 1000,
  bytes: 100_000,
  milliseconds: 100,
  isWhole: false,
  ...of,
})

describe('classifySamples()', () => {
  const slow = sample({})
  test.each([
    ['checksum', 'slow links and little that differs', [slow, slow]],
    ['checksum', 'one slow link of two', [slow, sample({ milliseconds: 1 })]],
    ['merge', 'fast links', [sample({ milliseconds: 1 }), sample({ milliseconds: 5 })]],
    ['merge', 'much that differs', [slow, sample({ records: names(100, 1100) })]],
    [
      'keyHash',
      'wide records, some of which differ',
      [sample({ bytes: 300_000 }), sample({ bytes: 300_000, records: names(100, 1100) })],
    ],
    [
      'merge',
      'wide records that nearly all differ',
      [sample({ bytes: 300_000 }), sample({ bytes: 300_000, records: names(900, 1900) })],
    ],
    ['merge', 'a side that the sample has read to its end', [slow, sample({ isWhole: true })]],
    ['merge', 'a side that took long to begin', [slow, null]],
  ] as const)('says %s for %s', (search, _, samples) => {
    expect(classifySamples(samples)).toBe(search)
  })

  test.each([
    ['join', 'a fast link', [sample({ milliseconds: 1 }), sample({ milliseconds: 1 })]],
    ['join', 'sides that must be sorted first', [null, null]],
    ['merge', 'much that differs', [slow, sample({ records: names(100, 1100) })]],
    ['merge', 'a side that the sample has read to its end', [null, sample({ isWhole: true })]],
  ] as const)('says %s for one database and %s', (search, _, samples) => {
    expect(classifySamples(samples, true)).toBe(search)
  })
})

describe('candidates: auto', () => {
  let postgres: TestPostgres
  let link: SlowLink

  beforeAll(async () => {
    postgres = await startPostgres()
    link = await openSlowLink(Number(new URL(postgres.url).port), 4_000_000)
    const rows = `SELECT n AS id, md5(n::text) AS name, n * 1.5 AS amount FROM generate_series(1, 150000) AS n`
    await postgres.query(`CREATE TABLE a AS ${rows}; CREATE TABLE b AS ${rows}; UPDATE b SET name = 'x' WHERE id = 777;
      ALTER TABLE a ADD PRIMARY KEY (id); ALTER TABLE b ADD PRIMARY KEY (id)`)
  })
  afterAll(async () => {
    await link?.close()
    await postgres?.close()
  })

  const log = { debug: () => {}, warn: () => {}, error: () => {}, info: () => {} }
  const connect = (name: string) => {
    const url = postgres.url.replace(/:\d+\/postgres$/, `:${link.port}/postgres`)
    const settings = { type: 'postgres', url, statementTimeoutSeconds: 60 } as const
    return openConnector({ name, settings, scratchFolder: '/nowhere', log })
  }
  const signal = new AbortController().signal

  function reconciliationBy(candidates: CandidateSearch): Reconciliation {
    const made = makeReconciliation({ sides: { a: {}, b: {} }, fields: { name: {}, amount: {} } })
    const sides = made.sides.map((side) => ({ ...side, location: { ...side.location, table: side.name } }))
    return { ...made, sides, candidates }
  }

  async function compare(candidates: CandidateSearch) {
    const before = link.bytes()
    const now = () => new Date('2026-11-21T12:00:00Z')
    const { findings } = await compareReconciliation(
      { connect, scratchFolder: '/nowhere', log, now, newId: () => 'run-1', signal },
      { reconciliation: reconciliationBy(candidates), scope: { kind: 'everything' } },
    )
    return { keys: findings.map((finding) => finding.key.id), bytes: link.bytes() - before }
  }

  test('chooses checksums for a slow link, and they move a part of the bytes', async () => {
    const reconciliation = reconciliationBy('auto')
    const connectors = { a: await connect('a'), b: await connect('b') }
    const columns = Object.fromEntries(
      await Promise.all(
        reconciliation.sides.map(
          async ({ name, location }) =>
            [name, await connectors[name as 'a' | 'b'].columns(location)] as const,
        ),
      ),
    )
    const plan = planComparison(reconciliation, columns)
    // However long the link takes to begin.
    expect(await chooseSearch({ plan, connectors, signal }, { firstBytesMs: 60_000 })).toBe('checksum')
    const [checked, merged] = [await compare('checksum'), await compare('merge')]
    expect([checked.keys, merged.keys]).toEqual([['777'], ['777']])
    expect(checked.bytes).toBeLessThan(merged.bytes / 10)
  }, 60_000)
})

interface SlowLink {
  readonly port: number
  /** Sent by the server so far. */
  bytes(): number
  close(): Promise<void>
}

/** Hands on what a server sends at so many bytes a second. */
async function openSlowLink(target: number, bytesPerSecond: number): Promise<SlowLink> {
  let bytes = 0
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connectSocket(target, '127.0.0.1')
    const slow = new Transform({
      transform: (chunk: Buffer, _, done) => {
        bytes += chunk.length
        void pause((chunk.length / bytesPerSecond) * 1000).then(() => done(null, chunk))
      },
    })
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
    }
    client.pipe(upstream).pipe(slow).pipe(client)
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    bytes: () => bytes,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
