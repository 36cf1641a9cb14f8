import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { makeFolder, runCounterfoil } from './run-counterfoil.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, key: id }
      billing: { source: billing, key: id }
    fields: { balance: { type: decimal } }
    schedule: { cron: "0 9 1 1 *", zone: UTC }
`

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(async () => await postgres?.close())

/** The command line, in a folder with that config. */
async function openCommandLine() {
  const row = 'id,balance\n1,10\n'
  const cwd = await makeFolder({ 'counterfoil.yml': CONFIG, 'crm.csv': row, 'billing.csv': row })
  const env = { COUNTERFOIL_DATA: join(cwd, 'data'), DATABASE_URL: postgres.url }
  return (...words: string[]) => runCounterfoil(words, { cwd, env })
}

test('pause and resume say until when and what comes next, and a run in between says that it is one', async () => {
  const run = await openCommandLine()
  const year = new Date().getUTCFullYear() + 1
  const day = `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)} 09:00`
  const paused = await run('pause', 'customers', '--until', day, '--note', 'migration', '--by', 'ann')
  expect(paused).toMatchObject({
    status: 0,
    stdout: `customers is paused until ${day} UTC; next run ${year}-01-01 09:00 UTC\n`,
  })
  const made = await run('run', 'customers')
  expect(made.status).toBe(0)
  expect(made.stderr).toContain('the schedule of "customers" is paused; this run is made all the same')
  const resumed = await run('resume', 'customers', '--format', 'json')
  expect(JSON.parse(resumed.stdout)).toEqual({
    reconciliation: 'customers',
    isPaused: false,
    until: null,
    nextRunAt: `${year}-01-01T09:00:00.000Z`,
  })
  expect((await run('resume', 'customers')).stdout).toMatch(/^customers was not paused; next run/)
})

test.each([
  [['--for', 'long'], '--for "long" is no end of a pause: write 30m, 2h or 3d'],
  [['--for', '2h of rest'], '--for "2h of rest" is no end of a pause'],
  [['--until', 'then'], 'is no end of a pause'],
  [['--for', '2h', '--until', '09:00'], '--for and --until do not go together'],
])('pause %j is refused with what to write', async (options, sentence) => {
  const run = await openCommandLine()
  const { status, stdout, stderr } = await run('pause', 'customers', ...options)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain(sentence)
})
