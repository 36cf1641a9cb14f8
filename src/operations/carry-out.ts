import { setTimeout as sleep } from 'node:timers/promises'
import type { RemedyAttempt } from '../domain/remedy.ts'
import { findAttempt, type HeldAttempt, renewAttempt, saveAttempt } from '../store/remedy-attempts.ts'
import { checkAttempt, leaveUnknown, type Trace, traceAttempt } from './check-attempt.ts'
import type { Context } from './context.ts'
import { renewLease } from './renew-lease.ts'
import { ATTEMPT_LEASE_SECONDS, type Changed, type PlannedChange, runChange } from './run-change.ts'
import { settleAttempt } from './settle-attempt.ts'

/** Does what an attempt is for and finds out what became of it. Answers it as it is in the end. */
export async function carryOut(
  context: Context,
  attempt: HeldAttempt,
  change: PlannedChange,
): Promise<RemedyAttempt> {
  const lease = renewLease(context, {
    leaseSeconds: ATTEMPT_LEASE_SECONDS,
    renew: (leaseUntil) => renewAttempt(context.db, attempt.id, leaseUntil),
    warning: 'lease of a remedy could not be renewed',
    facts: { attempt: attempt.id },
  })
  try {
    const changed = await runChange(context, attempt, change)
    const settled = await settle(context, attempt, changed)
    return settled ?? (await findAttempt(context.db, attempt.id)) ?? attempt
  } finally {
    lease.stop()
  }
}

async function settle(context: Context, attempt: HeldAttempt, changed: Changed): Promise<HeldAttempt | null> {
  switch (changed.word) {
    case 'applied':
      return await checkApplied(context, attempt, changed.after)
    case 'dry-run':
      return await settleAttempt(context, attempt, { state: 'dry-run', after: changed.after })
    case 'refused':
    case 'failed':
      return await settleAttempt(context, attempt, { state: changed.word, said: changed.because })
    case 'unknown':
      return await settleUnknown(context, attempt, changed.because)
  }
}

async function checkApplied(context: Context, attempt: HeldAttempt, after: HeldAttempt['after']) {
  const applied = await saveAttempt(context.db, attempt.id, {
    state: 'applied',
    ...(after === null ? {} : { after }),
    endedAt: null,
  })
  return applied && (await checkAttempt(context, applied))
}

const TRIES = 3

/** The answer was lost: a database can be asked, a service only by its record. */
async function settleUnknown(context: Context, attempt: HeldAttempt, because: string) {
  const held = (await findAttempt(context.db, attempt.id)) ?? attempt
  if (held.armedAt === null || !(await isDatabase(context, held)))
    return await checkAttempt(context, held, { mayNotBeDone: because })
  for (let tries = 1; tries <= TRIES; tries++) {
    const trace = await traceAttempt(context, held).catch(() => null)
    if (trace !== null && trace !== 'going') return await settleByTrace(context, held, { trace, because })
    await (context.wait?.(1) ?? sleep(1_000))
  }
  return await leaveUnknown(context, held, because)
}

/** What its database says of an attempt is what became of it. */
export async function settleByTrace(
  context: Context,
  attempt: HeldAttempt,
  { trace, because }: { readonly trace: Exclude<Trace, 'going'>; readonly because: string },
): Promise<HeldAttempt | null> {
  if (trace === 'done') return await checkApplied(context, attempt, null)
  if (trace === 'not-done')
    return await settleAttempt(context, attempt, {
      state: 'failed',
      said: `It was not done: ${because}`,
      isNoFault: true,
    })
  return await checkAttempt(context, attempt, { mayNotBeDone: because })
}

/** Can what became of it be read from the database that was changed? */
export async function isDatabase({ settings }: Context, attempt: HeldAttempt): Promise<boolean> {
  const { remedies = [], sides = [] } =
    settings.reconciliations.find(({ name }) => name === attempt.reconciliation) ?? {}
  const remedy = remedies.find(({ name }) => name === attempt.remedy)
  const action = attempt.undoes === null ? remedy?.does : remedy?.reverse
  return action?.type === 'sql' && sides.some(({ name }) => name === attempt.side)
}
