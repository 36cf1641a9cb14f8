import { sendCall } from '../connectors/http/send-call.ts'
import { openWriter } from '../connectors/open-writer.ts'
import type { ChangeOutcome, GuardedRecord } from '../connectors/record-change.ts'
import { CounterfoilError } from '../domain/errors.ts'
import { fillCall } from '../domain/fill-call.ts'
import type { SqlDialect } from '../domain/parse-statement.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { RawValue, RecordKey } from '../domain/record.ts'
import type { RemedyAction } from '../domain/remedy.ts'
import { armAttempt, type HeldAttempt } from '../store/remedy-attempts.ts'
import { statementOf } from '../tracker/remedy-values.ts'
import type { Context } from './context.ts'

/** What an attempt does, with everything that it rests on. */
export interface PlannedChange {
  readonly reconciliation: Reconciliation
  readonly action: RemedyAction
  readonly dialect: SqlDialect
  readonly key: RecordKey
  /** Of the changed side, which say whether the record is as it was seen. */
  readonly fields: readonly string[]
  /** By these, as it must still be; null: the side does not have the record. */
  readonly seen: Readonly<Record<string, RawValue>> | null
  readonly values: Readonly<Record<string, RawValue>>
  readonly isDryRun: boolean
  /** Of a call with `ifMatch`, after its ETag was read: why the record is not as it was seen; null: it is. */
  readonly lookOnceMore: () => Promise<string | null>
}

export type FieldValues = Readonly<Record<string, RawValue>> | null

/** What became of it. `after`: what the changed side then shows, as far as that is known. */
export type Changed =
  | { readonly word: 'applied' | 'dry-run'; readonly after: FieldValues }
  | { readonly word: 'refused' | 'failed' | 'unknown'; readonly because: string }

/** An attempt is taken for dead when nothing was heard of it for so long. */
export const ATTEMPT_LEASE_SECONDS = 120

/** Does what an attempt does, once: before it takes effect the tracker is told that it may have. */
export async function runChange(
  context: Context,
  attempt: HeldAttempt,
  change: PlannedChange,
): Promise<Changed> {
  const values = { ...change.values, attempt: attempt.id, by: attempt.actor.id }
  try {
    return change.action.type === 'sql'
      ? await runStatement(context, attempt, { ...change, values })
      : await runCall(context, attempt, { ...change, values })
  } catch (error) {
    // Nothing was sent, or committed: both answer with words from then on.
    if (error instanceof CounterfoilError)
      return { word: 'failed', because: error.message.replace(/\.$/, '') }
    throw error
  }
}

async function runStatement(context: Context, attempt: HeldAttempt, change: PlannedChange): Promise<Changed> {
  const { action, fields, seen, values, isDryRun } = change
  const statement = statementOf(change)!
  const { record, source } = guardedRecord(attempt.id, { side: action.side, ...change })
  const byField = (cells: readonly RawValue[] | null): FieldValues =>
    cells && Object.fromEntries(fields.map((field, index) => [field, cells[index] ?? null]))
  const writer = await openWriter(source, context.settings.sources[source])
  const outcome: ChangeOutcome = await writer.change({
    ...record,
    seen: seen && fields.map((field) => seen[field] ?? null),
    statement,
    values,
    isDryRun,
    arm: async (cells) => await arm(context, attempt, byField(cells)),
  })
  return 'after' in outcome ? { word: outcome.word, after: byField(outcome.after) } : outcome
}

/** Where a side has the record, and which of its columns say whether it is as it was. */
export function guardedRecord(
  attempt: string,
  about: {
    readonly reconciliation: Reconciliation
    readonly side: string
    readonly key: RecordKey
    readonly fields: readonly string[]
  },
): { readonly record: GuardedRecord; readonly source: string } {
  const { sides, keyNames } = about.reconciliation
  const side = sides.find(({ name }) => name === about.side)
  if (!side) throw new CounterfoilError('config-invalid', `There is no side "${about.side}" any more`)
  const record = {
    attempt,
    location: side.location,
    keyColumns: side.keyColumns,
    key: keyNames.map((name) => about.key[name] ?? null),
    columns: about.fields.map((field) => side.columns[field] ?? field),
  }
  return { record, source: side.source }
}

async function arm(context: Context, { id }: HeldAttempt, after: FieldValues): Promise<boolean> {
  const now = context.now()
  const leaseUntil = new Date(now.getTime() + ATTEMPT_LEASE_SECONDS * 1_000)
  return await armAttempt(context.db, { id, now, leaseUntil, after })
}

async function runCall(context: Context, attempt: HeldAttempt, change: PlannedChange): Promise<Changed> {
  const { action, values, isDryRun } = change
  if (action.type !== 'http') throw new Error('a statement is no call')
  const { timeoutSeconds } = action.call
  const options = { timeoutSeconds, signal: context.signal }
  const call = fillCall(action.call, values)
  let headers: Record<string, string> = { ...call.headers, 'idempotency-key': attempt.id }
  if (action.ifMatch !== undefined) {
    const headersOnly = Object.fromEntries(
      Object.entries(action.call.headers).filter(([name]) => name.toLowerCase() !== 'content-type'),
    )
    const record = fillCall(
      { method: 'GET', url: action.ifMatch, headers: headersOnly, body: null, timeoutSeconds },
      values,
    )
    const read = await sendCall(record, options)
    if (!read.ok) return { word: 'failed', because: `the record cannot be read first: ${read.reason}` }
    const { etag } = read.headers
    if (etag === undefined || etag.startsWith('W/'))
      return {
        word: 'failed',
        because: 'the record came without a strong ETag, so ifMatch is of no use here',
      }
    headers = { ...headers, 'if-match': etag }
    // What was there before the ETag might have changed; what changes after it is refused by the service.
    const problem = await change.lookOnceMore()
    if (problem !== null) return { word: 'refused', because: problem }
  }
  if (isDryRun) return { word: 'dry-run', after: null }
  if (!(await arm(context, attempt, null)))
    return { word: 'failed', because: 'it took too long, so it was not sent' }
  const answer = await sendCall({ ...call, headers }, options)
  if (answer.ok) return { word: 'applied', after: null }
  if (answer.status === 412 || answer.status === 409)
    return { word: 'refused', because: `${answer.reason}: the record changed meanwhile` }
  return { word: answer.mayHaveArrived ? 'unknown' : 'failed', because: answer.reason }
}
