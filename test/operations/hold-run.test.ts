import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Scope } from '../../src/domain/scope.ts'
import { acceptHeldRun, discardHeldRun } from '../../src/operations/decide-held-run.ts'
import { describeStatus } from '../../src/operations/describe-status.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { listPending } from '../../src/store/outbox.ts'
import { findRun } from '../../src/store/runs.ts'
import { openTrackedFiles, type TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, key: id, dateColumn: day, updatedAt: day }
      billing: { source: billing, key: id, dateColumn: day, updatedAt: day }
    keys: { id: { type: integer } }
    fields: { balance: decimal }
    notify: { channel: "#ops" }
    GUARD
`
const config = (guard = '') => CONFIG.replace('GUARD', guard)
const ada = { kind: 'person', id: 'ada', surface: 'cli' } as const
const ben = { kind: 'person', id: 'ben', surface: 'slack' } as const

describe.each(['embedded', 'server'] as const)('with the %s tracker', (kind) => {
  let server: TrackerServer | null = null
  let files: TrackedFiles

  beforeAll(async () => {
    if (kind === 'server') server = await startTrackerServer()
  })
  afterAll(async () => await server?.close())
  beforeEach(async () => {
    files = await open(config())
    await fill({ crm: 120, billing: 120 })
  })
  afterEach(async () => await files.close())

  const open = async (text: string) =>
    server ? await server.open(text) : await openTrackedFiles({ config: text })
  /** Records 1 to n on each side; those in `wrong` differ in billing. */
  const fill = async ({ crm, billing, wrong = [] }: { crm: number; billing: number; wrong?: number[] }) => {
    const rows = (count: number, balance: (id: number) => string) => [
      'id,balance,day',
      ...Array.from(
        { length: count },
        (_, index) => `${index + 1},${balance(index + 1)},2026-11-0${1 + (index % 9)}`,
      ),
    ]
    await files.write(
      'crm.csv',
      rows(crm, () => '1.00'),
    )
    await files.write(
      'billing.csv',
      rows(billing, (id) => (wrong.includes(id) ? '2.00' : '1.00')),
    )
  }
  const reopen = async (text: string) => {
    await files.close()
    files = await open(text)
  }
  const run = (scope: Scope = { kind: 'everything' }) =>
    runReconciliation(files.context, { name: 'customers', scope, trigger: 'cli', requestedBy: 'ada' })
  const accept = (runId: string, actor: typeof ada | typeof ben = ada) =>
    acceptHeldRun(files.context, { runId, actor, trigger: 'cli' })
  const queued = async () => {
    const rows = await listPending(files.context.db)
    return rows.map(({ tag }) => tag)
  }
  const NOTHING = { opened: 0, seenAgain: 0, reopened: 0, resolved: 0 }

  test('an empty side is held, whether it opens or would resolve: nothing is touched and one message is wanted', async () => {
    await fill({ crm: 120, billing: 120, wrong: [3] })
    expect((await run()).changes).toEqual({ ...NOTHING, opened: 1 })
    await fill({ crm: 120, billing: 0 })
    const empty = await run()
    expect(empty.run.state).toBe('held')
    expect(empty.changes).toEqual(NOTHING)
    expect(empty.run.hold!.evidence).toMatchObject({
      reasons: [{ kind: 'few-rows', side: 'billing', minRows: 1 }],
      rows: { crm: 120, billing: 0 },
      before: { rows: { crm: 120, billing: 120 } },
      differing: 120,
      keys: 120,
    })
    expect(empty.run.hold!.evidence.examples).toHaveLength(3)
    expect(empty.run.error).toBe('billing has no rows; the last full run read 120')
    // Both empty: all would agree.
    await fill({ crm: 0, billing: 0 })
    expect((await run()).run.state).toBe('held')
    expect((await run({ kind: 'changed' })).run.state).toBe('held')
    expect(await queued()).toContain(`held:${empty.run.id}`)
    await fill({ crm: 120, billing: 120 })
    expect((await run()).changes).toEqual({ ...NOTHING, resolved: 1 })
  })

  test('a first run with an empty side is held, and one where nobody has a row is not', async () => {
    await fill({ crm: 0, billing: 0 })
    expect((await run()).run.state).toBe('completed')
    await fill({ crm: 3, billing: 0 })
    expect((await run()).run).toMatchObject({
      state: 'held',
      error: 'billing has no rows; the last full run read 0',
    })
  })

  test('a side that shrank by more than half is held, by half is not, and keys alone never are', async () => {
    await run()
    await fill({ crm: 120, billing: 60 })
    expect((await run()).run.state).toBe('completed')
    await fill({ crm: 120, billing: 120 })
    await run()
    await fill({ crm: 59, billing: 120 })
    const held = await run()
    expect(held.run).toMatchObject({
      state: 'held',
      error: 'crm shrank from 120 rows to 59 (-50.8 %), by more than the 50 % that may go',
    })
    const key = await run({ kind: 'keys', keys: [{ id: '100' }] })
    expect([key.run.state, key.changes.reopened]).toEqual(['completed', 1])
  })

  test('a share of differing keys holds a run where it is limited', async () => {
    await reopen(config('guard: { maxDiffering: 2.5% }'))
    await fill({ crm: 120, billing: 120, wrong: [1, 2, 3] })
    expect((await run()).changes.opened).toBe(3)
    await fill({ crm: 120, billing: 120, wrong: [1, 2, 3, 4] })
    expect((await run()).run.error).toBe('4 keys of 120 keys (3.3 %) differ, more than the 2.5 % that may')
    const days = await run({ kind: 'dates', from: '2026-11-01', to: '2026-11-01' })
    expect(days.run).toMatchObject({ state: 'held', hold: { evidence: { differing: 1, keys: 14 } } })
  })

  test('days without a row on one side are held where the other has twenty', async () => {
    await run()
    const days: Scope = { kind: 'dates', from: '2026-11-01', to: '2026-11-02' }
    await files.write('billing.csv', ['id,balance,day', '3,1.00,2026-11-03'])
    expect((await run(days)).run).toMatchObject({
      state: 'held',
      error: 'billing has no rows here, where the others have 28 rows',
    })
    const one = await run({ kind: 'dates', from: '2026-11-01', to: '2026-11-01' })
    expect([one.run.state, one.changes.opened]).toEqual(['completed', 14])
  })

  test('a part of a budget without a row on one side is held, and the next run begins where it did', async () => {
    await reopen(config('budget: { rows: 100 }'))
    await fill({ crm: 120, billing: 0 })
    expect((await run()).run).toMatchObject({ state: 'held', part: null })
    await fill({ crm: 120, billing: 120 })
    const first = await run()
    expect(first.run).toMatchObject({ state: 'partial', part: { after: null } })
    await fill({ crm: 120, billing: 0 })
    expect((await run()).run.state).toBe('held')
    await fill({ crm: 120, billing: 120 })
    expect((await run()).run.part).toMatchObject({ after: first.run.part!.upTo })
  })

  test('held again for the same, it is told in the same message; for another cause in another one', async () => {
    await run()
    await fill({ crm: 120, billing: 0 })
    const [first, second] = [await run(), await run()]
    expect(second.run.hold!.toldWith).toBe(first.run.id)
    await fill({ crm: 10, billing: 120 })
    const other = await run()
    expect(other.run.hold!.toldWith).toBe(other.run.id)
    expect((await queued()).filter((tag) => tag.startsWith('held:'))).toHaveLength(2)
    const status = await describeStatus(files.context)
    expect(status.reconciliations[0]!.held).toMatchObject({ times: 3, since: first.run.startedAt })
  })

  test('accepted, it is run again, remembered, and what the next run is judged by; a second click learns who did it', async () => {
    await run()
    await fill({ crm: 120, billing: 0 })
    const [first, second] = [await run(), await run()]
    const { decided, outcome } = await accept(second.run.id)
    expect(decided).toBe(true)
    expect(outcome!.run).toMatchObject({ state: 'completed', accepts: second.run.id, requestedBy: 'ada' })
    expect(outcome!.changes).toEqual({ ...NOTHING, opened: 120 })
    const late = await discardHeldRun(files.context, { runId: first.run.id, actor: ben })
    expect(late).toMatchObject({
      decided: false,
      held: { hold: { decision: { word: 'accepted', by: ada } } },
    })
    expect((await run()).changes).toEqual({ ...NOTHING, seenAgain: 120 })
  })

  test('accepted, and worse by more than a tenth then, it is held again', async () => {
    await run()
    await fill({ crm: 120, billing: 50 })
    const first = await run()
    await fill({ crm: 120, billing: 45 })
    const second = await run()
    await fill({ crm: 120, billing: 44 })
    const worse = await accept(first.run.id)
    expect(worse.outcome!.run).toMatchObject({ state: 'held', accepts: first.run.id })
    expect(second.run.hold!.toldWith).toBe(first.run.id)
    await fill({ crm: 120, billing: 40 })
    const { outcome } = await accept(worse.outcome!.run.id)
    expect(outcome!.run.state).toBe('completed')
  })

  test('discarded, it changes nothing; a run that is not held ends the question by itself', async () => {
    await run()
    await fill({ crm: 120, billing: 0 })
    const held = await run()
    expect((await discardHeldRun(files.context, { runId: held.run.id, actor: ben })).decided).toBe(true)
    expect((await accept(held.run.id)).outcome).toBe(null)
    const anew = await run()
    expect(anew.run.hold!.toldWith).toBe(anew.run.id)
    await fill({ crm: 120, billing: 120 })
    await run()
    expect(await findRun(files.context.db, anew.run.id)).toMatchObject({
      hold: { decision: { word: 'passed', by: { kind: 'run' } } },
    })
  })

  test('two at once: one accepts, the other is told', async () => {
    await run()
    await fill({ crm: 120, billing: 0 })
    const { id } = (await run()).run
    const both = await Promise.all([accept(id, ada), accept(id, ben)])
    expect(both.filter(({ decided }) => decided)).toHaveLength(1)
    expect(both.filter(({ outcome }) => outcome === null)).toHaveLength(1)
  })

  test('guard: false lets every run pass, and an optional side may be empty', async () => {
    await reopen(config('guard: false'))
    await fill({ crm: 120, billing: 0 })
    expect((await run()).changes.opened).toBe(120)
    await reopen(
      config().replace('billing: { source: billing,', 'billing: { optional: true, source: billing,'),
    )
    await fill({ crm: 120, billing: 0 })
    expect((await run()).run.state).toBe('completed')
  })
})
