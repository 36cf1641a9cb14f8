import { setTimeout as sleep } from 'node:timers/promises'
import { openWriter } from '../connectors/open-writer.ts'
import type { Discrepancy } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import { displayKey } from '../domain/record.ts'
import type { RemedyAction } from '../domain/remedy.ts'
import type { Trigger } from '../domain/run.ts'
import { findDiscrepancy } from '../store/discrepancies.ts'
import { type HeldAttempt, saveAttempt } from '../store/remedy-attempts.ts'
import type { Context } from './context.ts'
import { findReconciliation } from './find-reconciliation.ts'
import { type Looked, lookAgain } from './look-again.ts'
import { lookAtRecord } from './look-at-record.ts'
import { type FieldValues, guardedRecord } from './run-change.ts'
import { settleAttempt } from './settle-attempt.ts'

const BUSY_TRIES = 5

/**
 * Compares the record of an attempt on all sides and settles it by what they show. `mayNotBeDone`: nobody knows whether it was
 * done, so where the sides do not agree that is what is said.
 */
export async function checkAttempt(
  context: Context,
  attempt: HeldAttempt,
  { mayNotBeDone = null }: { readonly mayNotBeDone?: string | null } = {},
): Promise<HeldAttempt | null> {
  const after = await afterOf(context, attempt)
  if (attempt.undoes !== null && mayNotBeDone === null) {
    const settled = await settleAttempt(context, attempt, { state: 'applied', ...after })
    // It differs again, and whoever follows it shall see that.
    await look(context, attempt, false).catch(() => null)
    return settled
  }
  const looked = await look(context, attempt, true)
  if (looked.word === 'agrees')
    return await settleAttempt(context, attempt, {
      state: 'verified',
      runId: looked.run,
      said: null,
      ...after,
    })
  if (mayNotBeDone !== null)
    return await settleAttempt(context, attempt, {
      state: 'unknown',
      said: whatToCheck(attempt, mayNotBeDone),
    })
  const said =
    looked.word === 'unknown'
      ? `It was done, and nobody can tell whether the sides agree now: ${looked.because}`
      : 'It was done, and the sides still do not agree'
  return await settleAttempt(context, attempt, { state: 'unverified', said, ...after })
}

/** What to look at where nobody can tell whether it was done. */
export function whatToCheck({ side, key, before }: HeldAttempt, because: string): string {
  const fields = Object.keys(before ?? {}).join(', ')
  const what = fields === '' ? '' : ` (${fields})`
  return `Nobody can tell whether it was done, because ${because}. It is not done again by itself: look at ${side}, key ${displayKey(key)}${what}`
}

type Check =
  | Looked
  | { readonly word: 'agrees'; readonly run: null }
  | { readonly word: 'unknown'; readonly because: string }

async function look(context: Context, attempt: HeldAttempt, isLeft: boolean): Promise<Check> {
  const { number, actor } = attempt
  const discrepancy = await findDiscrepancy(context.db, number)
  if (!discrepancy) return { word: 'unknown', because: `#${number} is not remembered any more` }
  // A run would say nothing of it.
  if (discrepancy.status === 'resolved' && isLeft) return await lookOnly(context, discrepancy)
  const request = { trigger: triggerOf(attempt), requestedBy: actor.id, isLeft }
  for (let tries = 1; ; tries++) {
    try {
      const looked = await lookAgain(context, discrepancy, request)
      const isResolved = looked.word === 'unknown' && looked.discrepancy.status === 'resolved'
      return isResolved ? await lookOnly(context, looked.discrepancy) : looked
    } catch (error) {
      if (!(error instanceof CounterfoilError)) throw error
      if (error.code !== 'run-busy' || tries === BUSY_TRIES)
        return { word: 'unknown', because: error.message.replace(/\.$/, '') }
      await (context.wait?.(1) ?? sleep(1_000, undefined, { signal: context.signal }).catch(() => undefined))
    }
  }
}

async function lookOnly(context: Context, discrepancy: Discrepancy): Promise<Check> {
  const reconciliation = findReconciliation(context.settings, discrepancy.reconciliation)
  const seen = await lookAtRecord(context, reconciliation, discrepancy)
  if ('unknown' in seen) return { word: 'unknown', because: seen.unknown }
  if (seen.finding === null) return { word: 'agrees', run: null }
  return { word: 'unknown', because: 'it was resolved meanwhile, and the sides do not agree' }
}

function triggerOf({ actor }: HeldAttempt): Trigger {
  if (actor.surface === 'slack') return 'slash'
  return actor.surface === 'http' || actor.surface === 'cli' ? actor.surface : 'event'
}

/** A call does not say what it left behind, and taking it back rests on that. */
async function afterOf(context: Context, attempt: HeldAttempt): Promise<{ after?: FieldValues }> {
  const action = actionOf(context, attempt)
  if (action === null || attempt.after !== null || action.type === 'sql') return {}
  const discrepancy = await findDiscrepancy(context.db, attempt.number)
  if (!discrepancy) return {}
  const reconciliation = findReconciliation(context.settings, attempt.reconciliation)
  const seen = await lookAtRecord(context, reconciliation, discrepancy).catch(() => null)
  if (seen === null || 'unknown' in seen || !seen.record.presentOn.includes(attempt.side)) return {}
  const fields = Object.keys(attempt.before ?? {})
  const shown = (field: string) =>
    seen.record.fields.find(({ name }) => name === field)?.values[attempt.side] ?? null
  return { after: Object.fromEntries(fields.map((field) => [field, shown(field)])) }
}

/** Can what became of it be read from the database that was changed, by the config as it now is? */
export function isDatabase(context: Pick<Context, 'settings'>, attempt: HeldAttempt): boolean {
  return actionOf(context, attempt)?.type === 'sql'
}

function actionOf(
  { settings }: Pick<Context, 'settings'>,
  { reconciliation, remedy, undoes, side }: HeldAttempt,
): RemedyAction | null {
  const definition = settings.reconciliations.find(({ name }) => name === reconciliation)
  const found = definition?.remedies?.find(({ name }) => name === remedy)
  const action = undoes === null ? found?.does : found?.reverse
  return action?.side === side ? action : null
}

/** What the database of the changed side says of an attempt that may have been committed. */
export type Trace = 'done' | 'not-done' | 'going' | 'unclear'

/** Asks it. Throws where it cannot be asked. */
export async function traceAttempt(context: Context, attempt: HeldAttempt): Promise<Trace> {
  const reconciliation = findReconciliation(context.settings, attempt.reconciliation)
  const fields = Object.keys(attempt.before ?? attempt.after ?? {})
  const { record, source } = guardedRecord(attempt.id, { ...attempt, reconciliation, fields })
  const writer = await openWriter(source, context.settings.sources[source])
  const trace = await writer.trace(record)
  if (trace.isGoing) return 'going'
  const shows = (values: FieldValues) =>
    values === null
      ? trace.shows === null
      : trace.shows !== null && fields.every((field, index) => trace.shows![index] === values[field])
  if (shows(attempt.after)) return 'done'
  return shows(attempt.before) ? 'not-done' : 'unclear'
}

/** Says that nobody knows yet, and leaves it to be looked at again. */
export async function leaveUnknown(
  context: Context,
  attempt: HeldAttempt,
  because: string,
): Promise<HeldAttempt | null> {
  return await saveAttempt(context.db, attempt.id, {
    state: 'unknown',
    said: whatToCheck(attempt, because),
    endedAt: null,
  })
}
