import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TriageAction } from '../../src/domain/discrepancy.ts'
import type { Context } from '../../src/operations/context.ts'
import { sendDigest } from '../../src/operations/send-digest.ts'
import { sendMissedDigest } from '../../src/operations/send-missed-digest.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { listPending } from '../../src/store/outbox.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'
import { type DeliveryWorld, openDeliveryWorld, type Worker } from './delivery-world.ts'

const DAY_SECONDS = 24 * 60 * 60

let server: TrackerServer
let world: DeliveryWorld
let worker: Worker
let context: Context
beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())
beforeEach(async () => {
  world = await openDeliveryWorld(server, { discrepancies: 12 })
  worker = await world.openWorker()
  context = digestsOf(world.context)
  world.pass(DAY_SECONDS - 60)
})
afterEach(async () => await world?.close())

/** The same with a digest in #ops. */
function digestsOf(one: Context, more: object = {}): Context {
  const reconciliations = one.settings.reconciliations.map((each) => ({
    ...each,
    notify: { ...each.notify, digestChannel: '#ops', ...more },
  }))
  return { ...one, settings: { ...one.settings, reconciliations } }
}

async function act(number: number, action: TriageAction): Promise<void> {
  const actor = { kind: 'person', id: 'U0ADA00001', surface: 'slack' } as const
  expect((await triageDiscrepancy(context, { number, action, actor })).accepted).toBe(true)
}

const digests = () =>
  world.playground.messages('#ops').map(({ text, blocks }) => ({ text, blocks: JSON.stringify(blocks) }))
const due = (day: string) => ({ channel: '#ops', findDue: () => day })

describe('T47: the digest of a day', () => {
  test('that two processes make and deliver at once is one post', async () => {
    const other = await world.openWorker()
    const made = await Promise.all(
      [context, digestsOf(other.context)].map((each) =>
        sendDigest(each, { channel: '#ops', day: '2026-11-03' }),
      ),
    )
    expect(made.toSorted()).toEqual([false, true])
    await world.deliverAll(worker, other)
    expect(digests().map(({ text }) => text)).toEqual([
      'Digest of 2026-11-03: 12 opened, 0 resolved, 12 open',
    ])
  })

  test('that was posted when its process died is found, and not posted again', async () => {
    await sendDigest(context, { channel: '#ops', day: '2026-11-03' })
    world.fail(['chat.postMessage', { kind: 'drop' }])
    await world.deliverAll(worker)
    expect(digests()).toHaveLength(1)
    expect(world.calls('chat.postMessage')).toBe(1)
  })

  test('that was made and not posted when its process died is posted by the next one', async () => {
    await sendDigest(context, { channel: '#ops', day: '2026-11-03' })
    const next = await world.openWorker()
    expect(await sendDigest(digestsOf(next.context), { channel: '#ops', day: '2026-11-03' })).toBe(false)
    await world.deliverAll(next)
    expect(digests()).toHaveLength(1)
  })

  test('that was missed is caught up once, and covers all days since the last one', async () => {
    expect(await sendMissedDigest(context, due('2026-11-03'))).toBe(false)
    await sendDigest(context, { channel: '#ops', day: '2026-11-03' })
    await act(1, 'resolve')
    world.pass(3 * DAY_SECONDS)
    const caughtUp = []
    for (let start = 0; start < 2; start++) caughtUp.push(await sendMissedDigest(context, due('2026-11-06')))
    expect(caughtUp).toEqual([true, false])
    await world.deliverAll(worker)
    expect(digests().map(({ text }) => text)).toEqual([
      'Digest of 2026-11-03: 12 opened, 0 resolved, 12 open',
      'Digest of 2026-11-06: 0 opened, 1 resolved, 11 open',
    ])
    expect(digests()[1]?.blocks).toContain(', 1 fewer than in the last digest')
  })

  test('is looked for no further back than the last one, and than a week', async () => {
    await sendDigest(context, { channel: '#ops', day: '2026-11-03' })
    const last = world.now()
    const asked: Date[] = []
    const findDue = ({ since }: { since: Date }) => {
      asked.push(since)
      return null
    }
    world.pass(60)
    await sendMissedDigest(context, { channel: '#ops', findDue })
    world.pass(30 * DAY_SECONDS)
    await sendMissedDigest(context, { channel: '#ops', findDue })
    expect(asked).toEqual([last, new Date(world.now().getTime() - 7 * DAY_SECONDS * 1_000)])
  })

  test('with nothing to tell is one line, or none where the config says silent', async () => {
    for (let number = 1; number <= 12; number++) await act(number, 'resolve')
    world.pass(1)
    await sendDigest(context, { channel: '#ops', day: '2026-11-03' })
    world.pass(DAY_SECONDS)
    const silent = digestsOf(world.context, { quietDay: 'silent' })
    expect(await sendDigest(silent, { channel: '#ops', day: '2026-11-04' })).toBe(true)
    expect(await sendDigest(silent, { channel: '#ops', day: '2026-11-04' })).toBe(false)
    await sendDigest(context, { channel: '#ops', day: '2026-11-05' })
    await act(3, 'reopen')
    world.pass(DAY_SECONDS)
    await sendDigest(silent, { channel: '#ops', day: '2026-11-06' })
    await world.deliverAll(worker)
    expect(digests().map(({ text }) => text)).toEqual([
      'Digest of 2026-11-03: 12 opened, 12 resolved, 0 open',
      'Digest of 2026-11-05: nothing differs',
      'Digest of 2026-11-06: 0 opened, 0 resolved, 1 open',
    ])
  })
})

describe('T8: in a workspace that takes no charts', () => {
  const takeNoCharts = () =>
    world.playground.failCalls((_, { blocks }) =>
      JSON.stringify(blocks ?? '').includes('data_visualization')
        ? { kind: 'error', error: 'invalid_blocks' }
        : null,
    )

  test('the digest comes once, with its trend in words, and what stands there is not sent again', async () => {
    takeNoCharts()
    await sendDigest(context, { channel: '#ops', day: '2026-11-03' })
    await world.deliverAll(worker)
    expect(digests()).toHaveLength(1)
    expect(digests()[0]?.blocks).toContain('always 12')
    expect(world.calls('chat.postMessage')).toBe(2)
    // Wanted again as it is, by a process that knows nothing of the refusal.
    const wanted = {
      tag: 'digest:#ops:2026-11-03',
      channel: '#ops',
      about: { kind: 'digest', id: '#ops:2026-11-03' },
    } as const
    await world.want(wanted)
    await world.deliverAll(await world.openWorker())
    expect(world.calls('chat.update')).toBe(0)
    await act(12, 'acknowledge')
    await world.deliverAll(worker)
    expect(world.calls('chat.update')).toBe(1)
    expect(digests()[0]?.blocks).toContain('Acknowledged')
  })
})

test('T48: a digest is posted with unfurls off, and asks for no permalinks that could fail', async () => {
  await sendDigest(context, { channel: '#ops', day: '2026-11-03' })
  await world.deliverAll(worker)
  const posts = world.playground
    .transcript()
    .flatMap((entry) => (entry.kind === 'call' && entry.method === 'chat.postMessage' ? [entry] : []))
  expect(posts).toHaveLength(1)
  const { unfurl_links: links, unfurl_media: media } = posts[0]!.arguments
  expect([links, media].map(String)).toEqual(['false', 'false'])
  expect(world.calls('chat.getPermalink')).toBe(0)
})

describe('the digests of the last days', () => {
  test('that show a discrepancy are edited once after what happened to it, and others are not', async () => {
    await sendDigest(context, { channel: '#ops', day: '2026-11-03' })
    await world.deliverAll(worker)
    expect(digests()[0]?.blocks).toContain('data_visualization')
    await act(12, 'acknowledge')
    await act(12, 'resolve')
    await act(11, 'acknowledge')
    await world.deliverAll(worker)
    expect(world.calls('chat.update')).toBe(1)
    const blocks = digests()[0]?.blocks
    expect(blocks).toContain('✅ Resolved')
    expect(blocks).toContain('👀 Acknowledged')
    // What it counts stays as it was when it was made.
    expect(blocks).toContain('*12 still open*')
    // Five are shown, the newest first.
    await act(1, 'resolve')
    expect(await listPending(context.db)).toEqual([])
  })

  test('follow a run too, and after a week no more', async () => {
    await sendDigest(context, { channel: '#ops', day: '2026-11-03' })
    await world.deliverAll(worker)
    await act(12, 'resolve')
    await world.deliverAll(worker)
    await world.run()
    expect((await listPending(context.db)).map(({ tag }) => tag)).toEqual(['digest:#ops:2026-11-03'])
    await world.deliverAll(worker)
    world.pass(8 * DAY_SECONDS)
    await act(11, 'acknowledge')
    expect(await listPending(context.db)).toEqual([])
  })
})
