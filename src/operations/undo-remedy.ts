import { createHash } from 'node:crypto'
import type { Actor } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { RemedyAction } from '../domain/remedy.ts'
import { findDiscrepancy } from '../store/discrepancies.ts'
import { findAttempt, type HeldAttempt } from '../store/remedy-attempts.ts'
import { fixDenial, type RemedyOutcome } from './apply-remedy.ts'
import { beginAttempt } from './begin-attempt.ts'
import { carryOut } from './carry-out.ts'
import type { Context } from './context.ts'
import { findReconciliation } from './find-reconciliation.ts'
import { lookAtRecord } from './look-at-record.ts'
import { dialectOf, findRemedy, planAction } from './plan-remedies.ts'

/**
 * Takes a fix back, where its remedy says how and the record still shows what the fix left. Throws `not-found`, and whatever the
 * tracker throws.
 */
export async function undoRemedy(
  context: Context,
  request: { readonly attempt: string; readonly actor: Actor },
): Promise<RemedyOutcome> {
  const done = await findAttempt(context.db, request.attempt)
  const discrepancy = done && (await findDiscrepancy(context.db, done.number))
  if (!done || !discrepancy)
    throw new CounterfoilError('not-found', `There is no attempt "${request.attempt}" at a remedy`)
  const reconciliation = findReconciliation(context.settings, done.reconciliation)
  const remedy = findRemedy(reconciliation, done.remedy)
  const { actor } = request
  const forbidden = await fixDenial(context, { actor, remedy, reconciliation })
  if (forbidden) return { forbidden, discrepancy }
  const refuse = (refused: string) => ({ refused, discrepancy, plan: null })
  const problem = whyNotUndone(done, remedy.reverse)
  if (problem !== null || !remedy.reverse) return refuse(problem ?? '')
  const look = () => lookAtRecord(context, reconciliation, discrepancy)
  const seen = await look()
  if ('unknown' in seen) return refuse(`the record cannot be read now: ${seen.unknown}`)
  const action = remedy.reverse
  const dialect = dialectOf(context.settings, reconciliation, action.side)
  const { finding, number } = discrepancy
  const about = { reconciliation, action, dialect, number, finding, record: seen.record, undoes: done }
  const planned = planAction(about)
  if (planned.refused !== null) return refuse(planned.refused)
  const fields = Object.keys(done.after ?? done.before ?? {})
  const isAsLeft = (record: typeof seen.record) => showsStill(record, done, fields)
  if (!isAsLeft(seen.record)) return refuse(`${done.side} does not show any more what the fix left there`)
  const hash = createHash('sha256')
    .update(JSON.stringify([done.id, action, done.after]))
    .digest('hex')
  const plan = { ...planned, before: done.after ?? {}, isThere: done.after !== null, hash }
  const begun = await beginAttempt(context, {
    ...{ number, actor, reconciliation: reconciliation.name, remedy: remedy.name, limit: remedy.limit },
    plan,
    undoes: done.id,
  })
  if ('refused' in begun) return refuse(begun.refused)
  const attempt = await carryOut(context, begun.attempt, {
    ...{ reconciliation, action, dialect, key: seen.record.key, fields },
    seen: done.after,
    values: planned.words.values,
    isDryRun: remedy.dryRun,
    lookOnceMore: async () => {
      const now = await look()
      const isSame = !('unknown' in now) && isAsLeft(now.record)
      return isSame ? null : `${done.side} does not show any more what the fix left there`
    },
  })
  return { attempt, discrepancy: (await findDiscrepancy(context.db, number)) ?? discrepancy }
}

function whyNotUndone(done: HeldAttempt, reverse: RemedyAction | undefined): string | null {
  if (done.undoes !== null) return 'it took a fix back itself'
  if (done.state === 'undone') return 'it was taken back already'
  if (!['verified', 'unverified', 'applied'].includes(done.state) || done.endedAt === null)
    return `it is ${done.state}, so there is nothing to take back`
  if (reverse === undefined) return `the remedy "${done.remedy}" does not say how it is taken back (reverse)`
  return null
}

function showsStill(
  record: {
    readonly presentOn: readonly string[]
    readonly fields: readonly {
      readonly name: string
      readonly values: Readonly<Record<string, string | null>>
    }[]
  },
  { side, after }: HeldAttempt,
  fields: readonly string[],
): boolean {
  const isThere = record.presentOn.includes(side)
  if (after === null || !isThere) return (after !== null) === isThere
  return fields.every(
    (field) => (record.fields.find(({ name }) => name === field)?.values[side] ?? null) === after[field],
  )
}
