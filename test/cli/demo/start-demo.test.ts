import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Demo, type DemoOptions, startDemo } from '../../../src/cli/demo/start-demo.ts'

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
/** Only spent when nothing comes: everything waits for events. */
const PATIENCE_MS = 45_000
/** One of each kind, so that a newcomer sees them all. */
const FIRST_CARDS = ['1012', '1019', '1027', '1035', '1042']
let folder: string
let demos: Demo[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'counterfoil-demo-test-'))
  demos = []
})
afterEach(async () => {
  for (const demo of demos) await demo.stop()
  await rm(folder, { recursive: true, force: true })
})

test('startDemo() finds exactly the planted findings in the sample systems', async () => {
  const demo = await open()
  for (const name of ['customers', 'payments'] as const) {
    const found = demo.firstRuns[name]!.comparison.findings.map((finding) => {
      const field = 'field' in finding ? finding.field : null
      const sides = 'missingFrom' in finding ? finding.missingFrom : 'side' in finding ? [finding.side] : null
      return JSON.stringify([finding.kind, Object.values(finding.key)[0], field, sides])
    })
    const planted = demo.systems.data.planted[name].map(({ kind, key, field, on }) =>
      JSON.stringify([kind, key, field ?? null, on ?? null]),
    )
    expect(found.sort()).toEqual(planted.sort())
  }
  const rows = Object.values(demo.firstRuns.customers!.comparison.summary.sides).map((side) => side.rows)
  expect(rows).toEqual([847, 839, 851])
})

test('startDemo() shows five cards and one group message for the customers, and a card for each payment', async () => {
  const { playground } = await open()
  await playground.nextMessage(
    (message) => /^15 more discrepancies in Customers/.test(message.text),
    PATIENCE_MS,
  )
  await playground.nextMessage((message) => /^#\d+ new.* PAY-20398/.test(message.text), PATIENCE_MS)
  const cards = (channel: string) =>
    playground.messages(channel).filter(({ text }) => /^#\d+ new, high/.test(text))
  expect(cards('data-quality').map(({ text }) => /id (\d+)/.exec(text)?.[1])).toEqual(FIRST_CARDS)
  expect(cards('finance')).toHaveLength(6)
})

test('startDemo() goes on from the same tracker when the folder was used before, and forgets it if fresh', async () => {
  const first = await open()
  expect(first.firstRuns.customers!.changes).toMatchObject({ opened: 23 })
  await first.stop()
  const second = await open()
  expect(second.goesOn).toBe(true)
  expect(second.firstRuns.customers!.changes).toEqual({ opened: 0, seenAgain: 23, reopened: 0, resolved: 0 })
  await second.stop()
  const third = await open({ fresh: true })
  expect(third.firstRuns.customers!.changes).toMatchObject({ opened: 23 })
})

test('startDemo() names the port and the remedy when it is taken, and leaves nothing behind', async () => {
  const squatter = await listen()
  const { port } = squatter.address() as { port: number }
  await expect(startDemo({ port, folder, log })).rejects.toMatchObject({
    code: 'port-taken',
    message: expect.stringContaining('--port'),
  })
  squatter.close()
  expect(await readdir(folder)).toEqual(['demo'])
})

test('startDemo() refuses a folder in which a demo runs, and does not disturb that demo', async () => {
  const demo = await open()
  await expect(open()).rejects.toMatchObject({ code: 'tracker-busy' })
  await demo.systems.apply([{ type: 'remove', system: 'crm', key: '1060' }])
  await demo.playground.command('ada', 'data-quality', '/recon check customers 1060')
  await demo.playground.nextMessage((message) => JSON.stringify(message).includes('1060'), PATIENCE_MS)
})

test('Demo.stop() leaves the folder free for the next one and the port closed', async () => {
  const demo = await open()
  await demo.stop()
  await expect(fetch(demo.url)).rejects.toThrow()
  expect(await readdir(folder)).not.toContain('postgres-folder')
})

async function open(options: Partial<DemoOptions> = {}): Promise<Demo> {
  const demo = await startDemo({ port: 0, folder, story: false, log, ...options })
  demos.push(demo)
  return demo
}

function listen(): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server))
  })
}
