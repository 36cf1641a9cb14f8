import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { makeFolder, runCounterfoil } from './run-counterfoil.ts'

const CONFIG = `
sources:
  crm: { type: postgres, url: "\${CRM_URL}" }
  billing: { type: postgres, url: "\${CRM_URL}", write: "\${CRM_URL}" }
reconciliations:
  customers:
    sides:
      crm: { source: crm, table: crm, key: id }
      billing: { source: billing, table: accounts, key: id }
    fields: { email: { type: text, sensitive: true }, plan: text }
    likelyCorrect: { default: crm }
    remedies:
      copy_plan:
        title: Copy the plan
        when: { kind: mismatch, field: plan }
        sql: { side: billing, statement: "update accounts set plan = :crm.plan where id = :key" }
        reverse: { sql: { side: billing, statement: "update accounts set plan = :before.plan where id = :key" } }
        approve: auto
        autoAfter: 2
      broken:
        title: Copy the address
        when: { kind: mismatch, field: email }
        sql: { side: billing, statement: "update accounts set email = :crm.email where id = :key and plan = 'none'" }
`

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(async () => await postgres?.close())

/** The command line beside a tracker in which the plan of 1 and the address of 2 differ: #1 and #2. */
async function aTracker() {
  const cwd = await makeFolder({ 'counterfoil.yml': CONFIG })
  await postgres.query('create database tracker')
  await postgres.query('create table crm (id text primary key, email text, plan text)')
  await postgres.query('create table accounts (id text primary key, email text, plan text)')
  await postgres.query("insert into crm values ('1', 'a@x.org', 'pro'), ('2', 'ann.secret@x.org', 'pro')")
  await postgres.query("insert into accounts values ('1', 'a@x.org', 'free'), ('2', 'b.secret@x.org', 'pro')")
  const env = {
    COUNTERFOIL_DATA: join(cwd, 'data'),
    DATABASE_URL: postgres.url.replace(/postgres$/, 'tracker'),
    CRM_URL: postgres.url,
  }
  const run = async (line: string) => await runCounterfoil(line.split(' '), { cwd, env })
  await run('run customers')
  return run
}

const planOfOne = async () => (await postgres.query("select plan from accounts where id = '1'"))[0]?.plan

test('fix prints its plan, does it with --yes, and takes it back; remedy lists and switches', async () => {
  const run = await aTracker()
  const planned = await run('fix 1')
  expect(planned).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('nothing was done; --yes applies it'),
  })
  expect(planned.stdout).toContain('plan: free -> pro')
  expect(planned.stdout).toContain('Statement: update accounts set plan = :crm.plan where id = :key')
  expect(await planOfOne()).toBe('free')

  const fixed = await run('fix #1 --remedy copy_plan --yes --by ann')
  expect(fixed.stdout).toMatch(
    /^Copy the plan \(copy_plan\), for #1\n[\s\S]*#1: verified \(attempt [\w-]+\)\n$/,
  )
  expect(fixed.status).toBe(0)
  expect(await planOfOne()).toBe('pro')

  const attempts = await run('remedy attempts customers copy_plan --format json')
  const [attempt] = JSON.parse(attempts.stdout).attempts
  expect(attempt).toMatchObject({ number: 1, state: 'verified', by: 'ann', side: 'billing' })
  const undone = await run(`fix --undo ${attempt.attempt} --by ann`)
  expect(undone).toMatchObject({ status: 0, stdout: expect.stringContaining('#1: taken back') })
  expect(await planOfOne()).toBe('free')

  // Its statement finds no row, so nothing is changed; and nothing secret is printed.
  const failed = await run('fix 2 --yes --format json')
  expect(failed.status).toBe(1)
  expect(JSON.parse(failed.stdout)).toMatchObject({ attempt: { state: 'refused' } })
  expect(failed.stdout + failed.stderr).not.toContain('secret')

  const early = await run('remedy auto customers copy_plan --by ann')
  expect(early).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('1 of 2 approved and verified fixes'),
  })
  expect((await run('fix 1 --yes --by ann')).status).toBe(0)
  const switched = await run('remedy auto customers copy_plan --by ann --format json')
  expect(JSON.parse(switched.stdout).remedies).toMatchObject([
    { remedy: 'copy_plan', state: 'on', automatic: 'on' },
  ])
  expect((await run('remedy list')).stdout).toMatch(/copy_plan +on +on/)
  expect((await run('remedy off customers copy_plan')).stdout).toMatch(/copy_plan +off/)
  const nearest = await run('remedy show customers copy_plans')
  expect(nearest).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('There are: copy_plan, broken'),
  })
  expect(await run('fix 1')).toMatchObject({ status: 2, stderr: expect.stringContaining('#1 is resolved') })
})
