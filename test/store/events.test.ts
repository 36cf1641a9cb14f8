import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { appendEvents, listEvents } from '../../src/store/events.ts'
import { ANNA, eachTracker, later, mismatch, openOne } from './each-tracker.ts'

const note = (number: number, words: string) => ({
  number,
  kind: 'note' as const,
  actor: ANNA,
  at: later(1),
  runId: null,
  from: null,
  to: null,
  reason: null,
  note: words,
  finding: null,
  details: null,
})

eachTracker((db) => {
  test('appendEvents() adds to the history in order', async () => {
    const { number } = await openOne(db(), mismatch('1', { crm: 'a' }), randomUUID())
    const ids = await appendEvents(db(), [note(number, 'asked billing'), note(number, 'they\u0000answered')])
    const events = await listEvents(db(), number)
    expect(events.slice(1)).toEqual([
      { ...note(number, 'asked billing'), id: ids[0] },
      { ...note(number, 'they␀answered'), id: ids[1] },
    ])
  })

  describe('the history', () => {
    test.each([
      ['an update', sql`update discrepancy_events set note = 'never said'`],
      ['a delete', sql`delete from discrepancy_events`],
      ['a truncate', sql`truncate discrepancy_events`],
    ])('refuses %s', async (_what, statement) => {
      const { number } = await openOne(db(), mismatch('1', { crm: 'a' }), randomUUID())
      const before = await listEvents(db(), number)
      await expect(db().execute(statement)).rejects.toMatchObject({
        cause: { message: expect.stringContaining('discrepancy_events is append only') },
      })
      expect(await listEvents(db(), number)).toEqual(before)
    })
  })
})
