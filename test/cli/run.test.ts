import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { writeSettled } from '../support/write-settled.ts'
import { makeFolder, runCounterfoil, runShell } from './run-counterfoil.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    title: Customers
    sides:
      crm: { source: crm, key: id, dateColumn: created }
      billing: { source: billing, key: customer_ref, dateColumn: opened }
    fields:
      email: { type: text, ignoreCase: true, severity: medium }
      balance: { type: decimal, tolerance: 0.01, total: true }
    likelyCorrect: billing
`
const CRM = `id,email,balance,created
1,ann@x,10.00,2026-11-01
2,bob@x,0.10,2026-11-02
3,cy@x,42.50,2026-11-03
5,eve@x,n/a,2026-11-04
9,ina@x,1.00,2026-11-05
`
const BILLING = `customer_ref,email,balance,opened
1,ANN@x,10,2026-11-01
2,bob@x,0.11,2026-11-02
3,cy@x,42.05,2026-11-03
4,dan@x,7.00,2026-11-04
4,dan@x,7.00,2026-11-04
5,eve@x,3.00,2026-11-04
`

let postgres: TestPostgres
let workspaces = 0
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(async () => {
  await postgres.close()
})

interface Workspace {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

/** The config, its two files, and a tracker of its own: the embedded one, or a database of the server, which is quicker. */
async function aWorkspace(tracker: 'embedded' | 'server' = 'server'): Promise<Workspace> {
  const cwd = await makeFolder({ 'counterfoil.yml': CONFIG, 'crm.csv': CRM, 'billing.csv': BILLING })
  const env = { COUNTERFOIL_DATA: join(cwd, 'data') }
  if (tracker === 'embedded') return { cwd, env }
  const name = `tracker_${++workspaces}`
  await postgres.query(`create database ${name}`)
  return { cwd, env: { ...env, DATABASE_URL: postgres.url.replace(/postgres$/, name) } }
}

/** A workspace in which the four findings of the files are known. */
async function aWorkspaceAfterARun(): Promise<Workspace> {
  const place = await aWorkspace()
  const ended = await runCounterfoil(['run', 'customers'], place)
  expect(ended).toMatchObject({ status: 1, stderr: expect.stringContaining('opened 4') })
  return place
}

const LIST = ['list', '--format', 'json']

test('run prints the documented object and remembers its findings in the embedded tracker', async () => {
  const place = await aWorkspace('embedded')
  const { status, stdout, stderr } = await runCounterfoil(['run', 'customers', '--format', 'json'], place)
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: 'counterfoil: opened 4, seen again 0, reopened 0, resolved 0\n',
  })
  const result = JSON.parse(stdout)
  expect(result).toMatchObject({
    reconciliation: 'customers',
    state: 'completed',
    sides: {
      crm: { rows: 5, totals: { balance: '53.60' } },
      billing: { rows: 6, totals: { balance: '69.16' } },
    },
    counts: { matched: 4, agreeing: 2, missing: 1, mismatch: 1, duplicate: 1, invalid: 1, drift: 1 },
    drift: { balance: { count: 1, max: '0.01', sum: '0.01' } },
  })
  expect(result.findings).toContainEqual(
    expect.objectContaining({
      kind: 'mismatch',
      key: { id: '3' },
      field: 'balance',
      values: { crm: '42.50', billing: '42.05' },
      likelyCorrect: 'billing',
      severity: 'high',
    }),
  )
  const { discrepancies } = JSON.parse((await runCounterfoil(LIST, place)).stdout)
  expect(discrepancies).toHaveLength(4)
  expect(
    discrepancies.find((discrepancy: { kind: string }) => discrepancy.kind === 'mismatch'),
  ).toMatchObject({
    number: expect.any(Number),
    reconciliation: 'customers',
    key: { id: '3' },
    field: 'balance',
    values: { crm: '42.50', billing: '42.05' },
    status: 'new',
    severity: 'high',
    firstSeen: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    lastSeen: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    timesSeen: 1,
  })
})

test('run resolves what agrees now and reopens it under its number when it comes back', async () => {
  const place = await aWorkspaceAfterARun()
  const run = async () => (await runCounterfoil(['run', 'customers'], place)).stderr
  const numberOf = async (words: string[]) => {
    const { discrepancies } = JSON.parse((await runCounterfoil([...LIST, ...words], place)).stdout)
    return discrepancies.map((discrepancy: { number: number }) => discrepancy.number)
  }
  expect(await run()).toContain('opened 0, seen again 4, reopened 0, resolved 0')
  await writeSettled(join(place.cwd, 'billing.csv'), BILLING.replace('42.05', '42.50'))
  expect(await run()).toContain('opened 0, seen again 3, reopened 0, resolved 1')
  const resolved = await numberOf(['--status', 'resolved'])
  expect(resolved).toHaveLength(1)
  await writeSettled(join(place.cwd, 'billing.csv'), BILLING)
  expect(await run()).toContain('opened 0, seen again 3, reopened 1, resolved 0')
  expect(await numberOf([])).toEqual(expect.arrayContaining(resolved))
  expect(await numberOf([])).toHaveLength(4)
})

test('run looks at the keys and days it is given and concludes about nothing else', async () => {
  const place = await aWorkspace()
  const byKey = await runCounterfoil(
    ['run', 'customers', '--key', '3', '--key', '1', '--format', 'json'],
    place,
  )
  expect(byKey.status).toBe(1)
  expect(JSON.parse(byKey.stdout).counts).toMatchObject({ matched: 2, agreeing: 1, mismatch: 1, missing: 0 })
  const words = ['run', 'customers', '--from', '2026-11-01', '--to', '2026-11-02', '--format', 'json']
  const byDay = await runCounterfoil(words, place)
  expect(byDay.status).toBe(0)
  expect(JSON.parse(byDay.stdout).counts).toMatchObject({ matched: 2, agreeing: 2 })
})

test('run exits 3 and leaves the tracker as it was when a source is gone', async () => {
  const place = await aWorkspaceAfterARun()
  const before = await runCounterfoil(LIST, place)
  const { status, stdout, stderr } = await runShell('rm billing.csv; counterfoil run customers', place)
  expect({ status, stdout }).toEqual({ status: 3, stdout: '' })
  expect(stderr).toMatch(/^counterfoil: [^\n]*billing[^\n]*\n$/)
  expect((await runCounterfoil(LIST, place)).stdout).toBe(before.stdout)
})

test('check shows one record side by side and remembers nothing', async () => {
  const place = await aWorkspace()
  const differs = await runCounterfoil(['check', 'customers', '3'], place)
  expect(differs).toMatchObject({ status: 1, stderr: '' })
  expect(differs.stdout).toMatch(/^customers 3: 1 difference\.\n/)
  expect(differs.stdout).toMatch(/email +cy@x +cy@x +equal\n/)
  expect(differs.stdout).toMatch(/balance +42\.50 +42\.05 +differs\n/)
  const agrees = await runCounterfoil(['check', 'customers', '2'], place)
  expect(agrees.status).toBe(0)
  expect(agrees.stdout).toMatch(
    /^customers 2: all sides agree\.\n.*balance +0\.10 +0\.11 +within tolerance\n/s,
  )
  const missing = await runCounterfoil(['check', 'customers', '9'], place)
  expect(missing.stdout).toMatch(/^customers 9: missing from billing; present on crm\.\n/)
  const nowhere = await runCounterfoil(['check', 'customers', '77'], place)
  expect(nowhere).toMatchObject({ status: 0, stdout: 'customers 77: no side has this record.\n' })
  const days = await runCounterfoil(
    ['check', 'customers', '2026-11-03..2026-11-05', '--format', 'json'],
    place,
  )
  expect(JSON.parse(days.stdout).counts).toMatchObject({ mismatch: 1, missing: 1, invalid: 1, duplicate: 1 })
  expect(JSON.parse((await runCounterfoil(LIST, place)).stdout)).toEqual({ discrepancies: [] })
})

test('triage changes a discrepancy once, and says who did it the second time', async () => {
  const place = await aWorkspaceAfterARun()
  const { discrepancies } = JSON.parse((await runCounterfoil(LIST, place)).stdout)
  const number = String(discrepancies[0].number)
  const first = await runCounterfoil(['triage', number, 'acknowledge', '--by', 'ann'], place)
  expect(first).toMatchObject({ status: 0, stderr: '' })
  expect(first.stdout).toMatch(new RegExp(`^#${number} is now acknowledged, by ann at `))
  const second = await runCounterfoil(['triage', `#${number}`, 'acknowledge', '--by', 'bob'], place)
  expect(second).toMatchObject({ status: 2, stdout: '' })
  expect(second.stderr).toMatch(
    new RegExp(`^counterfoil: #${number} is already acknowledged, by ann at [^\\n]*\\n$`),
  )
  const words = [
    'triage',
    number,
    'resolve',
    '--by',
    'bob',
    '--reason',
    'expected',
    '--note',
    'known',
    '--format',
    'json',
  ]
  const resolved = JSON.parse((await runCounterfoil(words, place)).stdout)
  expect(resolved.discrepancies).toMatchObject([
    { status: 'resolved', statusBy: 'bob', resolution: { reason: 'expected', note: 'known' } },
  ])
  const open = JSON.parse((await runCounterfoil([...LIST, '--status', 'new'], place)).stdout)
  expect(open.discrepancies).toHaveLength(3)
})

test('list narrows by reconciliation, status and severity in every format', async () => {
  const place = await aWorkspaceAfterARun()
  const list = async (...words: string[]) =>
    (await runCounterfoil(['list', 'customers', ...words], place)).stdout
  expect(await list()).toMatch(/^number +reconciliation +record +kind/)
  expect(
    (await list('--format', 'ndjson'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toHaveLength(4)
  expect((await list('--format', 'csv')).trimEnd().split('\n')).toHaveLength(5)
  expect(await list('--severity', 'low,medium')).toBe('No discrepancies.\n')
  expect(await list('--limit', '1')).toContain('and 3 more')
})

test.each<[string, string[], string]>([
  ['a reconciliation that is not there', ['run', 'customer'], 'There is no reconciliation "customer"'],
  ['half a range', ['run', 'customers', '--from', '2026-11-01'], '--from and --to go together'],
  ['a day that is none', ['run', 'customers', '--from', '2026-02-30', '--to', '2026-03-01'], '"2026-02-30"'],
  [
    'a status that is not there',
    ['list', '--status', 'opened'],
    '--status "opened" is unknown (did you mean "open"?)',
  ],
  ['a number that is none', ['triage', 'x', 'resolve'], "'x' is invalid"],
  ['a number that is not there', ['triage', '4711', 'resolve'], 'There is no discrepancy #4711'],
  ['an action that is not there', ['triage', '1', 'close'], "'close' is invalid"],
  [
    'a reason without resolve',
    ['triage', '1', 'escalate', '--reason', 'fixed'],
    '--reason "fixed" is only for resolve',
  ],
  ['a config that is not there', ['run', 'customers', '--config', 'other.yml'], 'other.yml'],
])('the command line exits 2 with one line when it is given %s', async (_, words, sentence) => {
  const { status, stdout, stderr } = await runCounterfoil(words, await aWorkspace())
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toMatch(/^counterfoil: [^\n]+\n$/)
  expect(stderr).toContain(sentence)
})
