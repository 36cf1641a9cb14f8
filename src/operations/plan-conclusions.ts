import type { Change } from '../domain/change.ts'
import type { Discrepancy } from '../domain/discrepancy.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { type RecordKey, writeKey } from '../domain/record.ts'
import type { RunChanges } from '../domain/run.ts'
import type { Database } from '../store/database.ts'
import { listFound, listPairs, pagesOfOpen } from '../store/known-discrepancies.ts'
import { drawConclusions, identify } from '../tracker/plan-changes.ts'
import { routeChanges } from '../tracker/route-changes.ts'
import type { Seen } from './recheck-pairs.ts'
import { recognisePatterns } from './recognise-patterns.ts'
import { remediesOn } from './remedies-on.ts'

/** Findings that are concluded about at once: what is known of them, and what it becomes, is held meanwhile. */
const PAGE = 5_000

/** The key of a finding about the schema, which every run looks at, whatever its scope. */
const NO_KEY = writeKey({})

/** What the tracker knows, as far as a run asks. */
export interface Known {
  /** Those with these fingerprints, whatever their status. */
  found(fingerprints: readonly string[]): Promise<readonly Discrepancy[]>
  /** All pairs of records with different keys. */
  pairs(): Promise<readonly Discrepancy[]>
  /** Open ones with these keys (null: with any) page by page; those that were found need not be among them. */
  open(keys: readonly string[] | null): AsyncIterable<readonly Discrepancy[]>
  /** Names of remedies that repair by themselves what rules send to them. */
  remediesOn(compared: Reconciliation): Promise<ReadonlySet<string>>
  /** When the run began to read, where somebody may have acted since. */
  readonly beganAt?: Date
}

export interface PlannedPage {
  readonly known: readonly Discrepancy[]
  readonly changes: readonly Change[]
}

/**
 * What a run's findings mean for what is known, page by page, so that neither has to be held whole. Changes nothing;
 * `open` is asked when all findings have been given out.
 */
export async function* planConclusions(
  compared: Reconciliation,
  seen: Seen,
  known: Known,
): AsyncGenerator<PlannedPage> {
  const {
    comparison: { part },
    findings,
    keys,
    inFlight,
  } = seen
  const { name: reconciliation } = compared
  const isPattern = recognisePatterns(compared, seen)
  const routing = { reconciliation: compared, isPattern, remediesOn: await known.remediesOn(compared) }
  const concluded = (discrepancies: readonly Discrepancy[]) =>
    inFlight ? discrepancies.filter(({ fingerprint }) => !inFlight.has(fingerprint)) : discrepancies
  const conclusions = drawConclusions({
    reconciliation,
    findings,
    pairs: concluded(await known.pairs()),
    covers: part?.covers ?? ((key: RecordKey) => keys === null || keys.has(writeKey(key))),
    isPartial: keys !== null,
    compared,
    ...(known.beganAt ? { beganAt: known.beganAt } : {}),
  })
  for (let start = 0; start < findings.length; start += PAGE) {
    const found = findings.slice(start, start + PAGE).map((finding) => identify(reconciliation, finding))
    const page = concluded(await known.found(found.map(({ fingerprint }) => fingerprint)))
    const changes = conclusions.planFound(found, page)
    yield {
      known: page,
      changes: routeChanges(changes, { ...routing, known: page }),
    }
  }
  for await (const open of known.open(keys && [...keys, NO_KEY])) {
    const page = concluded(open)
    yield { known: page, changes: conclusions.planGone(page) }
  }
}

/** What the tracker of `db` knows. */
export function knownOf(
  db: Database,
  { reconciliation, runId }: { readonly reconciliation: string; readonly runId?: string },
): Known {
  return {
    found: (fingerprints) => listFound(db, { reconciliation, fingerprints }),
    pairs: () => listPairs(db, reconciliation),
    remediesOn: (compared) => remediesOn(db, compared),
    open: (keys) =>
      pagesOfOpen(db, {
        reconciliation,
        keys,
        size: PAGE,
        ...(runId === undefined ? {} : { unseenBy: runId }),
      }),
  }
}

export function countChanges(changes: readonly Change[]): RunChanges {
  const counts = { opened: 0, seenAgain: 0, reopened: 0, resolved: 0 }
  for (const { type } of changes) counts[type === 'seen' ? 'seenAgain' : type] += 1
  return counts
}
