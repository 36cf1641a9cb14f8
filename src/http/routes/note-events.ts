import { z } from '@hono/zod-openapi'
import { isLosslessNumber, stringify } from 'lossless-json'
import { CounterfoilError } from '../../domain/errors.ts'
import type { NotedEvent } from '../../domain/noted-event.ts'
import type { RawValue } from '../../domain/record.ts'
import { noteEvents } from '../../operations/note-events.ts'
import { defineRoute } from '../define-route.ts'
import { instantText, reconciliationName } from '../input-schemas.ts'

const SIDE = 'the name of a side'
const KEY = 'a key: write "1042", or a list of its parts'
const RECORD = 'a record: write its values by column, or null where it was deleted'
const EVENTS = 'a list of events: write [{ "side": "crm", "key": "1042", "at": "2026-11-01T09:30:00Z" }]'
const BODY =
  'an event, or { "events": [...] }: write { "side": "crm", "key": "1042", "at": "2026-11-01T09:30:00Z" }'
const MOST_EVENTS = 10_000
const IDEMPOTENCY = 'Idempotency-Key'

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()], { error: KEY })
const Event = z
  .strictObject(
    {
      side: z
        .string({ error: SIDE })
        .min(1, { error: SIDE })
        .max(200, { error: SIDE })
        .meta({ examples: ['crm'] }),
      key: z.union([cell, z.array(cell).min(1).max(100)], { error: KEY }).meta({
        description: "The side's own key, or its parts; numbers keep their digits.",
        examples: ['1042'],
      }),
      at: instantText.meta({ description: 'When it was written.', examples: ['2026-11-01T09:30:00Z'] }),
      record: z
        .record(z.string(), z.unknown(), { error: RECORD })
        .nullable()
        .optional()
        .meta({ description: "What was written, by the side's own columns; null: it deleted the record." }),
    },
    { error: BODY },
  )
  .openapi('WrittenRecord')

const Body = z
  .union(
    [
      z.strictObject({
        events: z
          .array(Event, { error: EVENTS })
          .min(1, { error: EVENTS })
          .max(MOST_EVENTS, {
            error: `at most ${MOST_EVENTS.toLocaleString('en')} events: send more requests`,
          }),
      }),
      Event,
    ],
    { error: BODY },
  )
  .openapi('WrittenRecords')

const NotedAnswer = z
  .strictObject({
    accepted: z.int().meta({ description: 'How many events there were.' }),
    isRepeat: z.boolean().meta({ description: 'The same request had come before; it was not done again.' }),
    dueAt: z.iso.datetime().nullable().meta({ description: 'By when all sides must agree.' }),
  })
  .openapi('Noted')

/** `POST /api/events/{reconciliation}` */
export const noteEventsRoute = defineRoute({
  method: 'post',
  path: '/api/events/{reconciliation}',
  name: 'noteEvents',
  needs: 'events',
  summary: 'Tell that a side wrote records',
  description:
    'The other sides must follow within `expectWithin` of the reconciliation; then the records are compared. All events of a request are noted, or none.',
  params: z.strictObject({ reconciliation: reconciliationName }),
  headers: z.object({
    'idempotency-key': z
      .string()
      .optional()
      .meta({ description: 'The same request with the same key is done once; it is known for a day.' }),
  }),
  body: {
    schema: Body,
    mostBytes: 4 * 2 ** 20,
    prepare: writeNested,
    examples: {
      'one record': { value: { side: 'crm', key: '1042', at: '2026-11-01T09:30:00Z' } },
      several: {
        value: {
          events: [
            { side: 'crm', key: ['eu', 7], at: '2026-11-01T09:30:00Z', record: { plan: 'pro' } },
            { side: 'billing', key: ['eu', 8], at: '2026-11-01T09:30:01Z', record: null },
          ],
        },
      },
    },
  },
  answers: { 202: { description: 'They are noted.', schema: NotedAnswer } },
  refusals: { 404: 'There is no reconciliation of this name.' },
  async answer(context, { params, body, headers }) {
    const key = headers.get(IDEMPOTENCY)
    const events = 'events' in body ? body.events : [body]
    const { accepted, isRepeat, dueAt } = await noteEvents(context, {
      reconciliation: params.reconciliation,
      events: events.map(toEvent),
      ...(key === null ? {} : { idempotencyKey: key }),
    })
    return { status: 202, body: { accepted, isRepeat, dueAt: dueAt?.toISOString() ?? null } }
  },
})

function toEvent({ side, key, at, record }: z.infer<typeof Event>): NotedEvent {
  const when = new Date(at)
  if (Number.isNaN(when.getTime()))
    throw new CounterfoilError('usage', `"${at}" is no instant: write 2026-11-01T09:30:00Z`)
  return {
    side,
    key: (Array.isArray(key) ? key : [key]).map(rawOf),
    at: when,
    ...(record === undefined ? {} : { record: record && mapValues(record) }),
  }
}

function mapValues(record: Readonly<Record<string, unknown>>): Record<string, RawValue> {
  return Object.fromEntries(Object.entries(record).map(([column, value]) => [column, rawOf(value)]))
}

/** Raw text, as a source would write it. */
function rawOf(value: unknown): RawValue {
  return value === null ? null : String(value)
}

/** A value of a record that has parts of its own is its JSON, before any of its numbers becomes a text. */
function writeNested(body: unknown): unknown {
  if (!isObject(body)) return body
  if (Array.isArray(body.events)) return { ...body, events: body.events.map(writeRecord) }
  return writeRecord(body)
}

function writeRecord(event: unknown): unknown {
  if (!isObject(event) || !isObject(event.record)) return event
  const cells = Object.entries(event.record).map(([column, value]) => {
    const hasParts = typeof value === 'object' && value !== null && !isLosslessNumber(value)
    return [column, hasParts ? stringify(value) : value]
  })
  return { ...event, record: Object.fromEntries(cells) }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
