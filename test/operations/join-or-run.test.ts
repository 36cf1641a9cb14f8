import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Context } from '../../src/operations/context.ts'
import { askForRun, joinOrRun } from '../../src/operations/join-or-run.ts'
import type { RunRequest } from '../../src/operations/run-reconciliation.ts'
import { claimRun, findRun } from '../../src/store/runs.ts'
import { type Api, openApi } from '../http/open-api.ts'

let api: Api
/** The same tracker as another process has it: what this one is making is not known there. */
let elsewhere: Context

beforeAll(async () => {
  api = await openApi()
  elsewhere = { ...api.context, db: new Proxy(api.context.db, {}), wait: async () => await aMoment() }
})
afterAll(async () => await api.close())

const row = (id: string, balance: string) => ({ id, balance, email: 'a', plan: 'p' })
beforeEach(() => {
  api.crm.rows = [row('1', '1'), row('2', '2')]
  api.billing.rows = [row('1', '1'), row('2', '3')]
  api.crm.broken = false
  api.crm.gate = null
})

const REQUEST: RunRequest = {
  name: 'customers',
  scope: { kind: 'everything' },
  trigger: 'cli',
  requestedBy: 'ada',
}

async function aMoment(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

function closedGate(): () => void {
  let open = () => {}
  api.crm.gate = new Promise((resolve) => {
    open = resolve
  })
  return open
}

describe('two who ask for the same', () => {
  test('get one run and two answers within a process, and both know its id before it ends', async () => {
    const open = closedGate()
    const first = askForRun(api.context, REQUEST)
    const second = askForRun(api.context, { ...REQUEST, requestedBy: 'ben' })
    const [one, other] = await Promise.all([first.begun, second.begun])
    expect(other.id).toBe(one.id)
    open()
    const outcomes = await Promise.all([first.ended, second.ended])
    expect(outcomes.map(({ run, joined }) => [run.id, run.state, joined])).toEqual([
      [one.id, 'completed', false],
      [one.id, 'completed', true],
    ])
  })

  test('get one run and two answers across processes: the second from the tracker', async () => {
    const open = closedGate()
    const here = askForRun(api.context, REQUEST)
    const { id } = await here.begun
    const there = askForRun(elsewhere, { ...REQUEST, trigger: 'http', requestedBy: 'ci' })
    expect((await there.begun).id).toBe(id)
    open()
    const outcome = await there.ended
    expect(outcome).toMatchObject({ joined: true, comparison: null, run: { id, state: 'completed' } })
    expect(outcome.run.summary?.counts).toMatchObject({ matched: 2, mismatch: 1 })
    expect(outcome.discrepancies.map(({ finding }) => finding)).toMatchObject([
      { kind: 'mismatch', key: { id: '2' }, values: { crm: '2', billing: '3' } },
    ])
    await here.ended
  })

  test('both hear of it when the run that another process makes fails', async () => {
    const open = closedGate()
    api.billing.broken = true
    const here = askForRun(api.context, REQUEST)
    here.ended.catch(() => {})
    await here.begun
    const there = joinOrRun(elsewhere, REQUEST)
    there.catch(() => {})
    open()
    await expect(here.ended).rejects.toMatchObject({ code: 'source-unreachable' })
    api.billing.broken = false
    const outcome = await there.catch((error: unknown) => error)
    // It may have come only after that: then it is a run of its own.
    if (outcome instanceof Error)
      expect(outcome).toMatchObject({
        code: 'source-incomplete',
        message: expect.stringContaining('"billing"'),
      })
  })

  test('a run whose process died is taken over', async () => {
    const dead = await claimRun(api.context.db, {
      id: 'dead',
      reconciliation: 'customers',
      trigger: 'cli',
      requestedBy: 'ada',
      scope: REQUEST.scope,
      now: new Date(Date.now() - 120_000),
      leaseSeconds: 60,
    })
    expect(dead).not.toBeNull()
    const outcome = await joinOrRun(elsewhere, REQUEST)
    expect(outcome).toMatchObject({ joined: false, run: { state: 'completed' } })
    expect(await findRun(api.context.db, 'dead')).toMatchObject({ state: 'failed' })
  })

  test('a deep look is not answered by a run that reads what differs', async () => {
    const open = closedGate()
    const here = askForRun(api.context, REQUEST)
    await here.begun
    await expect(joinOrRun(elsewhere, { ...REQUEST, deep: true })).rejects.toMatchObject({ code: 'run-busy' })
    open()
    await here.ended
  })
})
