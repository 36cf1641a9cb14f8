import { connect as connectSocket, createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connector, ReadRequest } from '../../../src/connectors/contract.ts'
import { openConnector } from '../../../src/connectors/open-connector.ts'
import type { CounterfoilError } from '../../../src/domain/errors.ts'
import { startPostgres, type TestPostgres } from '../../support/postgres.ts'
import { nowhere, quietLog, readAll, readRequest } from '../read-all.ts'

let postgres: TestPostgres
let connector: Connector

beforeAll(async () => {
  postgres = await startPostgres()
  connector = await open(postgres.url)
  await postgres.query(`CREATE TABLE people (id int, name text);
    CREATE TABLE "large" AS SELECT i AS id, repeat('x', 500) AS name FROM generate_series(1, 200000) AS i`)
})
afterAll(async () => {
  await connector?.close()
  await postgres?.close()
})

function open(url: string, statementTimeoutSeconds = 60): Promise<Connector> {
  const settings = { type: 'postgres', url, statementTimeoutSeconds } as const
  return openConnector({ name: 'crm', settings, scratchFolder: '/nowhere', log: quietLog })
}

const at = (table: string) => ({ ...nowhere, table })
const query = (text: string) => ({ ...nowhere, query: text })

/** How a promise fails, in a form that shows the code, and checked for leaks. */
async function failure(promise: Promise<unknown>): Promise<string> {
  const error = (await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  )) as CounterfoilError
  for (const text of [error.message, String(error.cause), JSON.stringify(error.cause ?? null)]) {
    expect(text).not.toContain('s3cret-pw')
    expect(text).not.toContain('wrong-pw')
  }
  return `${error.code} | ${error.message}`
}

describe('a Postgres source that cannot be reached', () => {
  const port = () => new URL(postgres.url).port

  test.each([
    [
      'a closed port',
      () => 'postgres://u:s3cret-pw@127.0.0.1:1/d',
      () =>
        /^source-unreachable \| crm: cannot connect to 127\.0\.0\.1:1: connect ECONNREFUSED 127\.0\.0\.1:1; check the url of the source and that the server runs\.$/,
    ],
    [
      'an unknown host',
      () => 'postgres://u:s3cret-pw@nowhere.invalid/d',
      () =>
        /^source-unreachable \| crm: cannot connect to nowhere\.invalid:5432: getaddrinfo (ENOTFOUND|EAI_AGAIN) nowhere\.invalid; check the host in the url/,
    ],
    [
      'a wrong password',
      () => `postgres://tester:wrong-pw@127.0.0.1:${port()}/postgres`,
      () =>
        /^source-unreachable \| crm: cannot connect to 127\.0\.0\.1:\d+: password authentication failed for user "tester"; check user and password in the url/,
    ],
    [
      'an unknown database',
      () => postgres.url.replace(/postgres$/, 'nope'),
      () =>
        /^source-unreachable \| crm: cannot connect to 127\.0\.0\.1:\d+: database "nope" does not exist; check the database in the url/,
    ],
    [
      'a url that is none',
      () => 'postgres://u:s3cret-pw@[bad/d',
      () => /^source-unreachable \| crm: the url cannot be read; write postgres:\/\/user:password@host/,
    ],
  ])('fails as unreachable: %s', async (_, url, sentence) => {
    const source = await open(url())
    expect(await failure(source.columns(at('people')))).toMatch(sentence())
    expect(await failure(readAll(source, { location: at('people'), columns: ['id'] }))).toMatch(sentence())
  })
})

describe('a Postgres side that is not as the config says', () => {
  test.each([
    [
      'source-missing',
      at('public.peple'),
      /crm: relation "public\.peple" does not exist; check the name, with schema and capitals/,
    ],
    [
      'source-missing',
      at('nowhere.people'),
      /crm: relation "nowhere\.people" does not exist; check the name/,
    ],
    [
      'source-missing',
      at('People'),
      /crm: relation "People" does not exist; check the name, with schema and capitals/,
    ],
    [
      'config-invalid',
      at('public..people'),
      /The table name "public\.\.people" is not well formed; write schema\.table/,
    ],
    ['config-invalid', nowhere, /crm: say which table or query of this Postgres source to read\./],
    [
      'source-query',
      query('select id, nam from people'),
      /crm: column "nam" does not exist.*; check the column names of the side\./,
    ],
    ['source-query', query('selec 1'), /crm: syntax error at or near "1"; check the table, query, where/],
    [
      'source-query',
      query('select 1 as id) as side limit 0; drop table people; select * from (select 1'),
      /crm: cannot insert multiple commands into a prepared statement/,
    ],
    ['source-query', { ...at('people'), where: 'idd = 1' }, /crm: column "idd" does not exist/],
    [
      'source-query',
      query(`select nextval('s')::int as id`),
      /crm: cannot execute nextval\(\) in a read-only transaction; sources are read in read-only/,
    ],
    ['source-query', query('select 1/0 as id'), /crm: division by zero; check the table, query/],
  ])('fails as %s: %j', async (code, location, sentence) => {
    await postgres.query('CREATE SEQUENCE IF NOT EXISTS s')
    const message = await failure(readAll(connector, { location, columns: ['id'] }))
    expect(message).toMatch(sentence)
    expect(message).toMatch(new RegExp(`^${code} `))
  })

  test('names the column that is missing, the likely one and all there are', async () => {
    expect(await failure(readAll(connector, { location: at('people'), columns: ['id', 'nam'] }))).toBe(
      'source-query | crm: people has no column "nam" (did you mean "name"?); it has "id", "name".',
    )
  })

  test('refuses a column whose name the query has twice', async () => {
    const location = query('select 1 as id, 2 as id')
    expect(await failure(readAll(connector, { location, columns: ['id'] }))).toBe(
      'source-query | crm: the query has 2 columns "id"; give them different names.',
    )
  })

  test('tells whom to ask when the user may not read', async () => {
    await postgres.query(`CREATE ROLE limited LOGIN PASSWORD 's3cret-pw'`)
    const limited = await open(postgres.url.replace('tester', 'limited'))
    expect(await failure(limited.columns(at('people')))).toBe(
      'source-query | crm: permission denied for table people; grant SELECT to the user of the source.',
    )
  })
})

describe('a Postgres side that cannot be read to the end', () => {
  const large = { location: at('large'), columns: ['id', 'name'] }

  /** Reads the first batch, does something, and reads on. */
  async function readAround(request: ReadRequest, between: () => unknown): Promise<number> {
    let rows = 0
    for await (const batch of connector.read(request)) {
      if (rows === 0) await between()
      rows += batch.count
    }
    return rows
  }

  test('fails as incomplete when the server ends the connection in mid-stream', async () => {
    const message = await failure(readAround(readRequest(large), () => endConnections()))
    expect(message).toMatch(
      /^source-incomplete \| crm: the connection was lost before the last row was read \(.+\); nothing is concluded, run again\.$/,
    )
  })

  test('fails as incomplete when the network is cut at any place', async () => {
    for (const bytes of [2_000, 70_000, 5_000_000]) {
      const proxy = await cutAfter(bytes)
      const source = await open(postgres.url.replace(/:\d+\/postgres$/, `:${proxy.port}/postgres`))
      const message = await failure(readAll(source, large))
      expect(message).toMatch(/^source-(incomplete|unreachable) \| crm: /)
      await proxy.close()
    }
  })

  test('fails as incomplete when the statement takes longer than its time-out', async () => {
    const source = await open(postgres.url, 1)
    const location = query('select 1 as id, pg_sleep(10)::text as name')
    expect(await failure(readAll(source, { location, columns: ['id', 'name'] }))).toBe(
      'source-incomplete | crm: canceling statement due to statement timeout; raise statementTimeout of the source, or add an index on the key.',
    )
  })

  test('stops on the signal while the server works, and the server stops too', async () => {
    const stopper = new AbortController()
    const location = query('select 1 as id, pg_sleep(50)::text as name')
    const reading = failure(readAll(connector, { location, columns: ['id', 'name'], signal: stopper.signal }))
    await connections('COPY%pg_sleep(50)%', 1)
    stopper.abort()
    expect(await reading).toBe('run-stopped | crm: reading was stopped.')
    await connections('COPY%', 0)
  })

  test('stops on the signal between batches, and the server stops too', async () => {
    const stopper = new AbortController()
    const request = readRequest({ ...large, signal: stopper.signal })
    expect(await failure(readAround(request, () => stopper.abort()))).toBe(
      'run-stopped | crm: reading was stopped.',
    )
    await connections('COPY%', 0)
  })

  test('does not start after the signal', async () => {
    const signal = AbortSignal.abort()
    expect(await failure(readAll(connector, { ...large, signal }))).toBe(
      'run-stopped | crm: reading was stopped.',
    )
  })

  test('leaves nothing running when the reader goes away', async () => {
    for await (const batch of connector.read(readRequest(large))) {
      expect(batch.count).toBeGreaterThan(0)
      break
    }
    await connections('COPY%', 0)
  })

  test('holds the server back while the reader is slow', async () => {
    for await (const batch of connector.read(readRequest(large))) {
      expect(batch.count).toBeGreaterThan(0)
      // The server waits for us to take more of the 100 MB: it is not done, and it is not working.
      await connections('COPY%', 1, `wait_event = 'ClientWrite'`)
      break
    }
  })

  async function endConnections(): Promise<void> {
    await postgres.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'counterfoil'`,
    )
    await connections('%', 0)
  }

  /** Waits until so many connections of ours run such a statement. */
  async function connections(like: string, count: number, condition = 'true'): Promise<void> {
    const sql = `select count(*)::int as n from pg_stat_activity where application_name = 'counterfoil'
      and query like $1 and state = 'active' and ${condition}`
    for (let attempt = 0; attempt < 2000; attempt++) {
      const [row] = await postgres.query(sql, [like])
      if (row?.n === count) return
    }
    throw new Error(`never ${count} connections with ${like} and ${condition}`)
  }

  /** A proxy to the database that lets so many bytes of its answers through and then cuts the line. */
  async function cutAfter(bytes: number): Promise<{ port: number; close(): Promise<void> }> {
    const sockets: Socket[] = []
    const server: Server = createServer((client) => {
      const upstream = connectSocket(Number(new URL(postgres.url).port), '127.0.0.1')
      sockets.push(client, upstream)
      let left = bytes
      client.on('error', () => undefined).pipe(upstream)
      upstream
        .on('error', () => undefined)
        .on('data', (chunk) => {
          client.write(chunk.subarray(0, left))
          left -= chunk.length
          if (left <= 0) client.end(() => client.destroy())
        })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    return {
      port: typeof address === 'object' && address ? address.port : 0,
      close: () =>
        new Promise((resolve) => {
          for (const socket of sockets) socket.destroy()
          server.close(() => resolve())
        }),
    }
  }
})
