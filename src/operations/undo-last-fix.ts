import type { Actor } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import { listAttempts } from '../store/remedy-attempts.ts'
import type { RemedyOutcome } from './apply-remedy.ts'
import type { Context } from './context.ts'
import { undoRemedy } from './undo-remedy.ts'

/** Takes back the last fix of a discrepancy, as its card names it. Throws `not-found`. */
export async function undoLastFix(
  context: Context,
  { number, actor }: { readonly number: number; readonly actor: Actor },
): Promise<RemedyOutcome> {
  const [last] = await listAttempts(context.db, { number, limit: 1 })
  if (last) return await undoRemedy(context, { attempt: last.id, actor })
  throw new CounterfoilError('not-found', `No remedy was applied to #${number} yet`)
}
