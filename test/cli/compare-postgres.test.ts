import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { makeFolder, runCounterfoil, startCounterfoil } from './run-counterfoil.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
  await postgres.query(`
    create table accounts (id bigint primary key, plan text, balance numeric(12,2));
    insert into accounts values (1, 'pro', 10.00), (2, 'free', 0.00), (10, 'pro', 5.50);
    create view slow as select 1 as id, pg_sleep(600)::text as plan`)
})
afterAll(async () => {
  await postgres.close()
})

test('compare takes a table and a file, and the file takes over the types of the table', async () => {
  const cwd = await makeFolder({ 'billing.csv': 'id,plan,balance\n10,pro,5.5\n2,free,0\n1,team,10\n' })
  const words = [
    'compare',
    `${postgres.url}#public.accounts`,
    'billing.csv',
    '--key',
    'id',
    '--format',
    'json',
  ]
  const { status, stdout, stderr } = await runCounterfoil(words, { cwd })
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
  const { counts, findings } = JSON.parse(stdout)
  expect(counts).toMatchObject({ matched: 3, agreeing: 2, mismatch: 1 })
  expect(findings).toMatchObject([{ key: { id: '1' }, field: 'plan', values: { a: 'pro', b: 'team' } }])
})

test('compare exits 1 and names the types when those of two tables disagree, and compares the rest', async () => {
  await postgres.query(`
    create table shops (id bigint primary key, plan text, balance text);
    insert into shops select id, plan, balance::text from accounts`)
  const cwd = await makeFolder({})
  const places = [`${postgres.url}#accounts`, `${postgres.url}#shops`, '--key', 'id']
  const { status, stdout } = await runCounterfoil(['compare', ...places, '--format', 'json'], { cwd })
  const { counts, findings } = JSON.parse(stdout)
  expect(status).toBe(1)
  expect(counts).toMatchObject({ matched: 3, agreeing: 3, mismatch: 0, schema: 1 })
  const types = { a: 'decimal (numeric(12,2))', b: 'text' }
  expect(findings).toMatchObject([{ kind: 'schema', field: 'balance', problem: 'type-mismatch', types }])
  const table = await runCounterfoil(['compare', ...places], { cwd })
  expect(table.stdout).toContain('decimal (numeric(12,2)) on a, text on b')
  expect(table.stdout).not.toMatch(/All 3 records agree/)
  const typed = await runCounterfoil(['compare', ...places, '--type', 'balance=decimal'], { cwd })
  expect(typed).toMatchObject({ status: 0 })
})

test.each<[string, (url: URL) => string, number]>([
  ['does not answer', (url) => `postgres://tester:s3cret-pw@127.0.0.1:${url.port}/postgres#accounts`, 3],
  ['refuses the password', (url) => `postgres://tester:s3cret-pX@127.0.0.1:${url.port}/postgres#accounts`, 3],
])(
  'compare exits 3 with one line and without the password when a server %s',
  async (what, makeUrl, expected) => {
    const url = new URL(postgres.url)
    if (what === 'does not answer') url.port = String(await findClosedPort())
    const cwd = await makeFolder({ 'a.csv': 'id,plan\n1,pro\n' })
    const side = `shop=${makeUrl(url)}`
    const { status, stdout, stderr } = await runCounterfoil(
      ['compare', '--side', side, '--side', 'file=a.csv', '--key', 'id'],
      { cwd },
    )
    expect({ status, stdout }).toEqual({ status: expected, stdout: '' })
    expect(stderr).toMatch(/^counterfoil: [^\n]*\bshop\b[^\n]*\n$/)
    expect(stderr).not.toMatch(/s3cret/)
  },
)

test('compare never prints the password when the table or a column is wrong, also with --debug', async () => {
  const cwd = await makeFolder({ 'a.csv': 'id,plan\n1,pro\n' })
  for (const words of [
    [`${postgres.url}#nowhere`, '--key', 'id'],
    [`${postgres.url}#accounts`, '--key', 'idd', '--debug'],
  ]) {
    const { status, stdout, stderr } = await runCounterfoil(['compare', 'a.csv', ...words], { cwd })
    expect(status).toBeGreaterThan(1)
    expect(stderr).not.toBe('')
    expect(stdout + stderr).not.toContain('s3cret')
  }
})

test('compare stops with 130 and cancels its statement when it is interrupted', async () => {
  const cwd = await makeFolder()
  const words = ['compare', `${postgres.url}#accounts`, `${postgres.url}#slow`, '--key', 'id']
  const { child, ended } = startCounterfoil(words, { cwd })
  const running = () =>
    postgres.query("select 1 from pg_stat_activity where query ilike 'copy%slow%' and state = 'active'")
  while ((await running()).length === 0 && child.exitCode === null) await pause(20)
  child.kill('SIGINT')
  const { status, stdout, stderr } = await ended
  expect({ status, stdout }).toEqual({ status: 130, stdout: '' })
  expect(stderr).toContain('counterfoil: Stopped')
  while ((await running()).length > 0) await pause(20)
})

async function findClosedPort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return port
}
