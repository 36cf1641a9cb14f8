import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { ComparisonSummary } from '../../src/domain/run.ts'
import type { Scope } from '../../src/domain/scope.ts'
import { claimRun, completeRun, failRun, findRun, listRuns, renewRun } from '../../src/store/runs.ts'
import { eachTracker, later, NOW } from './each-tracker.ts'

const SUMMARY: ComparisonSummary = {
  sides: { crm: { rows: 5, totals: { balance: '90071992547409930.10' } }, billing: { rows: 4, totals: {} } },
  counts: { matched: 4, agreeing: 3, missing: 1, mismatch: 1, duplicate: 0, invalid: 0, drift: 2 },
  drift: { balance: { count: 2, max: '0.01', sum: '0.02' } },
  agreement: { asRead: 10, normalised: 1, tolerated: 2 },
}
const CHANGES = { opened: 1, seenAgain: 2, reopened: 3, resolved: 4 }

const claimOf = (reconciliation: string, scope: Scope = { kind: 'everything' }, now = NOW) => ({
  id: randomUUID(),
  reconciliation,
  trigger: 'cli' as const,
  requestedBy: 'anna',
  scope,
  now,
  leaseSeconds: 60,
})

eachTracker((db) => {
  describe('claimRun()', () => {
    test('gives the run to exactly one of many who ask at once', async () => {
      const name = randomUUID()
      const claimed = await Promise.all(Array.from({ length: 8 }, () => claimRun(db(), claimOf(name))))
      expect(claimed.filter((run) => run !== null)).toHaveLength(1)
      expect(await listRuns(db(), { reconciliation: name, limit: 10 })).toHaveLength(1)
    })

    test('gives the run as it is found later', async () => {
      const claim = claimOf(randomUUID(), { kind: 'keys', keys: [{ id: 'a\u0000b' }] })
      const run = await claimRun(db(), claim)
      const { now: _now, leaseSeconds: _lease, ...asked } = claim
      expect(run).toEqual({
        ...asked,
        part: null,
        configHash: null,
        hold: null,
        accepts: null,
        state: 'running',
        startedAt: NOW,
        finishedAt: null,
        summary: null,
        changes: null,
        error: null,
      })
      expect(await findRun(db(), claim.id)).toEqual(run)
    })

    test('refuses a run of changes while everything is compared, unless that run is dead', async () => {
      const name = randomUUID()
      expect(await claimRun(db(), claimOf(name))).not.toBeNull()
      const changed: Scope = { kind: 'changed' }
      expect(await claimRun(db(), claimOf(name, changed))).toBeNull()
      expect(await claimRun(db(), claimOf(randomUUID(), changed))).not.toBeNull()
      expect(await claimRun(db(), claimOf(name, changed, later(2)))).not.toBeNull()
      // The other way round nothing is lost: everything is compared beside it.
      expect(await claimRun(db(), claimOf(name, { kind: 'everything' }, later(2)))).not.toBeNull()
    })

    test('lets other scopes and other reconciliations run beside it', async () => {
      const name = randomUUID()
      const scopes: Scope[] = [
        { kind: 'everything' },
        { kind: 'keys', keys: [{ id: '1' }] },
        { kind: 'keys', keys: [{ id: '2' }] },
        { kind: 'dates', from: '2026-11-01', to: '2026-11-02' },
        { kind: 'dates', from: '2026-11-01', to: '2026-11-03' },
      ]
      for (const scope of scopes) expect(await claimRun(db(), claimOf(name, scope))).not.toBeNull()
      expect(await claimRun(db(), claimOf(randomUUID()))).not.toBeNull()
    })

    test('takes the same keys in another order for the same scope, however many', async () => {
      const name = randomUUID()
      const keys = Array.from({ length: 2_000 }, (_, id) => ({ id: `${id}` }))
      expect(await claimRun(db(), claimOf(name, { kind: 'keys', keys }))).not.toBeNull()
      expect(await claimRun(db(), claimOf(name, { kind: 'keys', keys: keys.toReversed() }))).toBeNull()
    })

    test('gives one run for each tick of a schedule, however many processes ask, also after it ended', async () => {
      const name = randomUUID()
      const at = (minute: number) => ({ ...claimOf(name), tick: later(minute) })
      const claimed = await Promise.all([claimRun(db(), at(1)), claimRun(db(), at(1)), claimRun(db(), at(1))])
      const [first, ...more] = claimed.filter((run) => run !== null)
      expect(more).toEqual([])
      await completeRun(db(), { id: first!.id, summary: SUMMARY, changes: CHANGES, now: later(1) })
      expect(await claimRun(db(), at(1))).toBeNull()
      const second = await claimRun(db(), at(2))
      await failRun(db(), { id: second!.id, error: 'crm is away', now: later(2) })
      expect(await claimRun(db(), at(2))).toBeNull()
      // Whoever asks without a schedule gets a run all the same.
      expect(await claimRun(db(), claimOf(name))).not.toBeNull()
      expect(
        await claimRun(db(), { ...claimOf(name, { kind: 'changed' }, later(9)), tick: later(2) }),
      ).not.toBeNull()
    })

    test('takes over only when the lease has ended, and fails the run that held it', async () => {
      const name = randomUUID()
      const first = claimOf(name)
      await claimRun(db(), first)
      expect(await claimRun(db(), claimOf(name, first.scope, later(1)))).toBeNull()
      const over = new Date(later(1).getTime() + 1)
      expect(await claimRun(db(), claimOf(name, first.scope, over))).not.toBeNull()
      expect(await findRun(db(), first.id)).toMatchObject({
        state: 'failed',
        error: 'The process running it stopped',
        finishedAt: over,
      })
    })

    test('leaves a run alone whose lease was renewed', async () => {
      const name = randomUUID()
      const first = claimOf(name)
      await claimRun(db(), first)
      expect(await renewRun(db(), first.id, later(10))).toBe(true)
      expect(await claimRun(db(), claimOf(name, first.scope, later(9)))).toBeNull()
    })

    test('starts anew after the run completed or failed', async () => {
      const name = randomUUID()
      const first = claimOf(name)
      await claimRun(db(), first)
      await completeRun(db(), { id: first.id, summary: SUMMARY, changes: CHANGES, now: later(1) })
      const second = claimOf(name)
      expect(await claimRun(db(), second)).not.toBeNull()
      await failRun(db(), { id: second.id, error: 'crm is away', now: later(2) })
      expect(await claimRun(db(), claimOf(name))).not.toBeNull()
    })
  })

  test('completeRun() keeps what the run saw, exactly', async () => {
    const claim = claimOf(randomUUID())
    await claimRun(db(), claim)
    const run = await completeRun(db(), { id: claim.id, summary: SUMMARY, changes: CHANGES, now: later(1) })
    expect(run).toMatchObject({
      state: 'completed',
      summary: SUMMARY,
      changes: CHANGES,
      finishedAt: later(1),
    })
    expect(await findRun(db(), claim.id)).toEqual(run)
  })

  test('completeRun() refuses a run that was taken over', async () => {
    const first = claimOf(randomUUID())
    await claimRun(db(), first)
    await claimRun(db(), claimOf(first.reconciliation, first.scope, later(5)))
    const completion = { id: first.id, summary: SUMMARY, changes: CHANGES, now: later(6) }
    await expect(completeRun(db(), completion)).rejects.toMatchObject({ code: 'run-stopped' })
    expect(await renewRun(db(), first.id, later(10))).toBe(false)
    await failRun(db(), { id: first.id, error: 'late', now: later(7) })
    expect(await findRun(db(), first.id)).toMatchObject({
      state: 'failed',
      finishedAt: later(5),
      summary: null,
    })
  })

  test('failRun() keeps the sentence, also one with a character PostgreSQL cannot store', async () => {
    const claim = claimOf(randomUUID())
    await claimRun(db(), claim)
    await failRun(db(), { id: claim.id, error: 'bad "\u0000"', now: later(1) })
    expect(await findRun(db(), claim.id)).toMatchObject({
      state: 'failed',
      error: 'bad "␀"',
      finishedAt: later(1),
    })
  })

  test('listRuns() gives the newest first, of one reconciliation or of all', async () => {
    const [one, two] = [randomUUID(), randomUUID()]
    const base = new Date('2030-01-01T00:00:00Z')
    for (const [minute, name] of [one, two, one].entries()) {
      const claim = claimOf(
        name,
        { kind: 'keys', keys: [{ id: `${minute}` }] },
        new Date(base.getTime() + minute * 60_000),
      )
      await claimRun(db(), claim)
    }
    const names = (runs: readonly { reconciliation: string }[]) => runs.map((run) => run.reconciliation)
    expect(names(await listRuns(db(), { limit: 3 }))).toEqual([one, two, one])
    expect(names(await listRuns(db(), { reconciliation: one, limit: 10 }))).toEqual([one, one])
    expect(await listRuns(db(), { reconciliation: 'nobody', limit: 10 })).toEqual([])
  })

  test('findRun() gives null when there is none', async () => {
    expect(await findRun(db(), randomUUID())).toBeNull()
  })
})
