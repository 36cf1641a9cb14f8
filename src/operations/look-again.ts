import type { Discrepancy } from '../domain/discrepancy.ts'
import { CounterfoilError, type ErrorCode } from '../domain/errors.ts'
import { type Finding, findingKeys } from '../domain/finding.ts'
import type { Trigger } from '../domain/run.ts'
import { findDiscrepancy } from '../store/discrepancies.ts'
import { needsAllRecords } from '../tracker/plan-changes.ts'
import { sameEvidence } from '../tracker/same-evidence.ts'
import type { Context } from './context.ts'
import { type RunOutcome, runReconciliation } from './run-reconciliation.ts'

export interface LookAgain {
  readonly trigger: Trigger
  readonly requestedBy: string
  /** Where the sides agree, the run leaves it open: a person resolves it. */
  readonly isLeft?: boolean
}

/** What the sides say now, and the discrepancy as it is since. `unknown`: why, as a sentence without its full stop. */
export type Looked = { readonly discrepancy: Discrepancy } & (
  | { readonly word: 'agrees'; readonly run: string }
  /** `isSame`: the sides show what they showed before. */
  | { readonly word: 'differs'; readonly run: string; readonly isSame: boolean }
  | { readonly word: 'unknown'; readonly because: string }
)

/** What keeps a source from being read to its end, and says nothing against the tracker. */
export const UNREADABLE: readonly ErrorCode[] = [
  'source-missing',
  'source-unreachable',
  'source-incomplete',
  'source-encoding',
  'source-query',
  'source-disordered',
  'source-busy',
  'config-invalid',
]

/** Compares the record of one discrepancy now, on all sides: a run of its key. Throws `run-busy` and whatever the tracker throws. */
export async function lookAgain(
  context: Context,
  discrepancy: Discrepancy,
  look: LookAgain,
): Promise<Looked> {
  const { number, reconciliation, finding } = discrepancy
  const unknown = (because: string) => ({ word: 'unknown', discrepancy, because }) as const
  if (!context.settings.reconciliations.some(({ name }) => name === reconciliation))
    return unknown(`the config has no "${reconciliation}" any more`)
  const because = whyNotByKey(finding)
  if (because !== null) return unknown(because)
  try {
    const outcome = await runReconciliation(context, {
      name: reconciliation,
      scope: { kind: 'keys', keys: findingKeys(finding) },
      keysAsFound: true,
      trigger: look.trigger,
      requestedBy: look.requestedBy,
      ...(look.isLeft ? { leaves: new Set([number]) } : {}),
    })
    return await conclude(context, discrepancy, outcome)
  } catch (error) {
    if (error instanceof CounterfoilError && UNREADABLE.includes(error.code))
      return unknown(error.message.replace(/\.$/, ''))
    throw error
  }
}

/** What no comparison of single records can tell. */
export function whyNotByKey(finding: Finding): string | null {
  if (finding.kind === 'schema')
    return 'it is about a field of all records, which only the next full run compares'
  if (!needsAllRecords(finding)) return null
  return finding.kind === 'invalid' && finding.rule === 'unique'
    ? 'whether a value is unique only the next full run can tell'
    : 'no source can look up a key that is none, so only the next full run can tell'
}

async function conclude(
  context: Context,
  { number, finding }: Discrepancy,
  { run, discrepancies, left }: RunOutcome,
): Promise<Looked> {
  const now = await findDiscrepancy(context.db, number)
  if (!now) throw new CounterfoilError('not-found', `There is no discrepancy #${number}`)
  if (discrepancies.some((seen) => seen.number === number))
    return {
      word: 'differs',
      discrepancy: now,
      run: run.id,
      isSame: sameEvidence(finding, now.finding),
    }
  if (left.has(number) || (now.statusBy.kind === 'run' && now.statusBy.id === run.id))
    return { word: 'agrees', discrepancy: now, run: run.id }
  return { word: 'unknown', discrepancy: now, because: 'this comparison cannot tell what became of it' }
}
