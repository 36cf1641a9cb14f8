import type { Discrepancy } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import { findingKeys } from '../domain/finding.ts'
import type { Verification } from '../domain/verification.ts'
import type { Context } from './context.ts'
import { type LookAgain, UNREADABLE, whyNotByKey } from './look-again.ts'
import { runReconciliation } from './run-reconciliation.ts'

/** Keys that are compared together. Beyond, nobody waits for an answer in a window. */
const MOST_KEYS = 1_000

export interface LookedAtMany {
  /** By number; `differed` where the sides still do. */
  readonly said: ReadonlyMap<number, Verification>
  /** The run that looked: what it did to them was not somebody else. */
  readonly runId: string | null
}

/**
 * Compares the records of many discrepancies of one reconciliation now, in one run of their keys, which leaves open what
 * agrees. Throws `run-busy` and whatever the tracker throws.
 */
export async function lookAgainMany(
  context: Context,
  { reconciliation, discrepancies }: { reconciliation: string; discrepancies: readonly Discrepancy[] },
  look: Pick<LookAgain, 'trigger' | 'requestedBy'>,
): Promise<LookedAtMany> {
  const said = new Map<number, Verification>()
  const unknown = (some: readonly Discrepancy[], because: string) => {
    for (const { number } of some) said.set(number, { word: 'unknown', because })
  }
  for (const each of discrepancies) {
    const because = whyNotByKey(each.finding)
    if (because !== null) unknown([each], because)
  }
  const open = discrepancies.filter(({ number }) => !said.has(number))
  const looked = firstByKeys(open)
  unknown(
    open.slice(looked.length),
    `more than ${MOST_KEYS.toLocaleString('en')} records are not compared for one click`,
  )
  if (looked.length === 0) return { said, runId: null }
  try {
    const { run, ...seen } = await runReconciliation(context, {
      name: reconciliation,
      scope: { kind: 'keys', keys: looked.flatMap(({ finding }) => findingKeys(finding)) },
      keysAsFound: true,
      ...look,
      leaves: new Set(looked.map(({ number }) => number)),
    })
    const differing = new Set(seen.discrepancies.map(({ number }) => number))
    for (const { number } of looked) {
      if (differing.has(number)) said.set(number, { word: 'differed', run: run.id })
      else if (seen.left.has(number)) said.set(number, { word: 'agreed', run: run.id })
      else said.set(number, { word: 'unknown', because: 'this comparison cannot tell what became of it' })
    }
    return { said, runId: run.id }
  } catch (error) {
    if (!(error instanceof CounterfoilError && UNREADABLE.includes(error.code))) throw error
    unknown(looked, error.message.replace(/\.$/, ''))
    return { said, runId: null }
  }
}

function firstByKeys(discrepancies: readonly Discrepancy[]): readonly Discrepancy[] {
  let keys = 0
  const first: Discrepancy[] = []
  for (const each of discrepancies) {
    keys += findingKeys(each.finding).length
    if (keys > MOST_KEYS) break
    first.push(each)
  }
  return first
}
