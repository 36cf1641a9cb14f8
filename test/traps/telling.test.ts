import { afterEach, expect } from 'vitest'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { countOpenBySeverity } from '../../src/store/discrepancies.ts'
import { listEvents } from '../../src/store/events.ts'
import { openDeliveryWorld } from '../operations/delivery-world.ts'
import { openBot } from '../slack/open-bot.ts'
import { startTrackerServer } from '../support/tracker-server.ts'
import { trap } from './trap.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

trap(
  76,
  {
    title: 'two people press at once, and Slack delivers one click twice',
    proves: 'telling: one transition',
  },
  async () => {
    const bot = await openBot()
    closers.push(bot.close)
    const row = (balance: string) => [{ id: '1', balance, email: 'a@x.org', plan: 'pro' }]
    bot.crm.rows = row('1.00')
    bot.billing.rows = row('2.00')
    const scope = { kind: 'everything' } as const
    await runReconciliation(bot.context, { name: 'customers', scope, trigger: 'cli', requestedBy: 'test' })
    const { channel, ts } = await bot.playground.nextMessage(({ text }) => text.startsWith('#1 '))
    const [ada, ben] = bot.playground.people.map(({ id }) => id)
    const press = (user: string) =>
      bot.playground.click({ user, channel, ts, actionId: 'discrepancy.acknowledge' })
    await Promise.all([press(ada!), press(ada!), press(ben!)])
    await bot.playground.nextMessage(
      ({ text, onlyFor }) => onlyFor !== null && /already acknowledged #1/.test(text),
    )
    const kinds = (await listEvents(bot.context.db, 1)).map(({ kind }) => kind)
    expect(kinds).toEqual(['opened', 'acknowledged'])
  },
)

trap(
  77,
  { title: 'a storm of 5,000 new discrepancies is eleven messages', proves: 'telling: cards, one group' },
  async () => {
    const server = await startTrackerServer()
    closers.push(server.close)
    const world = await openDeliveryWorld(server, { discrepancies: 5_000, tells: true })
    closers.push(world.close)
    const workers = [await world.openWorker(), await world.openWorker()]
    const seconds = await world.deliverAll(...workers)
    const messages = world.playground.messages('#ops')
    const cards = Array.from({ length: 10 }, (_, at) => expect.stringMatching(new RegExp(`^#${at + 1} `)))
    expect(messages.map(({ text }) => text)).toEqual([
      ...cards,
      '4,990 more discrepancies in customers, 4,990 still open',
    ])
    expect(seconds).toBe(11)
    expect(await countOpenBySeverity(world.context.db, 'customers')).toMatchObject({ high: 5_000 })
    await world.run()
    await world.deliverAll(...workers)
    expect([world.calls('chat.postMessage'), world.calls('chat.update')]).toEqual([11, 0])
  },
)
