import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { findDigest, latestDigest, saveDigest } from '../../src/store/digests.ts'
import { findMessage, listShownTags, markGone, saveMessage } from '../../src/store/messages.ts'
import { enqueue } from '../../src/store/outbox.ts'
import { eachTracker, later, NOW } from './each-tracker.ts'

eachTracker((db) => {
  test('saveMessage() remembers where a message stands now', async () => {
    const first = { tag: 'card:1', channel: 'C1', ts: '1762000000.000100', contentHash: 'aa', sentAt: NOW }
    const stands = { goneAt: null, reposts: 0 }
    await saveMessage(db(), first)
    expect(await findMessage(db(), 'card:1')).toEqual({ ...first, ...stands })
    const moved = { ...first, ts: '1762000001.000000', contentHash: 'bb', sentAt: later(1) }
    await saveMessage(db(), moved)
    expect(await findMessage(db(), 'card:1')).toEqual({ ...moved, ...stands })
    await markGone(db(), 'card:1', later(2))
    expect(await findMessage(db(), 'card:1')).toEqual({ ...moved, goneAt: later(2), reposts: 0 })
    await saveMessage(db(), first)
    expect(await findMessage(db(), 'card:1')).toEqual({ ...first, goneAt: null, reposts: 1 })
    expect(await findMessage(db(), 'card:2')).toBeNull()
  })

  test('listShownTags() knows what is in Slack and what is on its way, and nothing else', async () => {
    const tag = (name: string) => `${name}:shown`
    await saveMessage(db(), { tag: tag('sent'), channel: 'C1', ts: '1.2', contentHash: 'aa', sentAt: NOW })
    for (const name of ['sent', 'waiting', 'unasked']) {
      await enqueue(db(), [{ tag: tag(name), channel: 'C1', about: { kind: 'discrepancy', number: 1 } }], NOW)
    }
    const shown = await listShownTags(db(), [tag('sent'), tag('waiting'), tag('never')])
    expect([...shown].sort()).toEqual([tag('sent'), tag('waiting')])
    expect(await listShownTags(db(), [])).toEqual(new Set())
  })

  test('saveDigest() saves one digest a channel and day', async () => {
    const channel = `#finance-${randomUUID()}`
    const digest = (day: string, minute: number) => ({
      id: randomUUID(),
      channel,
      day,
      since: NOW,
      until: later(minute),
      facts: { opened: 3, numbers: [1, 2] },
    })
    const monday = digest('2026-11-02', 1)
    expect(await saveDigest(db(), monday)).toBe(true)
    expect(await saveDigest(db(), digest('2026-11-02', 2))).toBe(false)
    const tuesday = digest('2026-11-03', 3)
    expect(await saveDigest(db(), tuesday)).toBe(true)
    expect(await findDigest(db(), monday.id)).toEqual(monday)
    expect(await latestDigest(db(), channel)).toEqual(tuesday)
    expect(await latestDigest(db(), '#nobody')).toBeNull()
    expect(await saveDigest(db(), { ...digest('2026-11-02', 4), channel: `${channel}-2` })).toBe(true)
  })
})
