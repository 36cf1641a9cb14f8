import { beforeEach, expect, test } from 'vitest'
import type { Discrepancy } from '../../src/domain/discrepancy.ts'
import type { Retention } from '../../src/domain/settings.ts'
import { countPrunable, pruneHistory } from '../../src/operations/prune-history.ts'
import { findDiscrepancy } from '../../src/store/discrepancies.ts'
import { listEvents } from '../../src/store/events.ts'
import { findRun } from '../../src/store/runs.ts'
import { eachTracker, later, mismatch, openOne } from '../store/each-tracker.ts'
import { saveKnown } from '../store/save-known.ts'
import { makeHistory, resolveByRun, runOnce, tamper, verify } from './open-history.ts'

const ALL = ['discrepancy_events', 'audit_chain', 'audit_checkpoints', 'runs', 'discrepancies', 'messages']
const HOUR = 60
const RETENTION: Retention = {
  resolvedSeconds: 3_600,
  runsSeconds: 3_600,
  policy: '{"resolved":"1h","runs":"1h"}',
}

eachTracker((db) => {
  let history: { name: string; runId: string; opened: readonly Discrepancy[] }
  beforeEach(async () => {
    await tamper(
      db(),
      ALL.map((table) => `delete from ${table}`),
    )
    history = await makeHistory(db())
  })
  const prune = (minutes: number, key: string | null = null, retention = RETENTION) =>
    pruneHistory(db(), { retention, now: later(minutes), key })

  test('what was resolved long enough ago goes with its events; what is open stays, and the chain is whole', async () => {
    const [first, second, third] = history.opened.map(({ number }) => number) as [number, number, number]
    // Resolved at minute 4, so an hour is over after minute 64.
    expect(await prune(4 + HOUR)).toEqual({ discrepancies: 0, events: 0, runs: 0 })
    expect(await countPrunable(db(), { retention: RETENTION, now: later(5 + HOUR) })).toEqual({
      discrepancies: 1,
      runs: 0,
    })
    const { head } = await verify(db())
    expect(await prune(5 + HOUR)).toEqual({ discrepancies: 1, events: 2, runs: 0 })
    expect(await findDiscrepancy(db(), second)).toBeNull()
    expect(await listEvents(db(), second)).toEqual([])
    expect(await listEvents(db(), first)).toHaveLength(2)
    expect(await listEvents(db(), third)).toHaveLength(1)
    expect(await verify(db(), { head })).toMatchObject({
      breach: null,
      entries: 6,
      pruned: 2,
      head,
      checkpoints: { all: 1, signed: 0 },
    })
    await resolveByRun(db(), { name: history.name, numbers: [first, third], minutes: 70 })
    expect(await prune(71 + HOUR)).toEqual({ discrepancies: 2, events: 5, runs: 0 })
    expect(await verify(db())).toMatchObject({ breach: null, entries: 8, pruned: 7, checkpoints: { all: 2 } })
  })

  test('what is resolved and still seen by every run is not over', async () => {
    const { number, finding } = history.opened[1]!
    const seen = { type: 'seen', number, finding, valuesChanged: false, silent: true } as const
    await saveKnown(db(), { reconciliation: history.name, changes: [seen], runId: 'run-3', now: later(30) })
    expect(await prune(30 + HOUR)).toMatchObject({ discrepancies: 0 })
    expect(await prune(31 + HOUR)).toMatchObject({ discrepancies: 1 })
  })

  test('runs go when a later one compared everything', async () => {
    expect(await prune(1_000, null, { runsSeconds: 3_600, policy: '{}' })).toMatchObject({ runs: 0 })
    const next = await runOnce(db(), { name: history.name, minutes: 900 })
    expect(await prune(3 + HOUR, null, { runsSeconds: 3_600, policy: '{}' })).toMatchObject({ runs: 0 })
    expect(await prune(4 + HOUR, null, { runsSeconds: 3_600, policy: '{}' })).toEqual({
      discrepancies: 0,
      events: 0,
      runs: 1,
    })
    expect(await findRun(db(), history.runId)).toBeNull()
    expect(await findRun(db(), next)).not.toBeNull()
    expect(await verify(db())).toMatchObject({ breach: null, runs: 2, pruned: 1 })
  })

  test('a run whose message tells of an open discrepancy stays', async () => {
    await runOnce(db(), { name: history.name, minutes: 900 })
    await tamper(db(), [
      `update discrepancies set first_run_id = '${history.runId}' where number = ${history.opened[0]!.number}`,
    ])
    expect(await prune(1_000)).toMatchObject({ discrepancies: 1, runs: 0 })
  })

  test('many go in batches, each with a checkpoint', async () => {
    const changes = Array.from({ length: 1_200 }, (_, index) => ({
      type: 'opened' as const,
      fingerprint: `f${index}`,
      finding: { ...history.opened[0]!.finding, key: { id: String(index) } },
    }))
    const saved = await saveKnown(db(), {
      reconciliation: history.name,
      changes,
      runId: history.runId,
      now: later(0),
    })
    const numbers = saved.map(({ discrepancy }) => discrepancy.number)
    await resolveByRun(db(), { name: history.name, numbers, minutes: 2 })
    const told: number[] = []
    const pruned = await pruneHistory(db(), {
      retention: RETENTION,
      now: later(5 + HOUR),
      key: 'secret',
      onProgress: ({ discrepancies }) => told.push(discrepancies),
    })
    expect(pruned).toEqual({ discrepancies: 1_201, events: 2_402, runs: 0 })
    expect(told).toEqual([500, 1_000, 1_201])
    const whole = { breach: null, pruned: 2_402, checkpoints: { all: 3, signed: 3 } }
    expect(await verify(db(), { key: 'secret' })).toMatchObject(whole)
  })

  test('a row that was changed is not pruned: it is the proof', async () => {
    const { number } = history.opened[1]!
    await tamper(db(), [
      `update discrepancy_events set note = 'other' where number = ${number} and note is not null`,
    ])
    await expect(prune(5 + HOUR)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('entry 6 of the audit chain'),
    })
    expect(await listEvents(db(), number)).toHaveLength(2)
  })

  test('once signed, checkpoints need the same key', async () => {
    await prune(5 + HOUR, 'secret')
    await resolveByRun(db(), { name: history.name, numbers: [history.opened[0]!.number], minutes: 6 })
    await expect(prune(7 + HOUR)).rejects.toThrow('COUNTERFOIL_AUDIT_KEY is not set')
    await expect(prune(7 + HOUR, 'other')).rejects.toThrow('COUNTERFOIL_AUDIT_KEY is another key')
    expect(await prune(7 + HOUR, 'secret')).toMatchObject({ discrepancies: 1 })
    expect(await verify(db())).toMatchObject({ breach: null, checkpoints: { all: 2, signed: 2 } })
    const { breach } = await verify(db(), { key: 'other' })
    expect(breach).toMatchObject({ problem: 'signature-differs' })
  })

  test.each([
    [
      'a checkpoint that says of other rows',
      `update audit_checkpoints set removed = 1`,
      'checkpoint-differs',
    ],
    [
      'a checkpoint with other hashes',
      `update audit_checkpoints set removed_hash = hash`,
      'checkpoint-differs',
    ],
    [
      'a checkpoint of another chain',
      `update audit_checkpoints set hash = removed_hash`,
      'checkpoint-differs',
    ],
    ['a checkpoint of a longer chain', `update audit_checkpoints set position = 99`, 'gap'],
    ['a checkpoint with another reason', `update audit_checkpoints set policy = '{}'`, 'signature-differs'],
    [
      'a checkpoint at another time',
      `update audit_checkpoints set at = at - interval '1 day'`,
      'signature-differs',
    ],
    [
      'a checkpoint without its signature',
      `update audit_checkpoints set signature = null where id = 2`,
      'signature-missing',
    ],
    ['a checkpoint that is gone', `delete from audit_checkpoints where id = 2`, 'checkpoint-missing'],
    [
      'a row marked as pruned',
      `update audit_chain set checkpoint = 1 where position = 1`,
      'checkpoint-differs',
    ],
    ['a row no longer marked', `update audit_chain set checkpoint = null where position = 2`, 'row-missing'],
    [
      'a deleted row marked as pruned',
      `delete from discrepancy_events where number = (select min(number) from discrepancies);
       update audit_chain set checkpoint = 1 where position = 4`,
      'row-missing',
    ],
  ])('%s is found', async (_what, statements, problem) => {
    await prune(5 + HOUR, 'secret')
    await openOne(db(), mismatch('z', { crm: '1', billing: '2' }), history.name)
    await resolveByRun(db(), { name: history.name, numbers: [history.opened[2]!.number], minutes: 6 })
    await prune(7 + HOUR, 'secret')
    expect(await verify(db(), { key: 'secret' })).toMatchObject({ breach: null, checkpoints: { signed: 2 } })
    await tamper(db(), statements.split(';'))
    expect((await verify(db(), { key: 'secret' })).breach).toMatchObject({ problem })
  })
})
