import { describe, expect, test } from 'vitest'
import type { Discrepancy } from '../../src/domain/discrepancy.ts'
import { HISTORY_EVENTS, NOTE_EVENTS, type NoteEvent, type Told } from '../../src/domain/outbox.ts'
import { joinLines } from '../../src/outbox/join-lines.ts'
import { planRunMessages, planTriageMessages } from '../../src/outbox/plan-messages.ts'
import { sampleDiscrepancy } from '../slack/samples.ts'

const CARD = 'card:12'
const row = (changes: Partial<Discrepancy> = {}) => sampleDiscrepancy({ version: 7, ...changes })
const tags = (
  event: NoteEvent,
  { shown = [CARD], thread = 'quiet' as 'quiet' | 'all', tells = 'copies' as Told, isOneOfMany = false } = {},
) =>
  planTriageMessages({
    notify: { channel: '#ops', thread },
    tells,
    event,
    discrepancy: row(),
    isOneOfMany,
    shown: new Set(shown),
  }).map(({ tag }) => tag)

describe('a line in a thread', () => {
  test.each(HISTORY_EVENTS)('%s is one where the thread has lines, or where all is wanted', (event) => {
    expect(tags(event)).toEqual([CARD])
    expect(tags(event, { shown: [CARD, 'note:12:3'] })).toEqual([CARD, 'note:12:7'])
    expect(tags(event, { thread: 'all' })).toEqual([CARD, 'note:12:7'])
    expect(tags(event, { thread: 'all', shown: [] })).toEqual([])
    expect(tags(event, { shown: ['note:12:3'] })).toEqual([])
  })

  test('what needs somebody is one in any case where a card stands', () => {
    for (const event of NOTE_EVENTS.filter((each) => !HISTORY_EVENTS.some((known) => known === each)))
      expect(tags(event, { tells: 'copies-and-thread' }), event).toEqual([CARD, 'note:12:7'])
  })

  test('is none of one of many, unless all is wanted; nor does an escalation of many post cards', () => {
    const shown = [CARD, 'note:12:3']
    expect(tags('acknowledged', { isOneOfMany: true, shown })).toEqual([CARD])
    expect(tags('assigned', { isOneOfMany: true, shown, tells: 'copies-and-thread' })).toEqual([CARD])
    expect(tags('escalated', { isOneOfMany: true, shown: [], tells: 'card-and-thread' })).toEqual([])
    expect(tags('acknowledged', { isOneOfMany: true, thread: 'all' })).toEqual([CARD, 'note:12:7'])
  })

  test('of a run that resolves is one where all is wanted, and none of a run that resolves many', () => {
    const resolved = (count: number, thread: 'quiet' | 'all') => {
      const saved = Array.from({ length: count }, (_, index) => ({
        change: { type: 'resolved' as const, number: index + 1 },
        discrepancy: row({ number: index + 1, status: 'resolved', toldRunId: null }),
      }))
      const shown = new Set(saved.map(({ discrepancy: { number } }) => `card:${number}`))
      const notify = { channel: '#ops', maxCards: 5, thread }
      const wanted = planRunMessages({ notify, runId: 'run-2', saved, shown })
      return wanted.filter(({ about }) => about.kind === 'note').length
    }
    expect([resolved(3, 'quiet'), resolved(3, 'all'), resolved(20, 'all'), resolved(21, 'all')]).toEqual([
      0, 3, 20, 0,
    ])
  })

  test('joins the last one that waits, where both only add to the history', () => {
    const about = (event: NoteEvent, version: number) =>
      ({ kind: 'note', number: 12, event, version }) as const
    const wanted = (event: NoteEvent) => [{ tag: 'note:12:7', channel: '#ops', about: about(event, 7) }]
    const waiting = { tag: 'note:12:5', about: about('acknowledged', 5) }
    expect(joinLines(wanted('snoozed'), waiting)).toEqual([
      { tag: 'note:12:5', channel: '#ops', about: { ...waiting.about, upTo: 7 } },
    ])
    expect(joinLines(wanted('escalated'), waiting)).toEqual(wanted('escalated'))
    expect(joinLines(wanted('snoozed'), { tag: 'note:12:5', about: about('noted', 5) })).toEqual(
      wanted('snoozed'),
    )
    expect(joinLines(wanted('snoozed'), null)).toEqual(wanted('snoozed'))
  })
})
