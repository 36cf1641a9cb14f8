import { claimAbandoned, type HeldAttempt, saveAttempt } from '../store/remedy-attempts.ts'
import { isDatabase, settleByTrace } from './carry-out.ts'
import { checkAttempt, traceAttempt, whatToCheck } from './check-attempt.ts'
import type { Context } from './context.ts'
import { explainFailure } from './explain-failure.ts'
import { settleAttempt } from './settle-attempt.ts'

const LEASE_MS = 60_000
/** So long a database is asked again that cannot be asked; then people are told what to look at. */
const GIVE_UP_MS = 10 * 60_000
const STOPPED = 'the process that did it stopped'

/**
 * Finds out what became of attempts whose process died over them. None is done again: what was never begun is said to have
 * failed, what may have been done is looked at. Answers how many it settled.
 */
export async function concludeAttempts(context: Context): Promise<number> {
  let settled = 0
  while (!context.signal.aborted) {
    const now = context.now()
    const attempt = await claimAbandoned(context.db, { now, leaseUntil: new Date(now.getTime() + LEASE_MS) })
    if (attempt === null) return settled
    try {
      if (await conclude(context, attempt)) settled++
    } catch (error) {
      const known = explainFailure(error)
      context.log.warn(
        { attempt: attempt.id, ...(known ? { why: known.message } : { err: error }) },
        'what became of a remedy could not be looked at; it is tried again',
      )
    }
  }
  return settled
}

async function conclude(context: Context, attempt: HeldAttempt): Promise<HeldAttempt | null> {
  if (attempt.armedAt === null) {
    const said = `It was not done: ${STOPPED} before`
    // Whoever began it may live all the same, and must not begin after this.
    return await settleAttempt(context, attempt, {
      state: 'failed',
      said,
      onlyUnarmed: true,
      isNoFault: true,
    })
  }
  if (attempt.state === 'applied') return await checkAttempt(context, attempt)
  if (!(await isDatabase(context, attempt)))
    return await checkAttempt(context, attempt, { mayNotBeDone: STOPPED })
  const trace = await traceAttempt(context, attempt).catch((error: unknown) => {
    const known = explainFailure(error)
    if (known === null) throw error
    return known
  })
  if (typeof trace === 'string' && trace !== 'going')
    return await settleByTrace(context, attempt, { trace, because: STOPPED })
  const isLate = context.now().getTime() - attempt.approvedAt.getTime() > GIVE_UP_MS
  const because =
    typeof trace === 'string' ? `${STOPPED}, and its transaction is open` : `${STOPPED}, and ${trace.message}`
  const said = whatToCheck(attempt, because.replace(/\.$/, ''))
  if (isLate) return await settleAttempt(context, attempt, { state: 'unknown', said })
  await saveAttempt(context.db, attempt.id, { state: 'unknown', said, endedAt: null })
  return null
}
