import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connector } from '../../src/connectors/contract.ts'
import type { Context } from '../../src/operations/context.ts'
import { describeVerified } from '../../src/operations/describe-verified.ts'
import { listDiscrepancies } from '../../src/operations/list-discrepancies.ts'
import { verifySources } from '../../src/operations/verify-sources.ts'
import {
  type LoggedSides,
  openLoggedSides,
  sideWithChangeTable,
  sideWithSlot,
  withChangeTable,
} from './logged-sides.ts'

const SLOTS = ['plain', 'failing', 'killed', 'during', 'mixed', 'texts', 'waiting', 'guarded', 'parts']
const TABLES = SLOTS.filter((name) => name !== 'parts').flatMap((name) => [`${name}_crm`, `${name}_billing`])
const pair = (name: string, more = '') => `
  ${name}:
    sides:
      crm: ${sideWithSlot(`${name}_crm`)}
      billing: ${sideWithChangeTable(`${name}_billing`)}
    fields: { balance: decimal }
    guard: false
    ${more}`

const CONFIG = `
sources:
  db: { type: postgres, url: "\${DB_URL}" }
reconciliations:
  plain:
    sides:
      crm: ${sideWithSlot('plain_crm')}
      billing: ${sideWithSlot('plain_billing')}
    fields: { balance: decimal }
    guard: false
  ${['failing', 'killed', 'during'].map((name) => pair(name, 'changes: { sweep: false }')).join('')}
  mixed:
    sides:
      crm: ${sideWithSlot('mixed_crm')}
      billing: { source: db, table: mixed_billing, key: id, updatedAt: changed_at }
    fields: { balance: decimal }
    guard: false
  texts:
    sides:
      crm: { ${sideWithSlot('texts_crm').slice(2, -2)}, columns: { balance: balance } }
      billing: ${sideWithSlot('texts_billing')}
    fields: { balance: decimal }
    guard: false
  waiting:
    sides:
      crm: { ${sideWithSlot('waiting_crm').slice(2, -2)}, updatedAt: changed_at }
      billing: { ${sideWithSlot('waiting_billing').slice(2, -2)}, updatedAt: changed_at }
    fields: { balance: decimal }
    missing: { grace: 30m }
    guard: false
  guarded:
    sides:
      crm: ${sideWithSlot('guarded_crm')}
      billing: ${sideWithSlot('guarded_billing')}
    fields: { balance: decimal }
    guard: { maxDiffering: 50% }
  parts:
    sides:
      crm: ${sideWithSlot('plain_crm').replaceAll('of_plain_crm', 'of_parts_crm')}
      parts:
        source: db
        table: parts
        key: account
        via: { source: db, table: accounts, from: account, to: id }
        groupBy: { balance: sum }
        changes: { slot: of_parts, publication: of_parts }
    fields: { balance: { type: decimal, tolerance: 0 } }
    guard: false
`

let sides: LoggedSides
beforeAll(async () => {
  const tables = TABLES.map((table) => {
    const type = table.startsWith('texts') ? 'text' : 'int'
    return `create table ${table} (id ${type} primary key, balance numeric, changed_at timestamptz default '2026-11-01Z');
      insert into ${table} select n, 10 from generate_series(1, 4) as n;`
  })
  const changeTables = ['failing', 'killed', 'during'].map((name) => withChangeTable(`${name}_billing`))
  sides = await openLoggedSides(CONFIG, {
    tables: `${tables.join('')}${changeTables.join('')}
      create table accounts (account text, id int);
      insert into accounts values ('A', 1), ('B', 2), ('C', 3), ('D', 4);
      create table parts (part serial primary key, account text, balance numeric);
      alter table parts replica identity full;
      insert into parts (account, balance) select account, 5 from accounts, generate_series(1, 2)`,
    slots: [...TABLES.filter((table) => !/(failing|killed|during|mixed)_billing/.test(table)), 'parts'],
  })
  await sides.sql(`create publication of_parts_crm for table plain_crm`)
  await sides.sql(`select pg_create_logical_replication_slot('of_parts_crm', 'pgoutput')`)
})
afterAll(async () => await sides?.close())

async function open(name: string): Promise<string[]> {
  const { discrepancies } = await listDiscrepancies(sides.context, { reconciliation: name, limit: 100 })
  return discrepancies.map(({ finding }) => `${finding.kind} ${finding.key.id}`).sort()
}

async function confirmed(slot: string): Promise<unknown> {
  const [row] = await sides.sql(
    `select confirmed_flush_lsn as at from pg_replication_slots where slot_name = '${slot}'`,
  )
  return row?.at
}

/** The same context, whose connectors are changed. */
function withConnectors(change: (connector: Connector) => Connector): Context {
  const { context } = sides
  return { ...context, connect: async (...place) => change(await context.connect(...place)) }
}

test('a log tells what no updatedAt does: a silent update, a delete and a moved record, without a sweep', async () => {
  await sides.run('plain')
  expect(await sides.looked('plain')).toBe('0 keys')
  await sides.sql('update plain_crm set balance = 11 where id = 1')
  await sides.sql('delete from plain_billing where id = 2')
  await sides.sql('update plain_billing set id = 30 where id = 3')
  const { run } = await sides.run('plain')
  expect(run.scope).toMatchObject({ kind: 'changed', keys: 4 })
  expect(run.scope).not.toHaveProperty('rows')
  expect(await open('plain')).toEqual(['mismatch 1', 'missing 2', 'missing 3', 'missing 30'])
  await sides.sql('update plain_crm set balance = 10 where id = 1')
  await sides.run('plain')
  expect(await open('plain')).toEqual(['missing 2', 'missing 3', 'missing 30'])
})

test('verified through is when the log was read, by the clock of the database', async () => {
  const [before] = await sides.sql('select clock_timestamp() as at')
  await sides.run('plain')
  const [after] = await sides.sql('select clock_timestamp() as at')
  const plain = sides.context.settings.reconciliations.find(({ name }) => name === 'plain')!
  const { through } = await describeVerified(sides.context, plain)
  expect(through!.getTime()).toBeGreaterThanOrEqual((before!.at as Date).getTime())
  expect(through!.getTime()).toBeLessThanOrEqual((after!.at as Date).getTime())
})

test('a run that fails leaves the logs as they were', async () => {
  await sides.run('failing')
  await sides.sql(
    'update failing_crm set balance = 11 where id = 1; delete from failing_billing where id = 2',
  )
  const at = await confirmed('of_failing_crm')
  const broken = withConnectors((connector) => ({
    ...connector,
    read: () => {
      throw new Error('the cable was cut')
    },
  }))
  await expect(sides.run('failing', 'changed', broken)).rejects.toThrow('the cable was cut')
  expect(await confirmed('of_failing_crm')).toBe(at)
  expect((await sides.run('failing')).run.scope).toMatchObject({ kind: 'changed', keys: 2 })
  expect(await open('failing')).toEqual(['mismatch 1', 'missing 2'])
  expect(await confirmed('of_failing_crm')).not.toBe(at)
})

test('killed between the tracker and the slot nothing is lost, and the slot moves with the next run', async () => {
  await sides.run('killed')
  await sides.sql('update killed_crm set balance = 11 where id = 1')
  const at = await confirmed('of_killed_crm')
  const warnings: unknown[] = []
  const killed = {
    ...withConnectors((connector) => ({
      ...connector,
      changes: { ...connector.changes!, release: () => Promise.reject(new Error('killed')) },
    })),
    log: { ...sides.context.log, warn: (fields: unknown) => void warnings.push(fields) },
  }
  expect((await sides.run('killed', 'changed', killed)).run.state).toBe('completed')
  expect(warnings).toMatchObject([{ side: 'crm' }, { side: 'billing' }])
  expect(await confirmed('of_killed_crm')).toBe(at)
  await sides.sql('update killed_crm set balance = 12 where id = 2')
  await sides.run('killed')
  expect(await open('killed')).toEqual(['mismatch 1', 'mismatch 2'])
  expect(await confirmed('of_killed_crm')).not.toBe(at)
})

test('what changes while everything is compared is looked at by the next run', async () => {
  let reads = 0
  const during = withConnectors((connector) => ({
    columns: (...place) => connector.columns(...place),
    changes: connector.changes!,
    close: () => connector.close(),
    async *read(request) {
      yield* connector.read(request)
      if (++reads < 2) return
      await sides.sql('update during_crm set balance = 11 where id = 1')
      await sides.sql('delete from during_billing where id = 2')
    },
  }))
  await sides.run('during', 'everything', during)
  expect(reads).toBe(2)
  expect(await open('during')).toEqual([])
  expect(await sides.looked('during')).toBe('2 keys')
  expect(await open('during')).toEqual(['mismatch 1', 'missing 2'])
})

test('a log beside a side that tells by updatedAt: a sweep finds what that one lost', async () => {
  await sides.run('mixed')
  await sides.sql('update mixed_crm set balance = 11 where id = 1; delete from mixed_billing where id = 2')
  await sides.sql(`update mixed_billing set balance = 12, changed_at = now() where id = 3`)
  expect((await sides.run('mixed')).run.scope).toMatchObject({
    kind: 'changed',
    rows: { crm: 4, billing: 3 },
  })
  expect(await open('mixed')).toEqual(['mismatch 1', 'mismatch 3', 'missing 2'])
})

test('a record without a usable key has everything compared', async () => {
  await sides.run('texts')
  await sides.sql(`insert into texts_crm values ('', 1)`)
  expect(await sides.looked('texts')).toBe('crm: its change log names a record without a usable key')
  expect(await open('texts')).toEqual(['invalid '])
  // What is open is looked at again.
  expect(await sides.looked('texts')).toBe('1 keys')
})

test('what was too young to be missing is told when it is old, though no log names it again', async () => {
  let now = new Date()
  const later = { ...sides.context, now: () => now }
  await sides.run('waiting', 'changed', later)
  await sides.sql('insert into waiting_crm values (9, 1, now())')
  await sides.run('waiting', 'changed', later)
  expect(await open('waiting')).toEqual([])
  now = new Date(now.getTime() + 40 * 60_000)
  await sides.run('waiting', 'changed', later)
  expect(await open('waiting')).toEqual(['missing 9'])
})

test('a run that is held keeps its log', async () => {
  await sides.run('guarded')
  await sides.run('guarded')
  const at = await confirmed('of_guarded_crm')
  await sides.sql('update guarded_crm set balance = 99')
  expect((await sides.run('guarded')).run.state).toBe('held')
  expect(await confirmed('of_guarded_crm')).toBe(at)
  await sides.sql('update guarded_crm set balance = 10 where id > 1')
  expect((await sides.run('guarded')).run).toMatchObject({ state: 'completed', scope: { keys: 4 } })
  expect(await open('guarded')).toEqual(['mismatch 1'])
})

test('a part that leaves its group for another has both groups read, by the keys that they stand for', async () => {
  await sides.sql('truncate plain_crm')
  await sides.sql('insert into plain_crm select n, 10 from generate_series(1, 4) as n')
  await sides.run('parts')
  expect(await open('parts')).toEqual([])
  const one = (account: string) => `part = (select min(part) from parts where account = '${account}')`
  await sides.sql(`update parts set account = 'B' where ${one('A')}`)
  await sides.sql(`delete from parts where ${one('C')}`)
  expect(await sides.looked('parts')).toBe('3 keys')
  expect(await open('parts')).toEqual(['mismatch 1', 'mismatch 2', 'mismatch 3'])
})

test('verify says how it is with every log, and how much is kept for it', async () => {
  await sides.sql(`alter publication of_mixed_crm set (publish = 'insert')`)
  const checks = await verifySources(sides.context, sides.context.settings)
  const said = Object.fromEntries(checks.map(({ what, state, said }) => [what, `${state}: ${said}`]))
  expect(said['changes of crm in failing']).toMatch(
    /^ok: the slot "of_failing_crm" tells all changes; the server keeps \d+ (bytes|kB|MB) of its log for it$/,
  )
  expect(said['changes of billing in failing']).toMatch(
    /^ok: changes stand in changes_of_failing_billing; its newest n is/,
  )
  expect(said['changes of crm in mixed']).toBe(
    'mend: the publication "of_mixed_crm" does not tell updates, deletes, truncates, so every run compares everything: see ALTER PUBLICATION',
  )
  expect(said).not.toHaveProperty('changes of billing in mixed')
})
