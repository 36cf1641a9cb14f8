import type { Discrepancy } from '../domain/discrepancy.ts'
import type { Ladder } from '../domain/ladder.ts'
import { afterQuiet } from '../domain/quiet-hours.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { findDiscrepancy, lockDiscrepancy } from '../store/discrepancies.ts'
import {
  findLadder,
  type LadderRow,
  listDueLadders,
  lockLadder,
  moveLadder,
  nextLadderAt,
} from '../store/ladders.ts'
import { lockHistory } from '../store/lock-history.ts'
import type { Database } from '../store/open-database.ts'
import { climbStep, type LadderPlace, nextOfRound, placeAfter } from '../tracker/ladder-step.ts'
import { endOf, isForLadder } from '../tracker/steer-ladder.ts'
import { type Call, callStep } from './call-step.ts'
import type { Context } from './context.ts'
import { editCopies } from './edit-copies.ts'
import { type Called, findCalled } from './find-called.ts'

const BATCH = 200

/**
 * Goes every step that is due on the escalation ladders; answers how many it went. Each is looked at again while it is
 * locked, so that of several processes, or of one before and after a restart, one goes it.
 */
export async function climbLadders(context: Context): Promise<number> {
  let gone = 0
  for (;;) {
    const due = await listDueLadders(context.db, { now: context.now(), limit: BATCH })
    const before = gone
    for (const number of due) {
      if (context.signal.aborted) return gone
      if (await climb(context, number)) gone++
    }
    // What others moved meanwhile is looked at the next time.
    if (gone === before) return gone
    context.wakeDelivery()
  }
}

/** When the next step is due; null: none is. */
export async function nextClimb({ db }: Pick<Context, 'db'>): Promise<Date | null> {
  return await nextLadderAt(db)
}

interface Seen {
  readonly row: LadderRow
  readonly discrepancy: Discrepancy
}

/** What becomes of a ladder: a call by one of its steps, or only that it is somewhere else. */
type Plan =
  | { readonly call: Call; readonly next: LadderPlace | null }
  | { readonly next: LadderPlace | null; readonly endedBy: LadderRow['endedBy'] }

async function climb(context: Context, number: number): Promise<boolean> {
  const [row, discrepancy] = [await findLadder(context.db, number), await findDiscrepancy(context.db, number)]
  if (!row || !discrepancy) return false
  const now = context.now()
  const reconciliation = context.settings.reconciliations.find(
    ({ name }) => name === discrepancy.reconciliation,
  )
  // Slack is asked before anything is locked.
  const plan = await planClimb(context, { row, discrepancy }, { reconciliation, now })
  if (plan === null) return false
  return await context.db.transaction(async (transaction: Database) => {
    await lockHistory(transaction)
    const seen = await lockDiscrepancy(transaction, number)
    const locked = await lockLadder(transaction, number)
    if (seen?.version !== discrepancy.version || !locked || !isSame(locked, row)) return false
    await carryOut(context, transaction, { plan, row, discrepancy, reconciliation, now })
    return true
  })
}

interface Planned extends Seen {
  readonly plan: Plan
  readonly reconciliation: Reconciliation | undefined
  readonly now: Date
}

async function carryOut(
  context: Context,
  transaction: Database,
  { plan, row, discrepancy, reconciliation, now }: Planned,
): Promise<void> {
  const { number } = row
  if ('call' in plan && reconciliation) {
    const { call, next } = plan
    const tags = await callStep(context, transaction, { discrepancy, reconciliation, call, now })
    const called = 'to' in call ? { to: call.to, step: call.step, round: call.round } : row.called
    const over = next === null ? ({ endedAt: now, endedBy: 'exhausted' } as const) : NOT_OVER
    return await moveLadder(transaction, { number, next, ...over, called, tags, failed: null })
  }
  const endedBy = 'endedBy' in plan ? plan.endedBy : 'config'
  const over = endedBy === null ? NOT_OVER : { endedAt: row.endedAt ?? now, endedBy }
  await moveLadder(transaction, { ...row, next: plan.next, ...over, failed: null })
  // The card says who is called next, and when.
  await editCopies(context, transaction, { numbers: [number], now })
}

const NOT_OVER = { endedAt: null, endedBy: null }

function isSame(one: LadderRow, other: LadderRow): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

interface Rules {
  readonly reconciliation: Reconciliation | undefined
  readonly now: Date
}

/** Null: there is nothing to do now. */
async function planClimb(
  context: Context,
  { row, discrepancy }: Seen,
  { reconciliation, now }: Rules,
): Promise<Plan | null> {
  // Somebody else was there first.
  if (row.endedAt !== null && row.failed === null) return null
  const rules = reconciliation?.triage.ladder
  if (!rules || !reconciliation || reconciliation.shadow) return { next: null, endedBy: 'config' }
  if (!isForLadder(rules, discrepancy)) return { next: null, endedBy: endOf(discrepancy) }
  const at = { now, severity: discrepancy.finding.severity }
  const unreached = row.failed !== null && row.called !== null ? { ...row.called, because: row.failed } : null
  if (unreached !== null) {
    if (afterQuiet(now, rules.quiet, at.severity) > now) return null
    const rest = { from: nextOfRound(rules, unreached.step), round: unreached.round }
    const call = await findReached(context, { rules, reconciliation, ...rest, unreached })
    return { call, next: 'to' in call ? placeAfter(rules, { ...call, at: now }, at) : row.next }
  }
  if (row.next === null) return { next: null, endedBy: 'exhausted' }
  const climbed = climbStep(rules, row.next, at)
  if (climbed.does === 'wait') {
    const isLater = climbed.next.dueAt > row.next.dueAt
    return isLater ? { next: climbed.next, endedBy: null } : null
  }
  const { step, round } = climbed
  const call = await findReached(context, { rules, reconciliation, from: step, round, unreached: null })
  if ('to' in call && call.step === step) return { call, next: climbed.next }
  const last = 'to' in call ? call.step : rules.steps.length - 1
  return { call, next: placeAfter(rules, { step: last, round, at: now }, at) }
}

interface Rungs {
  readonly rules: Ladder
  readonly reconciliation: Reconciliation
  /** Null: there is none left in this round. */
  readonly from: number | null
  readonly round: number
  readonly unreached: { readonly to: string; readonly step: number; readonly because: string } | null
}

/** The first step from there on that reaches anybody. Whom the first of them does not, is said with it. */
async function findReached(context: Context, rungs: Rungs): Promise<Call> {
  const { rules, reconciliation, from, round } = rungs
  let unreached: { step: number; insteadOf: string; because: string } | null = rungs.unreached && {
    step: rungs.unreached.step,
    insteadOf: rungs.unreached.to,
    because: rungs.unreached.because,
  }
  for (let step = from; step !== null; step = nextOfRound(rules, step)) {
    const rung = rules.steps[step]!.call
    const called: Called = await findCalled(context, rung, reconciliation)
    if ('to' in called)
      return { ...called, kind: rung.kind, step, round, ...(unreached ? { unreached } : {}) }
    const insteadOf = rung.kind === 'incident' ? rung.service : rung.who
    unreached ??= { step, insteadOf, because: called.because }
  }
  if (unreached === null) throw new Error(`No step of round ${round} was looked at`)
  return { step: unreached.step, round, unreached }
}
