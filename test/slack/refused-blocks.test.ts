import type { KnownBlock } from '@slack/types'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { startPlayground } from '../../src/playground/start-playground.ts'
import { type Deliver, openDelivery } from '../../src/slack/deliver.ts'
import { lineChart } from '../../src/slack/messages/line-chart.ts'
import type { Message } from '../../src/slack/messages/message.ts'
import { runGroup } from '../../src/slack/messages/run-group.ts'
import { clientOf } from '../operations/delivery-world.ts'
import { collectingLog } from './open-bot.ts'
import { sampleStorm } from './sample-storm.ts'

const words: KnownBlock = { type: 'section', text: { type: 'mrkdwn', text: 'from 1 to 2' } }
const chart = lineChart({ title: 't', categories: ['a', 'b'], series: [{ name: 'n', values: [1, 2] }] })!
const plainer: Message = { text: 'digest', blocks: [words] }
const message: Message = { text: 'digest', blocks: [chart], plainer }

let playground: Playground
let deliver: Deliver
let time: number
beforeEach(async () => {
  playground = await startPlayground({
    port: 0,
    log: collectingLog([]),
    channels: ['#ops'],
    postRate: { perSecond: 1_000, burst: 1_000 },
  })
  time = Date.parse('2026-11-02T09:00:00Z')
  deliver = openDelivery(clientOf(playground), () => new Date(time))
})
afterEach(async () => await playground?.close())

/** As in a workspace that has no charts yet. */
function takeNo(type: string): void {
  playground.failCalls((_, { blocks }) =>
    JSON.stringify(blocks ?? '').includes(type) ? { kind: 'error', error: 'invalid_blocks' } : null,
  )
}

const post = (posted: Message = message) =>
  deliver.post({ channel: '#ops', message: posted, tag: 'digest:1' })
const calls = () =>
  playground.transcript().filter((entry) => entry.kind === 'call' && /^chat/.test(entry.method)).length
const shown = () => playground.messages('#ops').map(({ blocks }) => blocks?.map(({ type }) => type))

describe('T8: a chart that Slack refuses', () => {
  test('is sent once more without it, and for a day the next ones are plain at once', async () => {
    takeNo('data_visualization')
    expect(await post()).toMatchObject({ ok: true, plainly: true })
    expect([calls(), shown()]).toEqual([2, [['section']]])
    time += 23 * 3_600_000
    expect(await post()).toMatchObject({ ok: true, plainly: true })
    expect(calls()).toBe(3)
    time += 3_600_000
    playground.failCalls(null)
    const again = await post()
    expect(again).not.toHaveProperty('plainly')
    expect(shown().at(-1)).toEqual(['data_visualization'])
  })

  test('is edited in without it as well', async () => {
    const posted = await post()
    if (!posted.ok) throw new Error(posted.reason)
    takeNo('data_visualization')
    expect(await deliver.update({ ...posted, message, tag: 'digest:1' })).toMatchObject({ plainly: true })
    expect(shown()).toEqual([['section']])
  })

  test('does not make other messages plain, and one that has no plainer form is refused', async () => {
    takeNo('data_visualization')
    await post()
    const table: KnownBlock = { type: 'divider' }
    expect(await post({ text: 'list', blocks: [table], plainer })).not.toHaveProperty('plainly')
    expect(await post({ text: 'chart', blocks: [chart] })).toMatchObject({ ok: false, permanent: true })
  })

  test('in a message whose words are refused too is given up, and nothing is remembered', async () => {
    playground.failCalls(() => ({ kind: 'error', error: 'invalid_blocks' }))
    expect(await post()).toMatchObject({ ok: false, permanent: true })
    playground.failCalls(null)
    expect(await post()).not.toHaveProperty('plainly')
  })

  test('is not what a channel that is gone or a limit is about: that is said as before', async () => {
    playground.failCalls(() => ({ kind: 'error', error: 'is_archived' }))
    expect(await post()).toMatchObject({ ok: false, permanent: true })
    expect(calls()).toBe(1)
  })
})

describe('T8: the table with pages of a group message that Slack refuses', () => {
  const said = () => JSON.stringify(playground.messages('#ops').at(-1)?.blocks)

  test('is a short plain one, and every edit after that as well', async () => {
    takeNo('data_table')
    const posted = await post(runGroup(sampleStorm('new')))
    expect(posted).toMatchObject({ ok: true, plainly: true })
    if (!posted.ok) throw new Error(posted.reason)
    expect(shown().at(-1)).toContain('table')
    expect(said()).toContain('Triage 4,995')
    const before = calls()
    for (const [stage, words] of [
      ['partly', '1,465 still open'],
      ['resolved', 'all resolved'],
    ] as const) {
      const edited = await deliver.update({
        ...posted,
        message: runGroup(sampleStorm(stage)),
        tag: 'digest:1',
      })
      expect(edited).toMatchObject({ ok: true })
      expect(said()).toContain(words)
      expect(shown().at(-1)).not.toContain('data_table')
    }
    // What Slack refused a minute ago is not tried again with each edit.
    expect(calls() - before).toBe(2)
    expect(playground.messages('#ops')).toHaveLength(1)
  })
})
