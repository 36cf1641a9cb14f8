import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Demo, startDemo } from '../../../src/cli/demo/start-demo.ts'
import { applyRemedy } from '../../../src/operations/apply-remedy.ts'
import { runReconciliation } from '../../../src/operations/run-reconciliation.ts'
import { undoRemedy } from '../../../src/operations/undo-remedy.ts'

const ACTOR = { kind: 'person', id: 'ada', surface: 'cli' } as const
/** Only spent when nothing comes. */
const PATIENCE_MS = 45_000

let folder: string
let demo: Demo
const calls: string[] = []
let heard = () => {}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'counterfoil-fix-demo-'))
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
  const tell = (line: string) => {
    calls.push(line)
    heard()
  }
  demo = await startDemo({ port: 0, folder, story: false, log, tell })
})
afterAll(async () => {
  await demo?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** The customer whose plan is wrong in the CRM alone, and the number of the discrepancy. */
async function misplan(): Promise<number> {
  const key = '1060'
  await demo.systems.apply([{ type: 'set', system: 'crm', key, values: { plan: 'none' } }])
  const { context } = demo.app
  const scope = { kind: 'keys', keys: [{ id: key }] } as const
  const request = { name: 'customers', scope, trigger: 'cli', requestedBy: 'ada' } as const
  const { discrepancies } = await runReconciliation(context, request)
  return discrepancies[0]!.number
}

test("the demo's remedy repairs its CRM, is proven, and can be taken back", async () => {
  const number = await misplan()
  const { context } = demo.app
  const done = await applyRemedy(context, { number, remedy: 'copy_plan', actor: ACTOR })
  if (!('attempt' in done)) throw new Error(JSON.stringify(done))
  expect(done.attempt.state).toBe('verified')
  expect(done.discrepancy).toMatchObject({ status: 'resolved', resolution: { reason: 'remedy' } })
  const undone = await undoRemedy(context, { attempt: done.attempt.id, actor: ACTOR })
  if (!('attempt' in undone)) throw new Error(JSON.stringify(undone))
  expect(undone.attempt).toMatchObject({ undoes: done.attempt.id, after: { plan: 'none' } })
})

test('an escalation in the demo reaches its pager', async () => {
  const { playground } = demo
  const called = new Promise<void>((resolve) => {
    heard = resolve
  })
  const card = await playground.nextMessage(({ text }) => /^#\d+ new.*id 1042/.test(text), PATIENCE_MS)
  const place = { user: 'ada', channel: 'data-quality', ts: card.ts }
  await playground.click({ ...place, actionId: 'discrepancy.escalate' })
  await playground.nextView('ada', (view) => /Calls/.test(JSON.stringify(view)))
  expect(await playground.submitView({ user: 'ada', values: {} })).toMatchObject({ ok: true })
  await called
  expect(calls).toEqual([expect.stringMatching(/^pager: opened? #\d+, /)])
})
