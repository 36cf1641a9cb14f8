import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ClaimedRow, WantedMessage } from '../../src/domain/outbox.ts'
import { claimOutbox, releaseLane } from '../../src/store/lanes.ts'
import {
  enqueue,
  findWanted,
  isClaimed,
  listFailed,
  listPending,
  markDelivered,
  markFailed,
  markPosting,
  markRetry,
  retryFailed,
} from '../../src/store/outbox.ts'
import { eachTracker, later, NOW } from './each-tracker.ts'

const card = (number: number): WantedMessage => ({
  tag: `card:${number}`,
  channel: `#ops-${number}`,
  about: { kind: 'discrepancy', number },
})
const cards = (count: number) => Array.from({ length: count }, (_, index) => card(index + 1))
const tags = (rows: readonly WantedMessage[]) => rows.map(({ tag }) => tag)

eachTracker((db) => {
  const claim = (minute = 0) => claimOutbox(db(), { now: later(minute), leaseSeconds: 60 })
  const release = (row: ClaimedRow) => releaseLane(db(), row, { usedAt: null, freeAt: null })
  const retry = { error: 'ratelimited', firstAttemptAt: null }
  const failure = { error: 'channel_not_found', firstAttemptAt: null }

  beforeEach(async () => {
    await db().execute(sql`delete from outbox`)
    await db().execute(sql`delete from lanes`)
  })

  test('markDelivered() ends the row', async () => {
    await enqueue(db(), [card(1)], NOW)
    const [row] = await claim()
    await markDelivered(db(), row!)
    expect(await listPending(db())).toEqual([])
  })

  describe('enqueue() of a message', () => {
    test('that waits keeps one row and its place, for the newest wish', async () => {
      await enqueue(db(), [card(1), card(2)], NOW)
      await enqueue(
        db(),
        [card(2), { ...card(1), channel: '#new' }, { ...card(1), channel: '#last' }],
        later(1),
      )
      expect(await listPending(db())).toMatchObject([
        { tag: 'card:1', channel: '#last', generation: 2 },
        { tag: 'card:2', generation: 2 },
      ])
    })

    test('that is being delivered gives it to nobody else, and keeps the row for another delivery', async () => {
      await enqueue(db(), [card(1)], NOW)
      const [row] = await claim()
      await enqueue(db(), [card(1)], NOW)
      expect(await claim()).toEqual([])
      await markDelivered(db(), row!)
      await release(row!)
      const [again] = await claim()
      expect(again).toMatchObject({ tag: 'card:1', generation: 2, attempts: 1 })
      await markDelivered(db(), again!)
      expect(await listPending(db())).toEqual([])
    })

    test('that may have arrived keeps knowing it, waits as long, and stays in its channel', async () => {
      await enqueue(db(), [card(1)], NOW)
      const [row] = await claim()
      expect(await markPosting(db(), row!, NOW)).toBe(true)
      await markRetry(db(), { ...row!, ...retry, nextAttemptAt: later(3), firstAttemptAt: NOW })
      await enqueue(db(), [{ ...card(1), channel: '#other' }], later(1))
      expect(await findWanted(db(), 'card:1')).toMatchObject({
        channel: '#ops-1',
        firstAttemptAt: NOW,
        nextAttemptAt: later(3),
        generation: 2,
      })
    })

    test('that failed tries it anew, behind what waits', async () => {
      await enqueue(db(), [card(1), card(2)], NOW)
      const [row] = await claim()
      await markFailed(db(), { ...row!, ...failure })
      await enqueue(db(), [card(1)], later(1))
      expect(await listFailed(db())).toEqual([])
      expect(await listPending(db())).toMatchObject([
        { tag: 'card:2' },
        { tag: 'card:1', generation: 2, attempts: 0, error: null },
      ])
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
      expect((await listPending(db())).map(({ generation }) => generation)).toEqual(Array(200).fill(15))
    })

    test('is undone with its transaction', async () => {
      const failing = db().transaction(async (transaction) => {
        await enqueue(transaction, [card(1)], NOW)
        throw new Error('killed')
      })
      await expect(failing).rejects.toThrow('killed')
      expect(await listPending(db())).toEqual([])
    })
  })

  test('markRetry() lets the row wait, with the reason and the attempts so far', async () => {
    await enqueue(db(), [card(1)], NOW)
    const [row] = await claim()
    await markRetry(db(), { ...row!, ...retry, nextAttemptAt: later(3) })
    await release(row!)
    expect(await claim(2)).toEqual([])
    expect(await claim(3)).toMatchObject([{ attempts: 2, error: 'ratelimited' }])
  })

  test('markFailed() shows the row among the failed and keeps a newer wish alive', async () => {
    await enqueue(db(), cards(2), NOW)
    const [first, second] = await claim()
    await enqueue(db(), [card(2)], NOW)
    await markFailed(db(), { ...first!, ...failure })
    await markFailed(db(), { ...second!, ...failure })
    expect(await listFailed(db())).toMatchObject([
      { tag: 'card:1', state: 'failed', error: 'channel_not_found' },
    ])
    expect(await listPending(db())).toMatchObject([{ tag: 'card:2', generation: 2 }])
  })

  test('retryFailed() has everything tried again that was given up, and nothing else', async () => {
    await enqueue(db(), cards(3), NOW)
    const rows = (await claim()).toSorted((one, other) => one.tag.localeCompare(other.tag))
    await markFailed(db(), { ...rows[0]!, error: 'may have been posted', firstAttemptAt: NOW })
    await markFailed(db(), { ...rows[1]!, ...failure })
    expect(await retryFailed(db(), later(1))).toBe(2)
    expect(await retryFailed(db(), later(1))).toBe(0)
    expect(await listPending(db())).toMatchObject([
      { tag: 'card:1', postAnyway: true, firstAttemptAt: NOW, attempts: 0, generation: 2 },
      { tag: 'card:2', postAnyway: true, firstAttemptAt: null },
      { tag: 'card:3', postAnyway: false, generation: 1 },
    ])
  })

  test('a claim that somebody else has taken over marks nothing any more', async () => {
    await enqueue(db(), [card(1)], NOW)
    const [old] = await claim(0)
    const [taken] = await claim(2)
    expect(taken).toMatchObject({ tag: 'card:1', attempts: 2 })
    expect(await isClaimed(db(), old!)).toBe(false)
    expect(await markPosting(db(), old!, later(2))).toBe(false)
    await markDelivered(db(), old!)
    await markFailed(db(), { ...old!, ...failure })
    await markRetry(db(), { ...old!, ...retry, nextAttemptAt: later(9) })
    expect(tags(await listPending(db()))).toEqual(['card:1'])
    expect(await isClaimed(db(), taken!)).toBe(true)
  })
})
