import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import type { WantedMessage } from '../../src/domain/outbox.ts'
import {
  claimOutbox,
  enqueue,
  listFailed,
  markDelivered,
  markFailed,
  markRetry,
} from '../../src/store/outbox.ts'
import { eachTracker, later, NOW } from './each-tracker.ts'

const card = (number: number): WantedMessage => ({
  tag: `card:${number}`,
  channel: '#ops',
  about: { kind: 'discrepancy', number },
})
const cards = (count: number) => Array.from({ length: count }, (_, index) => card(index + 1))
const numbers = (rows: readonly WantedMessage[]) =>
  rows.map(({ about }) => (about.kind === 'discrepancy' ? about.number : null))

eachTracker((db, kind) => {
  const claim = (minute = 0, limit = 10) => claimOutbox(db(), { limit, now: later(minute), leaseSeconds: 60 })

  beforeEach(async () => {
    await db().execute(sql`delete from outbox`)
  })

  test('claimOutbox() gives what was asked for, in that order, with its first attempt counted', async () => {
    await enqueue(db(), [card(3), card(20)], NOW)
    await enqueue(db(), [card(1)], later(1))
    expect(await claim(1)).toEqual([
      { ...card(3), attempts: 1, nextAttemptAt: NOW, state: 'pending', error: null, generation: 1 },
      { ...card(20), attempts: 1, nextAttemptAt: NOW, state: 'pending', error: null, generation: 1 },
      { ...card(1), attempts: 1, nextAttemptAt: later(1), state: 'pending', error: null, generation: 1 },
    ])
  })

  test('claimOutbox() gives the first asked for when there are more than the limit', async () => {
    await enqueue(db(), cards(15), NOW)
    expect(numbers(await claim(0))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(numbers(await claim(0))).toEqual([11, 12, 13, 14, 15])
  })

  test('claimOutbox() gives each row to one of several workers', async () => {
    await enqueue(db(), cards(50), NOW)
    const work = async () => {
      const got: (number | null)[] = []
      for (;;) {
        const rows = await claim(0, 3)
        if (rows.length === 0) return got
        got.push(...numbers(rows))
      }
    }
    const got = (await Promise.all([work(), work(), work()])).flat()
    expect(got.sort((a, b) => a! - b!)).toEqual(numbers(cards(50)))
  })

  test.runIf(kind === 'server')(
    'claimOutbox() does not wait for rows another worker is claiming',
    async () => {
      await enqueue(db(), cards(4), NOW)
      await db().transaction(async (transaction) => {
        const first = await claimOutbox(transaction, { limit: 2, now: NOW, leaseSeconds: 60 })
        expect(numbers(first)).toEqual([1, 2])
        const second = await db().transaction(async (other) => {
          await other.execute(sql`set local lock_timeout = '5s'`)
          return await claimOutbox(other, { limit: 10, now: NOW, leaseSeconds: 60 })
        })
        expect(numbers(second)).toEqual([3, 4])
      })
    },
  )

  test('claimOutbox() gives a row again when its worker died, after the lease', async () => {
    await enqueue(db(), [card(1)], NOW)
    await claim(0)
    expect(await claim(0.9)).toEqual([])
    expect(await claim(1)).toMatchObject([{ tag: 'card:1', attempts: 2, generation: 1 }])
  })

  test('claimOutbox() leaves what is not due yet', async () => {
    await enqueue(db(), [card(1)], later(5))
    expect(await claim(4)).toEqual([])
    expect(await claim(5)).toHaveLength(1)
  })

  test('markDelivered() ends the row', async () => {
    await enqueue(db(), [card(1)], NOW)
    const [row] = await claim()
    await markDelivered(db(), row!)
    expect(await claim(60)).toEqual([])
  })

  describe('enqueue() of a message', () => {
    test('that waits keeps one row, for the newest wish', async () => {
      await enqueue(db(), [card(1)], NOW)
      await enqueue(
        db(),
        [{ ...card(1), channel: '#new' }, card(1), { ...card(1), channel: '#last' }],
        later(1),
      )
      expect(await claim(1)).toMatchObject([{ channel: '#last', generation: 2, attempts: 1 }])
    })

    test('that is being delivered gives it to nobody else, and keeps the row for another delivery', async () => {
      await enqueue(db(), [card(1)], NOW)
      const [row] = await claim()
      await enqueue(db(), [card(1)], NOW)
      expect(await claim()).toEqual([])
      await markDelivered(db(), row!)
      const [again] = await claim()
      expect(again).toMatchObject({ tag: 'card:1', generation: 2, attempts: 1 })
      await markDelivered(db(), again!)
      expect(await claim(60)).toEqual([])
    })

    test('that failed tries it anew', async () => {
      await enqueue(db(), [card(1)], NOW)
      const [row] = await claim()
      await markFailed(db(), { ...row!, error: 'channel_not_found' })
      await enqueue(db(), [card(1)], later(1))
      expect(await listFailed(db())).toEqual([])
      expect(await claim(1)).toMatchObject([{ generation: 2, attempts: 1, error: null, state: 'pending' }])
    })

    test('in another order than somebody else does at the same time never ends in a deadlock', async () => {
      const wanted = cards(200)
      const both = () =>
        Promise.all([
          enqueue(db(), wanted, NOW),
          enqueue(db(), wanted.toReversed(), NOW),
          enqueue(db(), wanted, NOW),
        ])
      for (let round = 0; round < 5; round++) await both()
      expect((await claim(0, 1_000)).map(({ generation }) => generation)).toEqual(Array(200).fill(15))
    })

    test('is undone with its transaction', async () => {
      const failing = db().transaction(async (transaction) => {
        await enqueue(transaction, [card(1)], NOW)
        throw new Error('killed')
      })
      await expect(failing).rejects.toThrow('killed')
      expect(await claim()).toEqual([])
    })
  })

  test('markRetry() lets the row wait, with the reason and the attempts so far', async () => {
    await enqueue(db(), [card(1)], NOW)
    const [row] = await claim()
    await markRetry(db(), { ...row!, error: 'ratelimited', nextAttemptAt: later(3) })
    expect(await claim(2)).toEqual([])
    expect(await claim(3)).toMatchObject([{ attempts: 2, error: 'ratelimited' }])
  })

  test('markFailed() shows the row among the failed and claims it no more', async () => {
    await enqueue(db(), cards(2), NOW)
    const [row] = await claim()
    await markFailed(db(), { ...row!, error: 'channel_not_found' })
    expect(await listFailed(db())).toMatchObject([
      { tag: 'card:1', state: 'failed', error: 'channel_not_found' },
    ])
    expect(numbers(await claim(60))).toEqual([2])
  })

  test('markFailed() keeps a newer wish alive', async () => {
    await enqueue(db(), [card(1)], NOW)
    const [row] = await claim()
    await enqueue(db(), [card(1)], NOW)
    await markFailed(db(), { ...row!, error: 'invalid_blocks' })
    expect(await listFailed(db())).toEqual([])
    expect(await claim()).toMatchObject([{ generation: 2 }])
  })
})
