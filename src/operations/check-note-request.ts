import { createHash } from 'node:crypto'
import { CounterfoilError } from '../domain/errors.ts'
import { isFedByEvents } from '../domain/event-records.ts'
import { didYouMean } from '../domain/nearest-name.ts'
import type { NotedEvent, NoteRequest } from '../domain/noted-event.ts'
import type { Reconciliation, Side } from '../domain/reconciliation.ts'
import type { Settings } from '../domain/settings.ts'
import { normalises } from '../engine/index.ts'
import type { ToldRecord } from '../store/event-records.ts'
import { type Awaited, identityOf } from '../store/expectations.ts'
import { findReconciliation } from './find-reconciliation.ts'

/** A request that can be saved. */
export interface CheckedRequest {
  readonly reconciliation: string
  readonly notedAt: Date
  readonly accepted: number
  /** Each key once, by `identityOf`. */
  readonly awaited: ReadonlyMap<string, Awaited>
  readonly told: readonly ToldRecord[]
  readonly idempotency: { readonly idempotencyKey: string; readonly body: string } | null
}

const MOST_EVENTS = 10_000
const LONGEST_KEY = 4_096
const LONGEST_RECORD = 1_048_576
const LONGEST_IDEMPOTENCY_KEY = 1_024
const EARLIEST = Date.UTC(1970, 0, 1)
const LATEST = Date.UTC(10_000, 0, 1)

/** What a request asks for. Throws `not-found` and `usage`; then nothing of it is noted. */
export function checkNoteRequest(settings: Settings, request: NoteRequest, now: Date): CheckedRequest {
  const reconciliation = findReconciliation(settings, request.reconciliation)
  const withinSeconds = windowOf(reconciliation)
  refuseSize(request)
  const awaited = new Map<string, Awaited>()
  const told: ToldRecord[] = []
  for (const [index, event] of request.events.entries()) {
    const place = `events[${index}]`
    const side = checkEvent(reconciliation, event, place)
    const at = new Date(Math.min(event.at.getTime(), now.getTime()))
    addAwaited(awaited, { ...identify(reconciliation, side, event), lastAt: at, events: 1, withinSeconds })
    if (isFedByEvents(settings.sources[side.source]?.type))
      told.push({ ...checkRecord(event, place), reconciliation: reconciliation.name, at })
  }
  const { idempotencyKey } = request
  return {
    reconciliation: reconciliation.name,
    notedAt: now,
    accepted: request.events.length,
    awaited,
    told,
    idempotency: idempotencyKey === undefined ? null : { idempotencyKey, body: bodyOf(request) },
  }
}

/** Whether the same record has the same key on all sides, so that events of all of them are about one key. */
export function writesKeysAlike({ sides, keyRules }: Reconciliation): boolean {
  return sides.every(({ via }) => via === null) && !Object.values(keyRules).some(normalises)
}

function windowOf({ name, expectWithinSeconds }: Reconciliation): number {
  if (expectWithinSeconds !== undefined) return expectWithinSeconds
  throw usage(
    `"${name}" takes no events, as it is not said how soon its sides must agree: add reconciliations.${name}.expectWithin to the config, such as expectWithin: 5m`,
  )
}

function refuseSize({ events, idempotencyKey }: NoteRequest): void {
  if (events.length === 0) throw usage('There are no events: send one or more')
  if (events.length > MOST_EVENTS)
    throw usage(`${events.length} events are too many for one request: send at most ${MOST_EVENTS} at once`)
  if (idempotencyKey === undefined) return
  if (idempotencyKey === '' || Buffer.byteLength(idempotencyKey) > LONGEST_IDEMPOTENCY_KEY)
    throw usage(`An idempotency key has 1 to ${LONGEST_IDEMPOTENCY_KEY} bytes: write a UUID, or leave it out`)
}

function checkEvent(
  reconciliation: Reconciliation,
  { side: name, key, at }: NotedEvent,
  place: string,
): Side {
  const side = reconciliation.sides.find((one) => one.name === name)
  if (!side) {
    const names = reconciliation.sides.map((one) => one.name)
    throw usage(
      `${place}.side: "${reconciliation.name}" has no side "${short(name)}"${didYouMean(name, names)}; it has ${names.join(', ')}`,
    )
  }
  if (key.length !== side.keyColumns.length) {
    throw usage(
      `${place}.key: the key of "${name}" is ${side.keyColumns.join(', ')}, and ${key.length} parts are here: write ${side.keyColumns.length}`,
    )
  }
  for (const [part, text] of key.entries()) checkPart(text, `${place}.key[${part}]`)
  if (Buffer.byteLength(JSON.stringify(key)) > LONGEST_KEY)
    throw usage(`${place}.key: the key is longer than ${LONGEST_KEY} bytes: see that it is the key`)
  const time = at.getTime()
  if (Number.isNaN(time))
    throw usage(`${place}.at: this is no instant: write one such as 2026-11-22T09:00:00Z`)
  if (time < EARLIEST || time >= LATEST)
    throw usage(
      `${place}.at: ${at.toISOString()} is before 1970 or after 9999: write when the record was written`,
    )
  return side
}

function checkPart(text: NotedEvent['key'][number], place: string): void {
  if (text === null || text === '')
    throw usage(`${place}: this part of the key is empty, so it is no key: write its value`)
  if (text.includes('\0') || /\p{Surrogate}/u.test(text))
    throw usage(
      `${place}: there is a character in it that no system can hold (U+0000, or half a surrogate pair)`,
    )
}

function checkRecord(
  { side, key, record }: NotedEvent,
  place: string,
): Pick<ToldRecord, 'side' | 'key' | 'record'> {
  if (record === undefined) {
    throw usage(
      `${place}.record: "${side}" is read from events, so each must tell the record: write its columns, or null where it was deleted`,
    )
  }
  const text = JSON.stringify(record)
  if (Buffer.byteLength(text) > LONGEST_RECORD)
    throw usage(
      `${place}.record: the record is longer than ${LONGEST_RECORD} bytes: leave out columns that are not compared`,
    )
  const broken = Object.entries(record ?? {}).find((cell) => /\p{Surrogate}/u.test(cell.join('')))
  if (broken)
    throw usage(
      `${place}.record: column "${short(broken[0])}" holds half a surrogate pair, which is no character`,
    )
  return { side, key, record }
}

/** Without key rules and mappings the events of all sides are about the same keys. */
function identify(
  reconciliation: Reconciliation,
  { name }: Side,
  { key }: NotedEvent,
): Pick<Awaited, 'reconciliation' | 'reading' | 'key' | 'side'> {
  return {
    reconciliation: reconciliation.name,
    reading: writesKeysAlike(reconciliation) ? '' : name,
    key: JSON.stringify(key),
    side: name,
  }
}

function addAwaited(awaited: Map<string, Awaited>, one: Awaited): void {
  const identity = identityOf(one)
  const before = awaited.get(identity)
  awaited.set(identity, before ? joinAwaited(before, one) : one)
}

/** What two lots of events about one key come to. */
export function joinAwaited(before: Awaited, one: Awaited): Awaited {
  const newest = one.lastAt >= before.lastAt ? one : before
  return { ...newest, events: before.events + one.events }
}

function bodyOf({ events }: NoteRequest): string {
  const body = events.map(({ side, key, at, record }) => [side, key, at.toISOString(), record])
  return createHash('sha256').update(JSON.stringify(body)).digest('hex')
}

function short(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}

function usage(sentence: string): CounterfoilError {
  return new CounterfoilError('usage', sentence)
}
