import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Demo, startDemo } from '../../../src/cli/demo/start-demo.ts'
import { TOUR_STEPS } from '../../../src/cli/demo/tour.ts'
import { STATUSES } from '../../../src/domain/discrepancy.ts'
import { listDiscrepancies } from '../../../src/operations/list-discrepancies.ts'
import type { Message } from '../../../src/playground/workspace/contents.ts'

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
/** Only spent when nothing comes: everything waits for events. */
const PATIENCE_MS = 45_000

let folder: string
let demo: Demo
const yen = () => demo.systems.data.clean.payments.rows.filter(({ currency }) => currency === 'JPY').length

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'counterfoil-tour-'))
  demo = await startDemo({ port: 0, folder, byHand: true, log })
})
afterAll(async () => {
  await demo?.stop()
  await rm(folder, { recursive: true, force: true })
})

const findings = (name: string) => demo.lastRuns[name]!.comparison.findings
const said = (fits: (message: Message) => boolean) => demo.playground.nextMessage(fits, PATIENCE_MS)
const cardOf1042 = (status: string) => said(({ text }) => new RegExp(`^#\\d+ ${status}.*id 1042`).test(text))
const everything = () => ['data-quality', 'finance'].flatMap((name) => demo.playground.messages(name))

test('act 1: all agree, and nobody is told anything', async () => {
  expect(findings('customers')).toEqual([])
  expect(findings('payments')).toEqual([])
  expect(everything()).toEqual([])
  expect(JSON.parse(await readFile(join(folder, 'state.json'), 'utf8'))).toMatchObject({ stepsTold: 1 })
})

test('act 2: one balance is wrong, and one card says which', async () => {
  await demo.playground.next()
  expect(findings('customers')).toMatchObject([
    {
      kind: 'mismatch',
      key: { id: '1042' },
      field: 'balance',
      values: { crm: '492.05', billing: '429.05' },
      likelyCorrect: 'crm',
    },
  ])
  await cardOf1042('new')
  expect(everything()).toHaveLength(1)
})

test('act 3: all payments in yen are 100 times too large, in six cards and one message', async () => {
  await demo.playground.next()
  expect(yen()).toBeGreaterThan(20)
  expect(findings('payments')).toHaveLength(yen())
  for (const finding of findings('payments')) {
    expect(finding).toMatchObject({ kind: 'mismatch', field: 'amount', cause: 'x100' })
  }
  await said(({ text }) => text.startsWith(`${yen() - 6} more discrepancies in Payments`))
  expect(demo.playground.messages('finance')).toHaveLength(7)
})

test('act 4: billing is away, the run is held, and nothing is called missing', async () => {
  await demo.playground.next()
  expect(demo.lastRuns.customers!.run.state).toBe('held')
  await said(({ text }) => text.startsWith('Customers was held: billing has no rows'))
  expect(everything().filter(({ text }) => text.includes('missing from'))).toEqual([])
  await cardOf1042('new')
})

test('act 5: the systems are put right, and everything is resolved by itself', async () => {
  await demo.playground.next()
  expect(findings('customers')).toEqual([])
  expect(findings('payments')).toEqual([])
  const card = await cardOf1042('resolved')
  expect(JSON.stringify(card.blocks)).toContain('Resolved by itself')
  await said(({ text }) => text.startsWith('Customers was held, passed'))
  await said(({ text }) => text.startsWith(`${yen() - 6} more discrepancies in Payments, all resolved`))
})

test('act 6: a bad night leaves what is planted, and the known discrepancy comes back', async () => {
  await demo.playground.next()
  const { planted } = demo.systems.data
  const keys = (some: readonly { kind: string; key: string }[]) =>
    some.map(({ kind, key }) => `${kind} ${key}`).sort()
  for (const name of ['customers', 'payments'] as const) {
    const found = findings(name).map(({ kind, key }) => ({ kind, key: String(Object.values(key)[0]) }))
    expect(keys(found)).toEqual(keys(planted[name]))
  }
  // Of two runs at once, the schedule's or the story's, either may have been the one that opened them.
  const { discrepancies } = await listDiscrepancies(demo.app.context, {
    reconciliation: 'customers',
    statuses: STATUSES,
    limit: 100,
  })
  expect(discrepancies).toHaveLength(planted.customers.length)
  const cameBack = discrepancies.filter(({ timesReopened }) => timesReopened === 1)
  expect(cameBack.map(({ finding }) => finding.key)).toEqual([{ id: '1042' }])
  await cardOf1042('new')
  await said(({ threadTs, text }) => threadTs !== null && /came back/.test(text))
})

test('whoever says "next" twice at once goes on by one step, and the story goes on after the tour', async () => {
  await Promise.all([demo.playground.next(), demo.playground.next()])
  const told = JSON.parse(await readFile(join(folder, 'state.json'), 'utf8'))
  expect(told).toMatchObject({ stepsTold: TOUR_STEPS + 1 })
})
