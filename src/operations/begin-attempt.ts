import type { Actor } from '../domain/discrepancy.ts'
import type { RawValue, RecordKey } from '../domain/record.ts'
import type { Remedy } from '../domain/remedy.ts'
import { lockHistory } from '../store/lock-history.ts'
import type { Database } from '../store/open-database.ts'
import { countAttempts, type HeldAttempt, insertAttempt } from '../store/remedy-attempts.ts'
import { lockRemedyState } from '../store/remedy-states.ts'
import { USE_COUNTS_MS, whyNotUsed } from '../tracker/why-not-used.ts'
import type { Context } from './context.ts'
import { ATTEMPT_LEASE_SECONDS } from './run-change.ts'

interface Beginning {
  readonly number: number
  readonly reconciliation: string
  readonly remedy: string
  readonly actor: Actor
  readonly limit: Remedy['limit']
  readonly bulk?: string
  readonly runId?: string
  /** Takes back that attempt; then nothing limits it. */
  readonly undoes: string | null
  readonly plan: {
    readonly side: string
    readonly key: RecordKey
    readonly before: Readonly<Record<string, RawValue>>
    readonly isThere: boolean
    readonly hash: string
  }
}

/** The row of an attempt, before anything is done: from here on somebody will say what became of it. */
export async function beginAttempt(
  context: Context,
  beginning: Beginning,
): Promise<{ readonly attempt: HeldAttempt } | { readonly refused: string }> {
  const { number, reconciliation, remedy, actor, plan, undoes } = beginning
  const now = context.now()
  return await context.db.transaction(async (transaction: Database) => {
    // In the order of whoever settles an attempt.
    await lockHistory(transaction)
    const refused = undoes === null ? await whyNot(transaction, beginning, now) : null
    if (refused !== null) return { refused }
    const { side, key, before, isThere, hash } = plan
    const attempt = await insertAttempt(transaction, {
      ...{ id: context.newId(), number, reconciliation, remedy, actor, side, key, hash, undoes },
      state: 'running',
      approvedAt: now,
      bulk: beginning.bulk ?? null,
      runId: beginning.runId ?? null,
      before: isThere ? before : null,
      leaseUntil: new Date(now.getTime() + ATTEMPT_LEASE_SECONDS * 1_000),
    })
    return attempt ? { attempt } : { refused: `another remedy of #${number} is under way` }
  })
}

/** Counted while nobody else can begin one, so that two at once do not both take the last. */
async function whyNot(
  transaction: Database,
  { reconciliation, remedy, actor, limit, bulk, runId }: Beginning,
  now: Date,
): Promise<string | null> {
  const names = { reconciliation, remedy }
  const state = await lockRemedyState(transaction, names)
  const since = new Date(now.getTime() - USE_COUNTS_MS)
  const used = await countAttempts(transaction, { ...names, since, together: runId ?? bulk ?? null })
  const reason = whyNotUsed({ name: remedy, limit }, { state, used })
  if (reason !== null) return reason.said
  if (actor.kind !== 'person' && state.autoSince === null)
    return `nobody switched the remedy "${remedy}" on by itself`
  return null
}
