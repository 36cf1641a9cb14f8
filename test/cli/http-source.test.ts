import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { makeFolder, runCounterfoil } from './run-counterfoil.ts'

const CONFIG = `
sources:
  crm: { type: postgres, url: "\${CRM_URL}" }
  mailer:
    type: http
    url: "\${MAILER_URL}/v1/contacts?status=active"
    auth: { bearer: "\${MAILER_TOKEN}" }
    records: data
    next: { page: page, size: per_page, pageSize: 2, total: meta.total }
    record: "/{key}"
    retries: 0
reconciliations:
  customers:
    sides:
      crm: { source: crm, table: customers, key: id }
      mailer:
        source: mailer
        key: external_id
        columns: { email: attributes.email, balance: attributes.balance }
    fields:
      email: text
      balance: decimal
`

interface Contact {
  readonly external_id: string
  readonly attributes: { readonly email: string; readonly balance: string }
}

/** As an API writes them: the balance is a number, with digits that no float has. */
const CONTACTS: readonly Contact[] = [
  ['1', 'ann@x', '9007199254740993'],
  ['2', 'bob@x', '0.10'],
  ['3', 'cy@x', '42.05'],
  ['4', 'dan@x', '7.00'],
].map(([external_id, email, balance]) => ({
  external_id: external_id!,
  attributes: { email: email!, balance: balance! },
}))

type Answer = (response: ServerResponse, contacts: readonly Contact[], url: URL) => void

let postgres: TestPostgres
const server = createServer((request, response) => answer(request, response))
let fault: Answer | null = null

beforeAll(async () => {
  postgres = await startPostgres()
  await postgres.query(`create table customers (id text primary key, email text, balance numeric);
    insert into customers values ('1', 'ann@x', 9007199254740993), ('2', 'bob@x', 0.1), ('3', 'cy@x', 42.50), ('5', 'eve@x', 1)`)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await postgres.close()
})

function answer(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url!, 'http://api')
  response.setHeader('content-type', 'application/json')
  const contact = CONTACTS.find(({ external_id }) => url.pathname === `/v1/contacts/${external_id}`)
  if (request.headers.authorization !== 'Bearer t-0k3n') response.writeHead(401).end('{}')
  else if (fault) fault(response, CONTACTS, url)
  else if (url.pathname === '/v1/contacts') sendPage(response, CONTACTS, url)
  else if (contact) response.end(`{"data":${write(contact)}}`)
  else response.writeHead(404).end('{}')
}

const sendPage: Answer = (response, contacts, url) => {
  const from = (Number(url.searchParams.get('page')) - 1) * 2
  const data = contacts.slice(from, from + 2).map(write)
  response.end(`{"data":[${data}],"meta":{"total":${contacts.length}}}`)
}

function write({ external_id, attributes: { email, balance } }: Contact): string {
  return `{"external_id":"${external_id}","attributes":{"email":"${email}","balance":${balance}}}`
}

interface Workspace {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

async function aWorkspace(tracker: string): Promise<Workspace> {
  await postgres.query(`create database ${tracker}`)
  const cwd = await makeFolder({ 'counterfoil.yml': CONFIG })
  const env = {
    COUNTERFOIL_DATA: join(cwd, 'data'),
    DATABASE_URL: postgres.url.replace(/postgres$/, tracker),
    CRM_URL: postgres.url,
    MAILER_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    MAILER_TOKEN: 't-0k3n',
  }
  return { cwd, env }
}

test('run compares a table with an API, and check looks one record up', async () => {
  const place = await aWorkspace('api_run')
  const { status, stdout, stderr } = await runCounterfoil(['run', 'customers', '--format', 'json'], place)
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: 'counterfoil: opened 3, seen again 0, reopened 0, resolved 0\n',
  })
  const run = JSON.parse(stdout)
  expect(run.sides).toMatchObject({ crm: { rows: 4 }, mailer: { rows: 4 } })
  expect(run.counts).toMatchObject({ matched: 3, agreeing: 2, missing: 2, mismatch: 1 })
  expect(run.findings).toContainEqual(
    expect.objectContaining({ kind: 'mismatch', values: { crm: '42.50', mailer: '42.05' } }),
  )
  const check = async (key: string) => (await runCounterfoil(['check', 'customers', key], place)).status
  expect([await check('1'), await check('3'), await check('5')]).toEqual([0, 1, 1])
})

const FAULTS: readonly (readonly [name: string, sentence: string, fault: Answer])[] = [
  [
    'an item on two pages',
    'mailer: the records changed while they were read: an item of page 1 is on page 2 again',
    // Somebody adds a record at the front when page 1 was read: what stood last on it comes again.
    (response, contacts, url) => {
      const isFirst = url.searchParams.get('page') === '1'
      sendPage(response, isFirst ? contacts : [contacts[0]!, ...contacts.slice(0, 3)], url)
    },
  ],
  [
    'fewer records than the total',
    'mailer: the records changed while they were read: 3 came and "meta.total" says 4',
    (response, contacts, url) => {
      const from = (Number(url.searchParams.get('page')) - 1) * 2
      response.end(`{"data":[${contacts.slice(from, Math.min(from + 2, 3)).map(write)}],"meta":{"total":4}}`)
    },
  ],
  [
    'a body cut short',
    'mailer: page 1 was answered with a body that is cut short',
    (response) => {
      response.writeHead(200, { 'content-length': 1000 })
      response.write('{"data":[')
      setImmediate(() => response.destroy())
    },
  ],
  [
    'an HTML page',
    'mailer: page 1 was answered with 200 and an HTML page ("Maintenance") instead of JSON',
    (response) => void response.end('<html><title>Maintenance</title></html>'),
  ],
  [
    'a server error',
    'mailer: page 1 was answered with 503',
    (response) => void response.writeHead(503).end('{}'),
  ],
  [
    'a lost right',
    'mailer: page 1 was answered with 403',
    (response) => void response.writeHead(403).end('{}'),
  ],
  [
    'an error with status 200',
    'mailer: page 1 has no "data", it has "error"',
    (response) => void response.end('{"error":"over quota"}'),
  ],
]

test('a read that fails concludes nothing: no finding is opened or resolved', async () => {
  const place = await aWorkspace('api_faults')
  await runCounterfoil(['run', 'customers'], place)
  const list = async () => (await runCounterfoil(['list', '--format', 'json'], place)).stdout
  const before = await list()
  expect(JSON.parse(before).discrepancies).toHaveLength(3)
  try {
    for (const [name, sentence, answerWrongly] of FAULTS) {
      fault = answerWrongly
      const { status, stdout, stderr } = await runCounterfoil(['run', 'customers'], place)
      expect({ name, status, stdout }).toEqual({ name, status: 3, stdout: '' })
      expect(stderr).toContain(sentence)
      expect(stderr).not.toMatch(/t-0k3n|ann@x/)
    }
  } finally {
    fault = null
  }
  expect(await list()).toBe(before)
})
