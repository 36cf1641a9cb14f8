import type { Discrepancy } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { Finding } from '../domain/finding.ts'
import { findDiscrepancy } from '../store/discrepancies.ts'
import { refuseForbidden, whoAsks } from './allow-action.ts'
import type { Context } from './context.ts'
import { type LookAgain, type Looked, lookAgain } from './look-again.ts'

/** `before`: what the last run before it saw; null looked: it is resolved, so there is nothing to look at. */
export type Checked =
  | { readonly looked: Looked; readonly before: Finding }
  | { readonly looked: null; readonly discrepancy: Discrepancy }

/** Compares the record of one open discrepancy now, and remembers what it finds like any run. Throws `not-found`, `forbidden`, `run-busy`. */
export async function checkDiscrepancy(
  context: Context,
  { number, ...look }: Pick<LookAgain, 'trigger' | 'requestedBy'> & { readonly number: number },
): Promise<Checked> {
  const discrepancy = await findDiscrepancy(context.db, number)
  if (!discrepancy) throw new CounterfoilError('not-found', `There is no discrepancy #${number}`)
  const { reconciliation } = discrepancy
  await refuseForbidden(context, { actor: whoAsks(look), action: 'run', reconciliation })
  if (discrepancy.status === 'resolved') return { looked: null, discrepancy }
  return { looked: await lookAgain(context, discrepancy, look), before: discrepancy.finding }
}
