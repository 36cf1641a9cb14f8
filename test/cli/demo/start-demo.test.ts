import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Demo, type DemoOptions, startDemo } from '../../../src/cli/demo/start-demo.ts'
import { type Finding, findingField, findingSide } from '../../../src/domain/finding.ts'

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
/** Only spent when nothing comes: everything waits for events. */
const PATIENCE_MS = 45_000
/** One of each kind, so that a newcomer sees them all. */
const FIRST_CARDS = ['1012', '1019', '1027', '1035', '1042']
/** A start takes seconds, more on a busy computer. */
const SEVERAL_STARTS = { timeout: 240_000 }

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

test('startDemo() finds exactly the planted findings, and tells them readably', async () => {
  const demo = await open()
  expect(foundIn(demo, 'customers')).toEqual(plantedIn(demo, 'customers'))
  expect(foundIn(demo, 'payments')).toEqual(plantedIn(demo, 'payments'))
  const { sides } = demo.lastRuns.customers!.comparison.summary
  expect(Object.values(sides).map((side) => side.rows)).toEqual([847, 839, 851])

  const { playground } = demo
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

test('startDemo() opens an API: an order of which only the shop told is a card, until the bank tells of it', async () => {
  const { api, playground } = await open()
  const tell = async (side: string, record: Record<string, string>) => {
    const response = await fetch(`${api.url}/api/events/orders`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.token}`, 'content-type': 'application/json' },
      // Long ago: its time is over.
      body: JSON.stringify({ side, key: '1', at: '2026-01-01T00:00:00Z', record }),
    })
    expect(response.status).toBe(202)
  }
  await tell('shop', { id: '1', total: '42.50' })
  const card = await playground.nextMessage(({ text }) => /missing from bank.*id 1\b/.test(text), PATIENCE_MS)
  await tell('bank', { order_id: '1', amount: '42.50' })
  const ended = ({ ts, text }: { ts: string; text: string }) => ts === card.ts && /resolved/.test(text)
  await playground.nextMessage(ended, PATIENCE_MS)
  expect(playground.messages('orders')).toHaveLength(1)
})

test(
  'startDemo() refuses a folder in which a demo runs, and does not disturb that demo',
  SEVERAL_STARTS,
  async () => {
    const demo = await open()
    await expect(open()).rejects.toMatchObject({ code: 'tracker-busy' })
    await demo.systems.apply([{ type: 'remove', system: 'crm', key: '1060' }])
    await demo.playground.command('ada', 'data-quality', '/recon check customers 1060')
    await demo.playground.nextMessage((message) => /missing from crm.*1060/.test(message.text), PATIENCE_MS)
  },
)

test('startDemo() goes on from the same tracker, and forgets it if fresh', SEVERAL_STARTS, async () => {
  const first = await open()
  expect(first.lastRuns.customers!.changes).toMatchObject({ opened: 23 })
  await first.stop()
  await expect(fetch(first.url)).rejects.toThrow()
  expect(await readdir(folder)).not.toContain('postgres-folder')

  const second = await open()
  expect(second.goesOn).toBe(true)
  expect(second.lastRuns.customers!.changes).toEqual({ opened: 0, seenAgain: 23, reopened: 0, resolved: 0 })
  await second.stop()

  const third = await open({ fresh: true })
  expect(third.goesOn).toBe(false)
  expect(third.lastRuns.customers!.changes).toMatchObject({ opened: 23 })
})

test(
  'startDemo() shows the cards of last time where they were, and their buttons work',
  SEVERAL_STARTS,
  async () => {
    const first = await open()
    await first.playground.nextMessage(({ text }) => /^#\d+ new.* PAY-20398/.test(text), PATIENCE_MS)
    await first.stop()
    const before = first.playground.messages('finance').map(({ ts }) => ts)
    const { playground } = await open()
    expect(playground.messages('finance').map(({ ts }) => ts)).toEqual(before)
    const card = playground.messages('finance').find(({ text }) => /^#\d+ new.* PAY-20398/.test(text))!
    const actionId = 'discrepancy.acknowledge'
    await playground.click({ user: 'ada', channel: 'finance', ts: card.ts, actionId })
    const changed = await playground.nextMessage(
      ({ text }) => /^#\d+ acknowledged.* PAY-20398/.test(text),
      PATIENCE_MS,
    )
    expect(changed.ts).toBe(card.ts)
  },
)

test('startDemo() names the port and the remedy when it is taken, and leaves nothing behind', async () => {
  const squatter = await listen()
  const { port } = squatter.address() as { port: number }
  await expect(startDemo({ port, folder, log })).rejects.toMatchObject({
    code: 'port-taken',
    message: expect.stringContaining('--port'),
  })
  expect(await readdir(folder)).toEqual(['demo'])
  await writeFile(join(folder, 'channels.json'), 'of last time')
  await expect(startDemo({ port, folder, log, fresh: true })).rejects.toMatchObject({ code: 'port-taken' })
  expect((await readdir(folder)).sort()).toEqual(['channels.json', 'demo'])
  squatter.close()
})

async function open(options: Partial<DemoOptions> = {}): Promise<Demo> {
  const demo = await startDemo({ port: 0, folder, story: false, log, ...options })
  demos.push(demo)
  return demo
}

type Name = 'customers' | 'payments'

function foundIn(demo: Demo, name: Name): string[] {
  const describe = (finding: Finding) => {
    const sides = finding.kind === 'missing' ? finding.missingFrom : [findingSide(finding)]
    return [finding.kind, Object.values(finding.key)[0], findingField(finding), ...sides].join(' ')
  }
  return demo.lastRuns[name]!.comparison.findings.map(describe).sort()
}

function plantedIn(demo: Demo, name: Name): string[] {
  return demo.systems.data.planted[name]
    .map(({ kind, key, field, on }) => [kind, key, field, ...(on ?? [undefined])].join(' '))
    .sort()
}

function listen(): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server))
  })
}
