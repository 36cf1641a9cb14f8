import type { Change } from '../domain/change.ts'
import type { Discrepancy } from '../domain/discrepancy.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { type RecordKey, writeKey } from '../domain/record.ts'
import type { RunChanges } from '../domain/run.ts'
import type { KnownWanted } from '../store/discrepancies.ts'
import { fingerprint } from '../tracker/fingerprint.ts'
import { planChanges } from '../tracker/plan-changes.ts'
import type { Seen } from './recheck-pairs.ts'

/** The key of a finding about the schema, which every run looks at, whatever its scope. */
const NO_KEY = writeKey({})

/** What a run's findings mean for what is known, and what was known. Changes nothing. */
export async function planConclusions(
  compared: Reconciliation,
  { comparison: { part }, findings, keys, inFlight }: Seen,
  list: (wanted: KnownWanted) => Promise<readonly Discrepancy[]>,
): Promise<{ readonly known: readonly Discrepancy[]; readonly changes: readonly Change[] }> {
  const { name: reconciliation, match } = compared
  const known = await list({
    reconciliation,
    keys: keys ? [...keys, NO_KEY] : null,
    fingerprints: findings.map((finding) => fingerprint(reconciliation, finding)),
    pairs: match !== undefined,
  })
  const covers = part?.covers ?? ((key: RecordKey) => keys === null || keys.has(writeKey(key)))
  return {
    known,
    changes: planChanges({
      reconciliation,
      findings,
      known: known.filter((discrepancy) => !inFlight?.has(discrepancy.fingerprint)),
      covers,
      isPartial: keys !== null,
      compared,
    }),
  }
}

export function countChanges(changes: readonly Change[]): RunChanges {
  const count = (type: Change['type']) => changes.filter((change) => change.type === type).length
  return {
    opened: count('opened'),
    seenAgain: count('seen'),
    reopened: count('reopened'),
    resolved: count('resolved'),
  }
}
