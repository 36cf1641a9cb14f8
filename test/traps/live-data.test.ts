import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'
import { loadSettings } from '../../src/config/load-settings.ts'
import type { Scope } from '../../src/domain/scope.ts'
import { listDiscrepancies } from '../../src/operations/list-discrepancies.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'
import { trap } from './trap.ts'

const config = (rules: string, field = 'decimal') => `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  orders:
    sides: { crm: { source: crm, key: id }, billing: { source: billing, key: id } }
    fields: { amount: ${field} }
    ${rules}
`
const SETTLE = config('settle: 30s')

let server: TrackerServer
beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())

/** Two files that change while a run waits, and what is open after it. */
async function open(text: string) {
  const files = await server.open(text)
  onTestFinished(() => files.close())
  const write = (side: 'crm' | 'billing', records: readonly string[]) =>
    files.write(`${side}.csv`, ['id,amount', ...records])
  const run = (
    meanwhile: (look: number) => Promise<void> = async () => {},
    scope: Scope = { kind: 'everything' },
  ) => {
    let looks = 1
    const wait = () => meanwhile(++looks)
    const request = { name: 'orders', scope, trigger: 'cli', requestedBy: 'ada' } as const
    return runReconciliation({ ...files.context, wait }, request)
  }
  const listOpen = async () => {
    const { discrepancies } = await listDiscrepancies(files.context, { limit: 1_000 })
    return discrepancies.map(({ number, finding }) => `#${number} ${finding.kind} ${finding.key.id}`).sort()
  }
  const change = async (text: string) => {
    await files.write('counterfoil.yml', text.split('\n'))
    Object.assign(files.context, { settings: await loadSettings(`${files.folder}/counterfoil.yml`, {}) })
  }
  return { write, run, listOpen, change, context: files.context }
}

trap(
  65,
  {
    title: 'a record that changes between the reads of the two sides, cleared or confirmed by a second look',
    proves: 'run: what is gone when it is looked at again is told nobody',
  },
  async () => {
    const { write, run, listOpen } = await open(SETTLE)
    await write('crm', ['1,10', '2,20', '3,30'])
    await write('billing', ['1,9', '2,19'])
    // 1 and 3 arrive, 2 really differs.
    const { comparison } = await run(() => write('billing', ['1,10', '2,19', '3,30']))
    expect(comparison.summary.counts).toMatchObject({
      matched: 3,
      agreeing: 2,
      mismatch: 1,
      missing: 0,
      timing: 2,
    })
    expect(await listOpen()).toEqual(['#1 mismatch 2'])
  },
)

trap(
  66,
  {
    title: 'a target that lags behind at every look is not in flight for ever',
    proves: 'run: what still moves after three looks is told',
  },
  async () => {
    const { write, run, listOpen } = await open(SETTLE)
    await write('crm', ['1,100'])
    await write('billing', ['1,90'])
    const looks: number[] = []
    const { comparison } = await run(async (look) => {
      looks.push(look)
      await write('crm', [`1,${100 + look}`])
      await write('billing', [`1,${90 + look}`])
    })
    expect(looks).toEqual([2, 3])
    expect(comparison.findings).toMatchObject([{ values: { crm: '103', billing: '93' } }])
    expect(await listOpen()).toEqual(['#1 mismatch 1'])
  },
)

trap(
  69,
  {
    title: 'a source that has no rows, or cannot be read, opens and resolves nothing',
    proves: 'run: an unlikely run is held until somebody has looked',
  },
  async () => {
    const { write, run, listOpen } = await open(config(''))
    const orders = Array.from({ length: 1_000 }, (_, id) => `${id + 1},5`)
    await write('crm', orders)
    await write('billing', orders.with(6, '7,6'))
    expect((await run()).changes.opened).toBe(1)
    const NOTHING = { opened: 0, seenAgain: 0, reopened: 0, resolved: 0 }
    for (const [crm, billing] of [
      [orders, []],
      [[], orders],
      [[], []],
      [orders, orders.slice(0, 499)],
    ] as const) {
      await write('crm', crm)
      await write('billing', billing)
      const { changes, run: held } = await run()
      expect([held.state, changes]).toEqual(['held', NOTHING])
      expect(await listOpen()).toEqual(['#1 mismatch 7'])
    }
    await write('billing', ['"1,5'])
    await expect(run()).rejects.toThrow(/billing/)
    expect(await listOpen()).toEqual(['#1 mismatch 7'])
  },
)

trap(
  72,
  {
    title: 'a record that leaves the filter of one side before it leaves the other is no missing record',
    proves: 'run: what is gone when it is looked at again is told nobody',
  },
  async () => {
    // What a filter lets through is what its source hands out: an order that is closed is in neither list in the end.
    const { write, run, listOpen } = await open(SETTLE)
    await write('crm', ['1,10', '3,30'])
    await write('billing', ['1,10', '2,20', '3,30'])
    const { comparison } = await run(() => write('billing', ['1,10', '3,30']))
    expect(comparison.summary.counts).toMatchObject({ matched: 2, agreeing: 2, missing: 0, timing: 1 })
    expect(await listOpen()).toEqual([])
  },
)

trap(
  75,
  {
    title:
      'a run that breaks off resolves nothing it did not reach; another config judges anew and keeps the history',
    proves: 'rules 9, 15',
  },
  async () => {
    const { write, run, listOpen, change } = await open(config(''))
    const orders = (amount: string) => [`1,${amount}`, '2,10', `3,${amount}`]
    await write('crm', orders('20'))
    await write('billing', orders('20.5'))
    await run()
    expect(await listOpen()).toEqual(['#1 mismatch 1', '#2 mismatch 3'])
    // All would agree, but the file breaks off in the third record, and then the third is beyond the budget.
    await write('billing', ['1,20', '2,10', '3,"20'])
    await expect(run()).rejects.toThrow(/billing/)
    expect(await listOpen()).toEqual(['#1 mismatch 1', '#2 mismatch 3'])
    await write('billing', orders('20'))
    await change(config('budget: { rows: 4 }'))
    const part = await run()
    expect(part.run).toMatchObject({ state: 'partial', part: { upTo: { id: '1' } } })
    expect(await listOpen()).toEqual(['#2 mismatch 3'])
    // A tolerance resolves, its end reopens the same numbers.
    await write('billing', orders('20.5'))
    await change(config('', '{ type: decimal, tolerance: 1 }'))
    expect((await run()).changes).toMatchObject({ resolved: 1, opened: 0 })
    await change(config(''))
    expect((await run()).changes).toMatchObject({ reopened: 2, opened: 0 })
    expect(await listOpen()).toEqual(['#1 mismatch 1', '#2 mismatch 3'])
  },
)
