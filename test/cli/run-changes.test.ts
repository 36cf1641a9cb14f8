import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { makeFolder, runCounterfoil } from './run-counterfoil.ts'

let postgres: TestPostgres
let workspaces = 0
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(async () => await postgres?.close())

interface Workspace {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  change(sql: string): Promise<void>
}

const CHANGING = `
sources:
  db: { type: postgres, url: "\${DB_URL}" }
reconciliations:
  customers:
    sides:
      crm: { source: db, table: crm, key: id, updatedAt: changed_at }
      billing: { source: db, table: billing, key: id, updatedAt: changed_at }
    fields: { balance: { type: decimal, total: true } }
`

/** Two tables of a database of their own, changed at 10:00; the tracker is there too. */
async function changingTables(): Promise<Workspace> {
  const cwd = await makeFolder({ 'counterfoil.yml': CHANGING })
  const name = `changing_${++workspaces}`
  await postgres.query(`create database ${name}`)
  const url = postgres.url.replace(/postgres$/, name)
  const change = async (sql: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }
  for (const table of ['crm', 'billing'])
    await change(`create table ${table} as
      select id, 10.00 as balance, timestamptz '2026-11-01 10:00Z' as changed_at from generate_series(1, 5) as id`)
  return { cwd, env: { COUNTERFOIL_DATA: join(cwd, 'data'), DB_URL: url, DATABASE_URL: url }, change }
}

test('run --changed-only compares everything first, then what changed, and says what it looked at', async () => {
  const place = await changingTables()
  const words = ['run', 'customers', '--changed-only']
  expect(await runCounterfoil(words, place)).toMatchObject({
    status: 0,
    stderr:
      'counterfoil: opened 0, seen again 0, reopened 0, resolved 0\n' +
      'counterfoil: everything was compared: no run has set a watermark yet\n' +
      'counterfoil: verified through 2026-11-01T09:50:00.000Z\n',
  })
  await place.change(`update crm set changed_at = '2026-11-01 11:00Z' where id = 1`)
  await place.change(`update billing set changed_at = '2026-11-01 11:00Z' where id = 1`)
  await runCounterfoil(words, place)
  await place.change(`update crm set balance = 11, changed_at = '2026-11-01 11:10Z' where id = 2`)
  const one = await runCounterfoil(['run', 'customers', '--key', '3'], place)
  expect(one.stderr).toBe('counterfoil: opened 0, seen again 0, reopened 0, resolved 0\n')
  const json = await runCounterfoil([...words, '--format', 'json'], place)
  expect(json.status).toBe(1)
  expect(JSON.parse(json.stdout)).toMatchObject({
    sides: { crm: { rows: 2 }, billing: { rows: 2 } },
    findings: [{ kind: 'mismatch', key: { id: '2' } }],
    scope: {
      kind: 'changed',
      since: { crm: '2026-11-01T10:50:00.000Z', billing: '2026-11-01T10:50:00.000Z' },
      keys: 2,
      rows: { crm: 5, billing: 5 },
    },
    verifiedThrough: '2026-11-01T10:50:00.000Z',
  })
  const table = await runCounterfoil(words, place)
  expect(table.stdout).toContain(
    'changed since crm 2026-11-01T11:00:00.000Z, billing 2026-11-01T10:50:00.000Z: 2 keys looked at, of all rows crm 5, billing 5',
  )
  expect(table.stdout).toMatch(/side +rows read +read of balance/)
  expect(table.stdout).not.toContain('Control totals')
})

test.each([
  [['--key', '1'], '--changed-only and --key do not go together'],
  [['--from', '2026-11-01', '--to', '2026-11-02'], '--changed-only and --from do not go together'],
  [
    ['--dry-run', 'plan'],
    '--changed-only and --dry-run do not go together, because a dry run compares everything',
  ],
])('run --changed-only refuses %j', async (more, sentence) => {
  const place = await changingTables()
  const ended = await runCounterfoil(['run', 'customers', '--changed-only', ...more], place)
  expect(ended).toMatchObject({ status: 2, stderr: expect.stringContaining(sentence) })
})

test('run --changed-only names the sides that do not say when a record changed', async () => {
  const { cwd, env } = await changingTables()
  const untold = CHANGING.replaceAll(', updatedAt: changed_at', '')
  await writeFile(join(cwd, 'counterfoil.yml'), untold)
  const ended = await runCounterfoil(['run', 'customers', '--changed-only'], { cwd, env })
  expect(ended).toMatchObject({
    status: 2,
    stderr: expect.stringContaining(
      'sides.crm.updatedAt and reconciliations.customers.sides.billing.updatedAt',
    ),
  })
})
