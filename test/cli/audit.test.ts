import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { writeSettled } from '../support/write-settled.ts'
import { makeFolder, runCounterfoil, runShell } from './run-counterfoil.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, key: id }
      billing: { source: billing, key: id }
    fields: { balance: { type: decimal, total: true }, email: { type: text, sensitive: true } }
`
const CRM = 'id,balance,email\n1,10.00,"=cmd|\' /C calc\'!A0"\n2,20.00,b@example.org\n'

let postgres: TestPostgres
let cwd: string
let env: Record<string, string>
const counterfoil = (...words: string[]) => runCounterfoil(words, { cwd, env })

/** Two runs: #1 and #2 are opened, #1 is acknowledged with a hostile note, #2 resolves by itself. */
beforeAll(async () => {
  postgres = await startPostgres()
  await postgres.query('CREATE DATABASE history')
  cwd = await mkdtemp(join(tmpdir(), 'counterfoil-audit-'))
  env = { DATABASE_URL: postgres.url.replace(/postgres$/, 'history') }
  const write = (file: string, text: string) => writeSettled(join(cwd, file), text)
  await write('counterfoil.yml', CONFIG)
  await write('crm.csv', CRM)
  await write('billing.csv', 'id,balance,email\n1,10.00,a@example.org\n2,20.50,b@example.org\n')
  expect((await counterfoil('run', 'customers')).status).toBe(1)
  await write('billing.csv', 'id,balance,email\n1,10.00,a@example.org\n2,20.00,b@example.org\n')
  expect((await counterfoil('run', 'customers')).status).toBe(1)
  const note = ['--by', '+ann', '--note', '=1+1\nfinding 2']
  expect((await counterfoil('triage', '1', 'acknowledge', ...note)).status).toBe(0)
  await rm(cwd, { recursive: true })
})
afterAll(async () => await postgres.close())

let made = 0
beforeEach(async () => {
  const name = `copy_${made++}`
  await postgres.query(`CREATE DATABASE ${name} TEMPLATE history`)
  cwd = await makeFolder({ 'counterfoil.yml': CONFIG })
  env = { DATABASE_URL: postgres.url.replace(/postgres$/, name), COUNTERFOIL_DATA: join(cwd, 'data') }
})

const sql = async (statements: string) => {
  const client = new pg.Client({ connectionString: env.DATABASE_URL! })
  await client.connect()
  await client.query(statements)
  await client.end()
}

test('audit verify says that the chain is whole, and names the first row that is not', async () => {
  const whole = await counterfoil('audit', 'verify')
  expect(whole).toMatchObject({ status: 0, stderr: '' })
  const [line, head] = whole.stdout.split('\n')
  expect(line).toMatch(
    /^4 events and 2 runs, whole: from entry 1, event \d+ of #1 \(\S+Z\) to entry 6, event \d+ of #1/,
  )
  const hash = /^head hash: ([0-9a-f]{64})$/.exec(head!)![1]!
  expect((await counterfoil('audit', 'verify', '--head', hash.toUpperCase())).status).toBe(0)

  const lost = await counterfoil('audit', 'verify', '--head', 'f'.repeat(64), '--format', 'json')
  expect(lost.status).toBe(1)
  expect(JSON.parse(lost.stdout)).toMatchObject({
    whole: false,
    entries: 6,
    head: hash,
    breach: { problem: 'head-not-found', position: 6 },
  })

  await sql(`alter table discrepancy_events disable trigger all;
    update discrepancy_events set note = 'agreed' where kind = 'acknowledged'`)
  const broken = await counterfoil('audit', 'verify')
  expect(broken.status).toBe(1)
  expect(broken.stdout).toMatch(
    /^broken at entry 6, event \d+ of #1 \(\S+\): the event is not what it was when it was written: its hash differs\n5 entries before it are whole, up to entry 5, /,
  )
  expect(JSON.parse((await counterfoil('audit', 'verify', '--format', 'json')).stdout)).toMatchObject({
    whole: false,
    breach: { problem: 'row-changed', position: 6, number: 1, subject: 'event' },
  })
})

test('audit export prints what can be checked with the script of docs/audit.md alone', async () => {
  const page = await readFile(new URL('../../docs/audit.md', import.meta.url), 'utf8')
  await writeFile(join(cwd, 'check-audit.mjs'), /```js\n([\s\S]*?)```/.exec(page)![1]!)
  const check = () => runShell(`node check-audit.mjs < audit.ndjson`, { cwd })
  const { stdout, stderr } = await counterfoil('audit', 'export')
  expect(stderr).toBe('')
  await writeFile(join(cwd, 'audit.ndjson'), stdout)
  const entries = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const head = entries.at(-1).hash
  expect(await check()).toMatchObject({ status: 0, stdout: `whole up to entry 6, hash ${head}\n` })
  expect((await counterfoil('audit', 'verify')).stdout).toContain(head)

  const [opened, , run] = entries
  expect(opened).toMatchObject({
    position: 1,
    subject: 'event',
    state: 'present',
    reconciliation: 'customers',
  })
  expect(opened.columns).toMatchObject({ number: '1', kind: 'opened', to_status: 'new', run_id: run.id })
  expect(opened.configHash).toMatch(/^[0-9a-f]{64}$/)
  expect(run).toMatchObject({ subject: 'run', reconciliation: 'customers', configHash: opened.configHash })
  expect(run.columns).toMatchObject({ state: 'completed', trigger: 'cli', scope: '{"kind":"everything"}' })
  expect(JSON.parse(run.columns.summary).sides.crm).toEqual({ rows: 2, totals: { balance: '30.00' } })

  await writeFile(join(cwd, 'audit.ndjson'), stdout.replace('20.50', '20.51'))
  expect(await check()).toMatchObject({
    status: 1,
    stdout: expect.stringMatching(/^entry 2, event \d+: the row is not/),
  })
  const lines = stdout.trimEnd().split('\n')
  await writeFile(join(cwd, 'audit.ndjson'), [lines[1], lines[0]].join('\n'))
  expect((await check()).status).toBe(0)
  await writeFile(
    join(cwd, 'audit.ndjson'),
    stdout.replace(`"previousHash":"${entries[2].hash}"`, `"previousHash":"${head}"`),
  )
  expect((await check()).stdout).toContain('entry 4')
})

test('audit export prints a period or a reconciliation, as CSV without formulas', async () => {
  const { stdout } = await counterfoil('audit', 'export', '--format', 'csv', '--reconciliation', 'customers')
  const [header, ...rows] = stdout.trimEnd().split(/\n(?=\d+,)/)
  expect(header).toBe(
    'position,subject,id,state,at,reconciliation,key,actor,actor_kind,surface,number,kind,run_id,from_status,to_status,' +
      'reason,note,finding,trigger,scope,started_at,summary,changes,error,part,config_hash,digest,hash',
  )
  expect(rows.map((row) => row.split(',')[1])).toEqual(['event', 'event', 'run', 'event', 'run', 'event'])
  expect(rows[5]).toContain(`,'+ann,person,cli,1,acknowledged,,new,acknowledged,,"'=1+1\nfinding 2",,`)
  const today = new Date().toISOString().slice(0, 10)
  const until = await counterfoil('audit', 'export', '--to', '2020-01-01', '--format', 'csv')
  expect(until).toMatchObject({ status: 0, stdout: `${header}\n` })
  const since = await counterfoil('audit', 'export', '--from', '2020-01-01', '--to', today)
  expect(since.stdout.trimEnd().split('\n')).toHaveLength(6)
})

test('audit prune needs a retention, says what it would do, and leaves a chain that is whole', async () => {
  expect((await counterfoil('audit', 'prune')).stdout).toContain('write one, such as retention:')
  await writeFile(join(cwd, 'counterfoil.yml'), `${CONFIG}retention: { resolved: 1d, runs: 1d }\n`)
  expect((await counterfoil('audit', 'prune', '--dry-run')).stdout).toBe(
    '0 discrepancies and 0 runs would be pruned\n',
  )
  await sql(
    `update discrepancies set status_at = now() - interval '2 days', last_seen_at = now() - interval '2 days' where status = 'resolved'`,
  )
  expect((await counterfoil('audit', 'prune', '--dry-run')).stdout).toBe(
    '1 discrepancy and 0 runs would be pruned\n',
  )
  env = { ...env, COUNTERFOIL_AUDIT_KEY: 'k3y' }
  expect((await counterfoil('audit', 'prune')).stdout).toBe('1 discrepancy with 2 events and 0 runs pruned\n')
  const whole = await counterfoil('audit', 'verify')
  expect(whole.stdout).toContain(
    'pruned: 2 rows of these, accounted for by 1 checkpoint: 1 signed with the key in COUNTERFOIL_AUDIT_KEY\n',
  )
  env = { ...env, COUNTERFOIL_AUDIT_KEY: '' }
  expect((await counterfoil('audit', 'verify')).stdout).toContain(
    '1 signed, not checked: set COUNTERFOIL_AUDIT_KEY\n',
  )
  const exported = (await counterfoil('audit', 'export')).stdout.trimEnd().split('\n')
  expect(exported.map((line) => JSON.parse(line).state)).toEqual([
    'present',
    'pruned',
    'present',
    'pruned',
    'present',
    'present',
  ])
})

test.each<[string, string[], number, string]>([
  ['a hash that is none', ['verify', '--head', 'abc'], 2, 'write the 64 hexadecimal digits'],
  ['a day that is none', ['export', '--from', '2026-02-30'], 2, 'write a day as in 2026-01-31'],
  [
    'days the wrong way round',
    ['export', '--from', '2026-02-02', '--to', '2026-02-01'],
    2,
    'write the earlier day first',
  ],
  ['a name that nobody knows', ['export', '--reconciliation', 'custmers'], 2, 'did you mean "customers"?'],
  ['one JSON object', ['export', '--format', 'json'], 2, 'write --format ndjson or csv'],
  ['a verdict as CSV', ['verify', '--format', 'csv'], 2, 'write --format json'],
])('%s is refused', async (_what, words, status, sentence) => {
  const refused = await counterfoil('audit', ...words)
  expect(refused).toMatchObject({ status, stdout: '' })
  expect(refused.stderr).toContain(sentence)
})

test('a tracker that is not there, or cannot be reached, is no whole chain', async () => {
  env = { COUNTERFOIL_DATA: join(cwd, 'nothing') }
  for (const command of ['verify', 'export']) {
    const none = await counterfoil('audit', command)
    expect(none).toMatchObject({ status: 3, stdout: '' })
    expect(none.stderr).toContain(`There is no tracker in ${join(cwd, 'nothing')} yet`)
  }
  env = { DATABASE_URL: 'postgres://ada:secret@127.0.0.1:1/tracker' }
  const away = await counterfoil('audit', 'verify')
  expect(away).toMatchObject({ status: 3, stdout: '' })
  expect(away.stderr).not.toContain('secret')
})
