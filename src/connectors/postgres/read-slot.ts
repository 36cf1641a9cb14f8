import { decodeRecord, recordText } from '../../domain/record-batch.ts'
import type { ChangesRequest, LoggedChanges } from '../change-log.ts'
import { askInSession } from '../in-session.ts'
import { sliceBatches } from '../slice-batches.ts'
import { ChangedKeys, tooMany } from './changed-keys.ts'
import { explainSlotError, isInvalidated } from './explain-slot-error.ts'
import { parsePlace, writePlace } from './log-place.ts'
import type { SlotSide } from './logged-sides.ts'
import type { PostgresSource } from './make-client.ts'
import { postgresSessions } from './postgres-sessions.ts'
import { isOver } from './seen-transactions.ts'
import type { Session } from './session.ts'
import { readSlotState, type SlotState } from './slot-state.ts'

/** How far a slot was read, as the tracker remembers it. */
export interface SlotPosition {
  /** What is before this the slot may forget; null: nothing can be read of it. */
  readonly done: string | null
  /** What was committed before this, and over for those who read at the snapshot, was seen. */
  readonly end: string | null
  readonly snapshot: string
  /** The first commit before the end that was not over; null: none is known. */
  readonly unseen: string | null
  readonly mark: string
}

type SlotRequest = ChangesRequest & SlotSide

/**
 * The keys that a slot tells, without moving it. A commit stands in the log a moment before others see it (long, where it
 * waits for a standby): what is not seen yet when the reading ends stays in the slot.
 */
export async function readSlot(source: PostgresSource, request: SlotRequest): Promise<LoggedChanges> {
  const before = request.since === null ? null : (JSON.parse(request.since) as SlotPosition)
  const state = await inSession(source, request, (session) => readSlotState(session, source.name, request))
  const because = whyUnknown(request, state, before)
  const keys =
    before && because === null && request.wantsKeys
      ? await inSession(source, request, (session) => peek(session, request, { state, before }))
      : null
  // After the end of what was read, and before whatever is read of the sides.
  const snapshot = await inSession(source, request, snapshotOf)
  const unknown = because ?? keys?.because ?? null
  if (!keys || unknown !== null) return everything({ state, before, snapshot, because: unknown })
  const end = parsePlace(state.flushed)
  // They come in the order of their commits.
  const first = keys.transactions.find(({ xid, commitAt }) => commitAt < end && !isOver(xid, snapshot))
  const unseen = first ? writePlace(first.commitAt) : null
  const done = unseen ?? state.flushed
  const position: SlotPosition = { done, end: state.flushed, snapshot, unseen, mark: state.mark }
  return { keys: keys.keys, because: null, position: JSON.stringify(position), at: state.at }
}

/** A session whose failures are explained as those of reading a slot. */
export async function inSession<Answer>(
  source: PostgresSource,
  { changes: { slot }, signal }: SlotSide,
  ask: (session: Session) => Promise<Answer>,
): Promise<Answer> {
  const sessions = postgresSessions(source)
  const explain = (cause: unknown) => sessions.explain(explainSlotError(source.name, slot, cause))
  return await askInSession({ ...sessions, explain }, signal, ask)
}

async function snapshotOf(session: Session): Promise<string> {
  return String((await session.query('SELECT txid_current_snapshot()')).rows[0]?.[0])
}

function whyUnknown(
  { changes: { slot }, location }: SlotRequest,
  { isLost, gap, mark, confirmed }: SlotState,
  before: SlotPosition | null,
): string | null {
  if (isLost)
    return `the server threw away what the replication slot "${slot}" had to tell: drop it, and create it anew`
  if (gap !== null) return gap
  if (before === null || before.done === null) return `the replication slot "${slot}" was not read before`
  if (parsePlace(confirmed) > parsePlace(before.done))
    return `the replication slot "${slot}" was made anew, or somebody else has read it`
  if (mark !== before.mark)
    return `${location.table}, or its publication, was altered, rewritten or truncated`
  return null
}

/**
 * After a run of everything the slot is let go up to where the run before ended: nobody has listed what was committed since
 * then, and some of it may not have been over yet.
 */
function everything({
  state: { confirmed, flushed, isLost, mark, at },
  before,
  snapshot,
  because,
}: {
  state: SlotState
  before: SlotPosition | null
  snapshot: string
  because: string | null
}): LoggedChanges {
  const known = before?.unseen ?? before?.end ?? confirmed
  const done = parsePlace(known) > parsePlace(confirmed) ? known : confirmed
  const places = isLost ? { done: null, end: null } : { done, end: flushed }
  const position: SlotPosition = { ...places, snapshot, unseen: null, mark }
  return { keys: null, because, position: JSON.stringify(position), at }
}

/** The log is read by transactions, and this is looked at after each. Where it ends early, everything is compared. */
const MOST_MESSAGES = 1_000_000
/** Begin, commit and truncate, and all about the side's own tables. */
const PEEK = `SELECT data, number FROM pg_logical_slot_peek_binary_changes(
    current_setting('counterfoil.slot')::name, NULL, ${MOST_MESSAGES},
    'proto_version', '1', 'publication_names', quote_ident(current_setting('counterfoil.publication')))
    WITH ORDINALITY AS log (lsn, xid, data, number)
  WHERE get_byte(data, 0) IN (${ascii('B')}, ${ascii('T')}) OR number >= ${MOST_MESSAGES}
    OR substr(data, 2, 4) = ANY (ARRAY(
      SELECT oidsend(oid::oid) FROM json_array_elements_text(current_setting('counterfoil.tables')::json) AS oid))`

async function peek(
  session: Session,
  request: SlotRequest,
  { state, before }: { readonly state: SlotState; readonly before: SlotPosition },
): Promise<ChangedKeys> {
  const { changes, keyColumns, atMost } = request
  const settings = {
    'counterfoil.slot': changes.slot,
    'counterfoil.publication': changes.publication,
    'counterfoil.tables': JSON.stringify(state.tables),
  }
  for (const setting of Object.entries(settings))
    await session.query('SELECT set_config($1, $2, true)', setting)
  const seen = { end: parsePlace(before.end ?? '0/0'), snapshot: before.snapshot }
  const keys = new ChangedKeys({ keyColumns, atMost, seen })
  try {
    for await (const batch of sliceBatches(session.copy(PEEK))) {
      for (let index = 0; index < batch.count && keys.because === null; index++) {
        const [data, number] = decodeRecord(recordText(batch, index))
        if (Number(number) >= MOST_MESSAGES) keys.because = tooMany(atMost)
        else keys.take(Buffer.from(data!.slice(2), 'hex'))
      }
      // Whatever else the log says changes nothing.
      if (keys.because !== null) await session.abandon()
      if (keys.because !== null) return keys
    }
    await session.copiedRows()
  } catch (cause) {
    if (!isInvalidated(cause)) throw cause
    keys.because = `the server threw away what the replication slot "${changes.slot}" had to tell`
  }
  return keys
}

function ascii(letter: string): number {
  return letter.charCodeAt(0)
}
