import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connector } from '../../../src/connectors/contract.ts'
import { cutLine } from '../../support/cut-line.ts'
import { startPostgres, type TestPostgres } from '../../support/postgres.ts'
import { untilPostgresRuns } from '../../support/until-running.ts'
import { failureOf } from '../failure-of.ts'
import { at, nowhere, query, readAll, readAround, readRequest } from '../read-all.ts'
import { openTestPostgres } from './open-test-postgres.ts'

let postgres: TestPostgres
let connector: Connector

beforeAll(async () => {
  postgres = await startPostgres()
  connector = await openTestPostgres(postgres.url)
  await postgres.query(`CREATE TABLE people (id int, name text);
    CREATE TABLE "large" AS SELECT i AS id, repeat('x', 500) AS name FROM generate_series(1, 200000) AS i`)
})
afterAll(async () => {
  await connector?.close()
  await postgres?.close()
})

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
    const source = await openTestPostgres(url())
    expect(await failureOf(source.columns(at('people')))).toMatch(sentence())
    expect(await failureOf(readAll(source, { location: at('people'), columns: ['id'] }))).toMatch(sentence())
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
    const message = await failureOf(readAll(connector, { location, columns: ['id'] }))
    expect(message).toMatch(sentence)
    expect(message).toMatch(new RegExp(`^${code} `))
  })

  test('names the column that is missing, the likely one and all there are', async () => {
    expect(await failureOf(readAll(connector, { location: at('people'), columns: ['id', 'nam'] }))).toBe(
      'source-query | crm: people has no column "nam" (did you mean "name"?); it has "id", "name".',
    )
  })

  test('refuses a column whose name the query has twice', async () => {
    const location = query('select 1 as id, 2 as id')
    expect(await failureOf(readAll(connector, { location, columns: ['id'] }))).toBe(
      'source-query | crm: the query has 2 columns "id"; give them different names.',
    )
  })

  test('tells whom to ask when the user may not read', async () => {
    await postgres.query(`CREATE ROLE limited LOGIN PASSWORD 's3cret-pw'`)
    const limited = await openTestPostgres(postgres.url.replace('tester', 'limited'))
    expect(await failureOf(limited.columns(at('people')))).toBe(
      'source-query | crm: permission denied for table people; grant SELECT to the user of the source.',
    )
  })
})

describe('a Postgres side that cannot be read to the end', () => {
  const large = { location: at('large'), columns: ['id', 'name'] }

  test('fails as incomplete when the server ends the connection in mid-stream', async () => {
    const message = await failureOf(readAround(connector, large, () => endConnections()))
    expect(message).toMatch(
      /^source-incomplete \| crm: the connection was lost before the last row was read \(.+\); nothing is concluded, run again\.$/,
    )
  })

  test('fails as incomplete when the network is cut at any place', async () => {
    for (const bytes of [2_000, 70_000, 5_000_000]) {
      const proxy = await cutLine(Number(new URL(postgres.url).port), bytes)
      const source = await openTestPostgres(
        postgres.url.replace(/:\d+\/postgres$/, `:${proxy.port}/postgres`),
      )
      const message = await failureOf(readAll(source, large))
      expect(message).toMatch(/^source-(incomplete|unreachable) \| crm: /)
      await proxy.close()
    }
  })

  test('fails as incomplete when the statement takes longer than its time-out', async () => {
    const source = await openTestPostgres(postgres.url, 1)
    const location = query('select 1 as id, pg_sleep(10)::text as name')
    expect(await failureOf(readAll(source, { location, columns: ['id', 'name'] }))).toBe(
      'source-incomplete | crm: canceling statement due to statement timeout; raise statementTimeout of the source, or add an index on the key.',
    )
  })

  test('stops on the signal while the server works, and the server stops too', async () => {
    const stopper = new AbortController()
    const location = query('select 1 as id, pg_sleep(50)::text as name')
    const reading = failureOf(
      readAll(connector, { location, columns: ['id', 'name'], signal: stopper.signal }),
    )
    await connections('COPY%pg_sleep(50)%', 1)
    stopper.abort()
    expect(await reading).toBe('run-stopped | crm: reading was stopped.')
    await connections('COPY%', 0)
  })

  test('stops on the signal between batches, and the server stops too', async () => {
    const stopper = new AbortController()
    const request = { ...large, signal: stopper.signal }
    expect(await failureOf(readAround(connector, request, () => stopper.abort()))).toBe(
      'run-stopped | crm: reading was stopped.',
    )
    await connections('COPY%', 0)
  })

  test('does not start after the signal, nor with checksums', async () => {
    const signal = AbortSignal.abort()
    const stopped = 'run-stopped | crm: reading was stopped.'
    expect(await failureOf(readAll(connector, { ...large, signal }))).toBe(stopped)
    const side = { ...readRequest({ ...large, signal }), summedCells: [] }
    expect(await failureOf(connector.checksums!.dialects(side))).toBe(stopped)
    expect(await failureOf(connector.checksums!.extent(side))).toBe(stopped)
  })

  test('stops on the signal while the server counts, and the server stops too', async () => {
    const stopper = new AbortController()
    const location = query('select 1 as id, pg_sleep(50)::text as name')
    const side = { ...readRequest({ ...large, location, signal: stopper.signal }), summedCells: [] }
    const where = { ...location, where: "name <> 'x'" }
    const reading = failureOf(connector.checksums!.extent({ ...side, location: where }))
    await connections('SELECT count(%pg_sleep(50)%', 1)
    stopper.abort()
    expect(await reading).toBe('run-stopped | crm: reading was stopped.')
    await connections('SELECT count(%', 0)
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

  const connections = (like: string, count: number, condition?: string) =>
    untilPostgresRuns(postgres, { like, count, condition })
})
