import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ClaimedRow, WantedMessage } from '../../src/domain/outbox.ts'
import { claimOutbox, nextDueAt, releaseLane } from '../../src/store/lanes.ts'
import { saveMessage } from '../../src/store/messages.ts'
import { endAllClaims, enqueue, markDelivered, markRetry } from '../../src/store/outbox.ts'
import { eachTracker, later, NOW } from './each-tracker.ts'

const card = (number: number, channel = '#ops'): WantedMessage => ({
  tag: `card:${number}`,
  channel,
  about: { kind: 'discrepancy', number },
})
const seconds = (count: number) => later(count / 60)
const tags = (rows: readonly WantedMessage[]) => rows.map(({ tag }) => tag).sort()

eachTracker((db) => {
  const claim = (second = 0) => claimOutbox(db(), { now: seconds(second), leaseSeconds: 60 })
  const release = (row: ClaimedRow, usedAt: Date | null = null, freeAt: Date | null = null) =>
    releaseLane(db(), row, { usedAt, freeAt })
  const stand = (number: number) =>
    saveMessage(db(), {
      tag: `card:${number}`,
      channel: 'C1',
      ts: `1.${number}`,
      contentHash: '',
      sentAt: NOW,
    })

  async function deliver(row: ClaimedRow, second: number): Promise<void> {
    await markDelivered(db(), row)
    await release(row, seconds(second))
  }

  beforeEach(async () => {
    for (const table of ['outbox', 'lanes', 'messages']) await db().execute(sql.raw(`delete from ${table}`))
  })

  describe('claimOutbox()', () => {
    test('gives the first post of each channel, as it was asked for, and no second before it is released', async () => {
      await enqueue(db(), [card(3), card(20), card(4, '#money')], NOW)
      await enqueue(db(), [card(1)], later(1))
      const rows = await claim(60)
      expect(tags(rows)).toEqual(['card:3', 'card:4'])
      expect(rows.find(({ tag }) => tag === 'card:3')).toEqual({
        ...card(3),
        attempts: 1,
        askedAt: NOW,
        nextAttemptAt: NOW,
        firstAttemptAt: null,
        postAnyway: false,
        state: 'pending',
        error: null,
        generation: 1,
        lane: 'post:#ops',
        leaseUntil: seconds(120),
      })
      expect(await claim(60)).toEqual([])
    })

    test('keeps to one post a second in a channel', async () => {
      await enqueue(db(), [card(1), card(2)], NOW)
      const [first] = await claim(10)
      await deliver(first!, 10)
      expect(await claim(10.9)).toEqual([])
      expect(tags(await claim(11))).toEqual(['card:2'])
    })

    test('lets what follows wait for what is tried again', async () => {
      await enqueue(db(), [card(1), card(2), card(3, '#money')], NOW)
      const [first] = (await claim()).filter(({ channel }) => channel === '#ops')
      await markRetry(db(), { ...first!, error: '503', nextAttemptAt: seconds(9), firstAttemptAt: null })
      await release(first!, NOW)
      expect(await claim(8)).toEqual([])
      expect(tags(await claim(9))).toEqual(['card:1'])
    })

    test('gives a row again when its process died, after the lease', async () => {
      await enqueue(db(), [card(1)], NOW)
      await claim()
      expect(await claim(59)).toEqual([])
      expect(await claim(60)).toMatchObject([{ tag: 'card:1', attempts: 2 }])
    })

    test('gives each row to one of several processes, in the order of its channel', async () => {
      const channels = ['#a', '#b', '#c']
      await enqueue(
        db(),
        Array.from({ length: 60 }, (_, at) => card(at, channels[at % 3])),
        NOW,
      )
      const got: ClaimedRow[] = []
      let second = 0
      const work = async () => {
        for (const row of await claim(second)) {
          got.push(row)
          await deliver(row, second)
        }
      }
      for (; got.length < 60 && second < 100; second++) await Promise.all([work(), work(), work()])
      expect(second).toBe(20)
      for (const channel of channels) {
        const numbers = got.filter((row) => row.channel === channel).map(({ tag }) => Number(tag.slice(5)))
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
        expect(numbers).toHaveLength(20)
      }
    })
  })

  describe('edits', () => {
    test('hold up no post, and none of them waits for another one that is tried again', async () => {
      await stand(1)
      await stand(2)
      await enqueue(db(), [card(1), card(2), card(3)], NOW)
      const rows = await claim()
      expect(tags(rows)).toEqual(['card:1', 'card:3'])
      const [edit] = rows.filter(({ lane }) => lane === 'edit')
      await markRetry(db(), { ...edit!, error: '503', nextAttemptAt: later(5), firstAttemptAt: null })
      await release(edit!)
      expect(tags(await claim())).toEqual(['card:2'])
    })

    test('are never more than 50 in any minute, and 10 at once', async () => {
      for (let number = 0; number < 300; number++) await stand(number)
      await enqueue(
        db(),
        Array.from({ length: 300 }, (_, number) => card(number)),
        NOW,
      )
      const at: number[] = []
      for (let second = 0; second < 120; second += 0.5) {
        for (let rows = await claim(second); rows.length > 0; rows = await claim(second)) {
          at.push(second)
          await deliver(rows[0]!, second)
        }
      }
      const within = (from: number) => at.filter((second) => second >= from && second <= from + 60).length
      expect(at.filter((second) => second === 0)).toHaveLength(10)
      expect(Math.max(...at.map(within))).toBe(50)
    })

    test('all wait when Slack says so, to the second', async () => {
      await stand(1)
      await stand(2)
      await enqueue(db(), [card(1), card(2)], NOW)
      const [row] = await claim()
      await markRetry(db(), { ...row!, error: '429', nextAttemptAt: seconds(7), firstAttemptAt: null })
      await release(row!, NOW, seconds(7))
      expect(await claim(6.9)).toEqual([])
      expect(await nextDueAt(db())).toEqual(seconds(7))
      expect(await claim(7)).toHaveLength(1)
    })
  })

  test('nextDueAt() is when the first of a lane may go: its time, its pace, its lease', async () => {
    expect(await nextDueAt(db())).toBeNull()
    await enqueue(db(), [card(1), card(2)], NOW)
    expect(await nextDueAt(db())).toEqual(NOW)
    const [row] = await claim()
    expect(await nextDueAt(db())).toEqual(seconds(60))
    await deliver(row!, 0)
    expect(await nextDueAt(db())).toEqual(seconds(1))
  })

  test('endAllClaims() gives everything back at once', async () => {
    await enqueue(db(), [card(1)], NOW)
    await claim()
    await endAllClaims(db())
    expect(tags(await claim())).toEqual(['card:1'])
  })
})
