import type { DigestFacts } from '../domain/digest-facts.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { FigurePeriod } from '../store/digest-figures.ts'
import { countFixes } from '../store/fix-figures.ts'
import type { Context } from './context.ts'

/** Words that a digest has for the outcome of an attempt: refused ones did nothing, and dry runs neither. */
const TOLD = ['verified', 'unverified', 'failed', 'unknown'] as const

/** What remedies did in a period, with and without approval; nothing where they did nothing. */
export async function gatherFixes(
  { db }: Pick<Context, 'db'>,
  period: FigurePeriod & { readonly told: readonly Reconciliation[] },
): Promise<Pick<DigestFacts, 'fixes'>> {
  const counts = await countFixes(db, period)
  const fixes = counts
    .filter(({ state }) => TOLD.some((told) => told === state))
    .map((fix) => ({ ...fix, title: titleOf(period.told, fix) }))
  return fixes.length === 0 ? {} : { fixes }
}

function titleOf(
  told: readonly Reconciliation[],
  fix: { readonly reconciliation: string; readonly remedy: string },
): string {
  const definition = told.find(({ name }) => name === fix.reconciliation)
  return definition?.remedies?.find(({ name }) => name === fix.remedy)?.title ?? fix.remedy
}
