import { CounterfoilError } from '../domain/errors.ts'
import type { Noted, NoteRequest } from '../domain/noted-event.ts'
import { saveEventRecords } from '../store/event-records.ts'
import {
  type EventRequest,
  findEventRequests,
  requestOf,
  saveEventRequests,
} from '../store/event-requests.ts'
import { type Awaited, lockExpectations, saveExpectations } from '../store/expectations.ts'
import type { Database } from '../store/open-database.ts'
import { type CheckedRequest, checkNoteRequest, joinAwaited } from './check-note-request.ts'
import type { Context } from './context.ts'
import { Grouped } from './grouped.ts'

export type { Noted, NotedEvent, NoteRequest } from '../domain/noted-event.ts'

/**
 * What waits while a transaction is under way goes into the next one, up to so many events. More would save little, and
 * whoever asks an embedded tracker for something waits for the transaction before each of their queries.
 */
const EVENTS_AT_ONCE = 500

/** By tracker: requests that are saved together. */
const GROUPS = new WeakMap<Database, Grouped<CheckedRequest, Noted>>()

/**
 * Notes what sides wrote: from now on their records are awaited on all sides. All of a request or nothing. Throws
 * `not-found`, and `usage` with what is wrong.
 */
export async function noteEvents(context: Context, request: NoteRequest): Promise<Noted> {
  return await groupOf(context.db).add(checkNoteRequest(context.settings, request, context.now()))
}

/** The same within a transaction of the caller, who then commits its own offsets with it. */
export async function saveNotedEvents(
  context: Context,
  transaction: Database,
  request: NoteRequest,
): Promise<Noted> {
  const checked = checkNoteRequest(context.settings, request, context.now())
  const [noted] = await saveTogether(transaction, [checked])
  if (noted instanceof Error) throw noted
  return noted!
}

function groupOf(db: Database): Grouped<CheckedRequest, Noted> {
  const group =
    GROUPS.get(db) ??
    new Grouped<CheckedRequest, Noted>({
      most: EVENTS_AT_ONCE,
      weigh: ({ accepted }) => accepted,
      save: (requests) => db.transaction((transaction: Database) => saveTogether(transaction, requests)),
    })
  GROUPS.set(db, group)
  return group
}

/** One answer for each request, in their order. */
async function saveTogether(
  transaction: Database,
  requests: readonly CheckedRequest[],
): Promise<(Noted | CounterfoilError)[]> {
  const now = new Date(Math.max(...requests.map(({ notedAt }) => notedAt.getTime())))
  await lockExpectations(transaction)
  const verdicts = await judgeRepeats(transaction, requests, now)
  const fresh = requests.filter((_, index) => verdicts[index] === 'fresh')
  const due = await saveExpectations(transaction, joined(fresh), now)
  await saveEventRecords(
    transaction,
    fresh.flatMap(({ told }) => told),
  )
  const answers = requests.map((request, index): Noted | CounterfoilError => {
    const verdict = verdicts[index]!
    if (typeof verdict === 'object') return verdict
    const times = [...request.awaited.keys()].map((identity) => due.get(identity)!.getTime())
    const dueAt = new Date(Math.max(...times))
    return { accepted: request.accepted, isRepeat: verdict === 'repeated', dueAt }
  })
  await saveEventRequests(transaction, toRemember(requests, answers), now)
  return answers
}

/** `repeated`: it is the same as one before it in the group, which is fresh. */
type Verdict = Noted | CounterfoilError | 'fresh' | 'repeated'

/** What is to be said of those that are not saved: they were before, or something else was under their key. */
async function judgeRepeats(
  db: Database,
  requests: readonly CheckedRequest[],
  now: Date,
): Promise<Verdict[]> {
  const done = await findEventRequests(
    db,
    requests.flatMap(({ reconciliation, idempotency }) =>
      idempotency ? [{ reconciliation, ...idempotency }] : [],
    ),
    now,
  )
  const here = new Map<string, string>()
  return requests.map(({ reconciliation, idempotency }) => {
    if (!idempotency) return 'fresh'
    const { idempotencyKey, body } = idempotency
    const identity = requestOf({ reconciliation, idempotencyKey })
    const before = done.get(identity)
    const bodyBefore = before?.body ?? here.get(identity)
    if (bodyBefore === undefined) {
      here.set(identity, body)
      return 'fresh'
    }
    if (bodyBefore !== body) return conflict(idempotencyKey)
    return before ? { accepted: before.accepted, isRepeat: true, dueAt: before.dueAt } : 'repeated'
  })
}

function conflict(idempotencyKey: string): CounterfoilError {
  return new CounterfoilError(
    'usage',
    `The idempotency key "${idempotencyKey.slice(0, 100)}" was used for other events within the last day: use a new one for each request, and the same one only to repeat it`,
  )
}

function toRemember(
  requests: readonly CheckedRequest[],
  answers: readonly (Noted | CounterfoilError)[],
): EventRequest[] {
  return requests.flatMap(({ reconciliation, idempotency }, index) => {
    const answer = answers[index]!
    if (!idempotency || answer instanceof Error || answer.isRepeat) return []
    return [{ reconciliation, ...idempotency, accepted: answer.accepted, dueAt: answer.dueAt! }]
  })
}

/** Each key once. */
function joined(requests: readonly CheckedRequest[]): Awaited[] {
  const all = new Map<string, Awaited>()
  for (const { awaited } of requests) {
    for (const [identity, one] of awaited) {
      const before = all.get(identity)
      all.set(identity, before ? joinAwaited(before, one) : one)
    }
  }
  return [...all.values()]
}
