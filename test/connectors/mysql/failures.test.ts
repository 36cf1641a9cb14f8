import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connector } from '../../../src/connectors/contract.ts'
import { cutLine } from '../../support/cut-line.ts'
import { MARIADB_MISSING, startMariadb, type TestMariadb } from '../../support/mariadb.ts'
import { untilMariadbRuns } from '../../support/until-running.ts'
import { failureOf } from '../failure-of.ts'
import { at, nowhere, query, readAll, readAround, readRequest } from '../read-all.ts'
import { openTestMysql } from './open-test-mysql.ts'

let mariadb: TestMariadb
let connector: Connector

const port = () => new URL(mariadb.url).port

describe.skipIf(MARIADB_MISSING)(`a MariaDB source ${MARIADB_MISSING ?? ''}`, () => {
  beforeAll(async () => {
    mariadb = await startMariadb()
    connector = await openTestMysql(mariadb.url)
    await mariadb.query(`CREATE TABLE people (id int, name text);
      CREATE TABLE large AS SELECT seq AS id, repeat('x', 500) AS name FROM seq_1_to_200000`)
  })
  afterAll(async () => {
    await connector?.close()
    await mariadb?.close()
  })

  test.each([
    [
      'a closed port',
      () => 'mysql://u:s3cret-pw@127.0.0.1:1/d',
      /^source-unreachable \| billing: cannot connect to 127\.0\.0\.1:1: connect ECONNREFUSED 127\.0\.0\.1:1; check the url of the source and that the server runs\.$/,
    ],
    [
      'an unknown host',
      () => 'mysql://u:s3cret-pw@nowhere.invalid/d',
      /^source-unreachable \| billing: cannot connect to nowhere\.invalid:3306: getaddrinfo (ENOTFOUND|EAI_AGAIN) nowhere\.invalid; check the host in the url/,
    ],
    [
      'a wrong password',
      () => mariadb.url.replace('s3cret-pw', 'wrong-pw'),
      /^source-unreachable \| billing: cannot connect to 127\.0\.0\.1:\d+: Access denied for user 'tester'@.*; check user and password in the url/,
    ],
    [
      'an unknown database',
      () => mariadb.url.replace(/\w+$/, 'nope'),
      /^source-unreachable \| billing: cannot connect to 127\.0\.0\.1:\d+: Unknown database 'nope'; check the database in the url/,
    ],
    [
      'a url that is none',
      () => 'mysql://u:s3cret-pw@[bad/d',
      /^source-unreachable \| billing: the url cannot be read; write mysql:\/\/user:password@host/,
    ],
    [
      'a server without TLS where TLS is asked for',
      () => `${mariadb.url}?ssl-mode=REQUIRED`,
      /^source-unreachable \| billing: cannot connect to .*; set up TLS on the server, or write ssl-mode=DISABLED\.$/,
    ],
    [
      'an unknown parameter',
      () => `${mariadb.url}?sslmode=require`,
      /^source-unreachable \| billing: the url has a parameter "sslmode" \(did you mean "ssl-mode"\?\); write only ssl-mode, ssl-ca, socket\.$/,
    ],
    [
      'an unknown ssl-mode',
      () => `${mariadb.url}?ssl-mode=maybe`,
      /^source-unreachable \| billing: the url has ssl-mode=MAYBE; write one of DISABLED, REQUIRED, VERIFY_CA, VERIFY_IDENTITY\.$/,
    ],
  ])('cannot be reached: %s', async (_, url, sentence) => {
    const source = await openTestMysql(url())
    expect(await failureOf(source.columns(at('people')))).toMatch(sentence)
    expect(await failureOf(readAll(source, { location: at('people'), columns: ['id'] }))).toMatch(sentence)
  })

  test.each([
    [
      'source-missing',
      at('peple'),
      /billing: there is no table "shop\.peple" \(did you mean "people"\?\); check the name/,
    ],
    ['source-missing', at('nowhere.people'), /billing: there is no table "nowhere\.people"; check the name/],
    [
      'config-invalid',
      at('shop..people'),
      /The table name "shop\.\.people" is not well formed; write table or/,
    ],
    ['config-invalid', nowhere, /billing: say which table or query of this MySQL source to read\./],
    [
      'source-query',
      query('select id, nam from people'),
      /Unknown column 'nam' in .*; check the column names/,
    ],
    [
      'source-query',
      query('selec 1'),
      /You have an error in your SQL syntax.*; check the table, query, where/s,
    ],
    [
      'source-query',
      query('select 1 as id) as side limit 0; drop table people; select * from (select 1'),
      /You have an error in your SQL syntax/,
    ],
    ['source-query', { ...at('people'), where: 'idd = 1' }, /Unknown column 'idd' in/],
    ['source-query', query('select 1 as id, 2 as id'), /Duplicate column name 'id'; give the columns/],
    [
      'source-query',
      query('select nextval(s) as id'),
      /billing: Cannot execute statement in a READ ONLY tran.*; sources are/,
    ],
  ])('fails as %s: %j', async (code, location, sentence) => {
    await mariadb.query('CREATE SEQUENCE IF NOT EXISTS s')
    const message = await failureOf(readAll(connector, { location, columns: ['id'] }))
    expect(message).toMatch(sentence)
    expect(message).toMatch(new RegExp(`^${code} `))
  })

  test('names the column that is missing, the likely one and all there are', async () => {
    expect(await failureOf(readAll(connector, { location: at('people'), columns: ['id', 'nam'] }))).toBe(
      'source-query | billing: people has no column "nam" (did you mean "name"?); it has "id", "name".',
    )
  })

  test('refuses a key that has no exact text', async () => {
    const location = query('select ratio from (select 1 as id) as one, (select * from floats) as f')
    await mariadb.query('CREATE TABLE floats (ratio float)')
    expect(await failureOf(readAll(connector, { location, columns: ['ratio'] }))).toBe(
      'source-query | billing: the key "ratio" is a float, which has no exact text; cast it to decimal in a query.',
    )
  })

  test('tells whom to ask when the user may not read', async () => {
    await mariadb.query(
      `CREATE USER limited@'%' IDENTIFIED BY 's3cret-pw'; GRANT SELECT ON shop.large TO limited@'%'`,
    )
    const limited = await openTestMysql(mariadb.url.replace(/\/\/[^:]*:/, '//limited:'))
    expect(await failureOf(limited.columns(at('people')))).toMatch(
      /^source-query \| billing: SELECT command denied to user .*; grant SELECT to the user of the source\.$/,
    )
  })

  const large = { location: at('large'), columns: ['id', 'name'], keyOrder: ['integer' as const] }

  test('fails as incomplete when the server ends the connection in mid-stream', async () => {
    expect(await failureOf(readAround(connector, large, () => kill('CONNECTION')))).toMatch(
      /^source-incomplete \| billing: the connection was lost before the last row was read \(.+\); nothing is concluded, run again\.$/,
    )
  })

  test('fails as incomplete when somebody stops the statement in mid-stream', async () => {
    expect(await failureOf(readAround(connector, large, () => kill('QUERY')))).toBe(
      'source-incomplete | billing: Query execution was interrupted; somebody stopped the statement on the server; run again.',
    )
  })

  test('fails as incomplete when the network is cut at any place', async () => {
    for (const bytes of [50, 500, 2_000, 70_000, 5_000_000]) {
      const proxy = await cutLine(Number(port()), bytes)
      const source = await openTestMysql(mariadb.url.replace(`:${port()}/`, `:${proxy.port}/`))
      expect(await failureOf(readAll(source, large))).toMatch(/^source-(incomplete|unreachable) \| billing: /)
      await proxy.close()
    }
  })

  test('fails as incomplete when the statement takes longer than its time-out', async () => {
    const source = await openTestMysql(mariadb.url, 1)
    const location = query('select 1 as id, benchmark(10000000000, md5(now())) as name')
    expect(await failureOf(readAll(source, { location, columns: ['id', 'name'] }))).toMatch(
      /^source-incomplete \| billing: Query execution was interrupted \(max_statement_time exceeded\); raise statementTimeout of the source/,
    )
  })

  test('stops on the signal while the server works, and the server stops too', async () => {
    const stopper = new AbortController()
    const location = query('select seq as id, benchmark(100000000000, md5(now())) as name from seq_1_to_2')
    const reading = failureOf(
      readAll(connector, { location, columns: ['id', 'name'], signal: stopper.signal }),
    )
    await statements('%counterfoil_0%benchmark(100000000000%', 1)
    stopper.abort()
    expect(await reading).toBe('run-stopped | billing: reading was stopped.')
    await statements('%counterfoil_0%', 0)
  })

  test('stops on the signal between batches, and the server stops too', async () => {
    const stopper = new AbortController()
    const request = { ...large, signal: stopper.signal }
    expect(await failureOf(readAround(connector, request, () => stopper.abort()))).toBe(
      'run-stopped | billing: reading was stopped.',
    )
    await statements('%counterfoil_0%', 0)
  })

  test('stops on the signal while the server describes the side, and the server stops too', async () => {
    const stopper = new AbortController()
    const location = query('select 1 as id, benchmark(100000000000, md5(now())) as name')
    const reading = failureOf(
      readAll(connector, { location, columns: ['id', 'name'], signal: stopper.signal }),
    )
    await statements('%LIMIT 0%', 1)
    stopper.abort()
    expect(await reading).toBe('run-stopped | billing: reading was stopped.')
    await statements('%LIMIT 0%', 0)
  })

  test('does not start after the signal', async () => {
    const signal = AbortSignal.abort()
    expect(await failureOf(readAll(connector, { ...large, signal }))).toBe(
      'run-stopped | billing: reading was stopped.',
    )
  })

  test('leaves nothing running when the reader goes away', async () => {
    for await (const batch of connector.read(readRequest(large))) {
      expect(batch.count).toBeGreaterThan(0)
      break
    }
    await statements('%counterfoil_0%', 0)
  })

  test('is held back while the reader is slow', async () => {
    for await (const batch of connector.read(readRequest(large))) {
      expect(batch.count).toBeGreaterThan(0)
      // The server waits for us to take more of the 100 MB: it sends no more.
      await statements('%counterfoil_0%', 1, `state = 'Writing to net'`)
      break
    }
  })

  async function kill(what: 'CONNECTION' | 'QUERY'): Promise<void> {
    const [row] = await mariadb.query(
      `select id from information_schema.processlist where info like '%counterfoil_0%' and id <> connection_id()`,
    )
    await mariadb.query(`KILL ${what} ${Number(row?.id)}`)
    // Who only stops the statement leaves the server waiting for us to take what it has written.
    if (what === 'CONNECTION') await statements('%counterfoil_0%', 0)
  }

  const statements = (like: string, count: number, condition?: string) =>
    untilMariadbRuns(mariadb, { like, count, condition })
})
