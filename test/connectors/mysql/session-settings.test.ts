import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import mysql from 'mysql2'
import { expect, onTestFinished, test } from 'vitest'
import { openSession } from '../../../src/connectors/mysql/session.ts'

/** What a server gets to hear of a new session: one that says it has this version, and takes everything. */
async function statementsFor(version: string, statementTimeoutSeconds: number): Promise<string[]> {
  const heard: string[] = []
  const { url } = await serve((connection) => {
    const authCallback = (_: object, done: () => void) => {
      done()
      connection.sequenceId = 0
    }
    connection.serverHandshake({ ...HANDSHAKE, serverVersion: version, authCallback })
    const answer = (sql: string) => {
      heard.push(sql.replace(/\s+/g, ' '))
      // Each statement begins to count its packets anew, and the driver's server does not.
      connection.sequenceId = 1
      if (sql.startsWith('SELECT')) {
        connection.writeColumns(['version', 'id', 'packet'].map((name) => ({ ...COLUMN, name })))
        connection.writeTextRow([version, '1', '67108864'])
        connection.writeEof()
      } else connection.writeOk()
      connection.sequenceId = 0
    }
    connection.on('query', answer)
    connection.on('stmt_prepare', answer)
  })
  const settings = { type: 'mysql', url, statementTimeoutSeconds } as const
  const session = await openSession({ name: 'billing', settings })
  await session.close()
  return heard
}

async function serve(greet: (connection: ServerConnection) => void): Promise<{ url: string }> {
  const server = mysql.createServer(() => undefined) as unknown as Server
  server.on('connection', (connection) => {
    // The end of the session.
    connection.on('error', () => undefined)
    greet(connection)
  })
  server.listen(0, '127.0.0.1')
  await once(server._server, 'listening')
  onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)))
  const { port } = server._server.address() as AddressInfo
  return { url: `mysql://reader@127.0.0.1:${port}/shop` }
}

const HANDSHAKE = {
  protocolVersion: 10,
  connectionId: 1,
  statusFlags: 2,
  characterSet: 45,
  capabilityFlags: 0xffffff ^ 0x800,
}
const COLUMN = {
  catalog: 'def',
  schema: '',
  table: '',
  orgTable: '',
  orgName: '',
  characterSet: 45,
  columnLength: 255,
  columnType: 253,
  flags: 0,
  decimals: 0,
}

/** The driver's own stand-in for a server, which its types leave out. */
interface Server {
  readonly _server: import('node:net').Server
  on(event: 'connection', listen: (connection: ServerConnection) => void): void
  listen(port: number, host: string): void
  close(done: () => void): void
}

interface ServerConnection {
  sequenceId: number
  serverHandshake(hello: object): void
  writeOk(): void
  writeColumns(columns: readonly object[]): void
  writeTextRow(cells: readonly string[]): void
  writeEof(): void
  on(event: 'query' | 'stmt_prepare' | 'error', listen: (sql: string) => void): void
}

test('MySQL is told the time-out of statements in milliseconds, and to have room for sorting long records', async () => {
  const [, , settings] = await statementsFor('8.0.36', 3_600)
  expect(settings).toContain(' max_execution_time = 3600000, ')
  expect(settings).toMatch(/ sort_buffer_size = GREATEST\(@@sort_buffer_size, 16777216\)$/)
  expect(settings).not.toContain('max_statement_time')
})

test('a time-out that MySQL cannot count is the longest that it can', async () => {
  expect((await statementsFor('9.4.0', 100 * 86_400))[2]).toContain(' max_execution_time = 4294967295, ')
})

test('MariaDB is told it in seconds', async () => {
  const [, , settings] = await statementsFor('10.11.6-MariaDB-log', 3_600)
  expect(settings).toMatch(/ max_statement_time = 3600$/)
  expect(settings).not.toContain('max_execution_time')
})

test('a session is read-only and of one instant before anything is read', async () => {
  expect((await statementsFor('8.4.2', 60)).slice(3)).toEqual([
    'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY',
    'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY',
  ])
})

test('a server that takes encrypted connections alone is told with what to write', async () => {
  const message = 'Connections using insecure transport are prohibited while --require_secure_transport=ON.'
  const { url } = await serve((connection) => {
    const authCallback = (_: object, done: (failure: null, refusal: object) => void) =>
      done(null, { message, code: 3159 })
    connection.serverHandshake({ ...HANDSHAKE, serverVersion: '8.4.2', authCallback })
  })
  const settings = { type: 'mysql', url, statementTimeoutSeconds: 60 } as const
  await expect(openSession({ name: 'billing', settings })).rejects.toMatchObject({
    code: 'source-unreachable',
    message: expect.stringMatching(
      /require_secure_transport=ON; the server takes encrypted connections alone: write ssl-mode=REQUIRED/,
    ),
  })
})
