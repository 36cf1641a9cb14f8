import { CounterfoilError } from '../domain/errors.ts'
import { type Reconciliation, USUAL_CHANGES } from '../domain/reconciliation.ts'
import { type RecordKey, writeKey } from '../domain/record.ts'
import type { ComparedColumns } from '../domain/run.ts'
import type { ChangedScope, Scope } from '../domain/scope.ts'
import type { Comparison } from '../engine/index.ts'
import { listKeysToLookAgain } from '../store/discrepancies.ts'
import { listWatermarks, type WatermarksToSave } from '../store/watermarks.ts'
import { type CompareRequest, compareReconciliation } from './compare-reconciliation.ts'
import { configHash } from './config-hash.ts'
import type { Context } from './context.ts'
import { type FoundKeys, findChangedKeys, MOST_CHANGED_KEYS } from './find-changed-keys.ts'
import { zoneOfUpdates } from './key-only.ts'
import { watchChanges } from './watch-changes.ts'

/** When clocks go back an hour of readings comes twice, and nobody can tell the second from the first. */
const HOUR_TWICE_SECONDS = 3_600

export interface LookRequest {
  readonly reconciliation: Reconciliation
  readonly scope: Scope
  /** When the run began. */
  readonly startedAt: Date
  /** What an earlier run compared. */
  readonly known: ComparedColumns
  readonly onProgress?: CompareRequest['onProgress']
  readonly findHints?: boolean
  /** Where everything is compared, only this part of it. */
  readonly part?: CompareRequest['part']
}

/** What was seen, and how far the sides are known by it. */
export interface LookedAtChanges {
  readonly comparison: Comparison
  readonly findings: Comparison['findings']
  /** `writeKey` texts; null: every key. */
  readonly keys: ReadonlySet<string> | null
  readonly scope: Scope
  /** Unsaid where the run did not compare everything: nothing more is known than before. */
  readonly watermarks?: WatermarksToSave
}

/**
 * Compares the keys that changed on any side since that side's watermark, with all that are open, on all sides.
 * Everything is compared instead where that is asked for, where there is no watermark of this config yet, and where too
 * much changed; then the scope says why.
 */
export async function lookAtChanges(context: Context, request: LookRequest): Promise<LookedAtChanges> {
  refuseUntold(request.reconciliation)
  if (request.scope.kind === 'everything') return await lookAtEverything(context, request)
  const known = await readKnownChanges(context, request.reconciliation)
  if ('because' in known) return await lookAtEverything(context, request, known.because)
  const watch = watchChanges(request.startedAt)
  const { reconciliation, onProgress } = request
  const { sweep } = reconciliation.changes ?? USUAL_CHANGES
  const { since, runAt } = known
  const found = await findChangedKeys(context, {
    reconciliation,
    since,
    sweep,
    watch,
    ...(onProgress ? { onProgress } : {}),
  })
  const keys = new Map(found?.keys)
  const open = found
    ? await listKeysToLookAgain(context.db, { reconciliation: reconciliation.name, runAt })
    : []
  for (const key of open) keys.set(writeKey(key), key)
  if (found === null || keys.size > MOST_CHANGED_KEYS) {
    const because = `more than ${MOST_CHANGED_KEYS.toLocaleString('en')} records changed`
    return await lookAtEverything(context, request, because)
  }
  const comparison = await compareKeys(context, request, { keys, found })
  const scope: ChangedScope = {
    kind: 'changed',
    since,
    keys: keys.size,
    ...(found.rows ? { rows: found.rows } : {}),
  }
  const looked = new Set([...keys.keys(), ...found.unkeyed.map(({ key }) => writeKey(key))])
  return {
    comparison,
    findings: comparison.findings,
    keys: looked,
    scope,
    watermarks: {
      reconciliation: reconciliation.name,
      configHash: configHash(context.settings, reconciliation),
      isFull: false,
      newest: watch.newest(),
      runAt: request.startedAt,
    },
  }
}

function refuseUntold({ name, sides }: Reconciliation): void {
  const lacking = sides.filter((side) => side.updatedAt === null)
  if (lacking.length === 0) return
  const places = lacking.map((side) => `reconciliations.${name}.sides.${side.name}.updatedAt`)
  throw new CounterfoilError(
    'usage',
    `What changed in "${name}" is only known where every side says when: write ${places.join(' and ')}, or run it whole`,
  )
}

async function lookAtEverything(
  context: Context,
  { reconciliation, startedAt, known, onProgress, findHints, part = null }: LookRequest,
  because?: string,
): Promise<LookedAtChanges> {
  const watch = watchChanges(startedAt)
  const comparison = await compareReconciliation(context, {
    reconciliation: { ...reconciliation, readsUpdatedAt: true },
    scope: { kind: 'everything' },
    known,
    watch,
    part,
    ...(findHints ? { findHints } : {}),
    ...(onProgress ? { onProgress } : {}),
  })
  const looked = {
    comparison,
    findings: comparison.findings,
    keys: null,
    scope: { kind: 'everything', ...(because === undefined ? {} : { because }) } as const,
  }
  if (comparison.part) return looked
  const watermarks = {
    reconciliation: reconciliation.name,
    configHash: configHash(context.settings, reconciliation),
    isFull: true,
    newest: watch.newest(),
    runAt: startedAt,
  }
  return { ...looked, watermarks }
}

/** From where each side is to be read, or why that is not known. */
async function readKnownChanges(
  context: Context,
  reconciliation: Reconciliation,
): Promise<{ since: Record<string, string>; runAt: Date } | { because: string }> {
  const { watermarks, others } = await listWatermarks(context.db, {
    reconciliation: reconciliation.name,
    configHash: configHash(context.settings, reconciliation),
  })
  const bySide = new Map(watermarks.map((watermark) => [watermark.side, watermark]))
  if (!reconciliation.sides.every(({ name }) => bySide.has(name)))
    return { because: others ? 'the config changed since the last run' : 'no run has set a watermark yet' }
  const since = reconciliation.sides.flatMap((side) => {
    const { through } = bySide.get(side.name)!
    if (through === null) return []
    const back =
      lookBackSeconds(reconciliation) +
      (zoneOfUpdates(reconciliation, side) === 'UTC' ? 0 : HOUR_TWICE_SECONDS)
    return [[side.name, new Date(through.getTime() - back * 1_000).toISOString()] as const]
  })
  const runAt = new Date(Math.min(...watermarks.map((watermark) => watermark.runAt.getTime())))
  return { since: Object.fromEntries(since), runAt }
}

/** What was let pass for its age is looked at again when it is older, though nothing changed. */
function lookBackSeconds({ changes, fields, missing }: Reconciliation): number {
  const { overlapSeconds, sweep } = changes ?? USUAL_CHANGES
  const waits = !sweep || fields.some(({ nulls }) => nulls === 'pending')
  return overlapSeconds + (waits ? missing.graceSeconds : 0)
}

async function compareKeys(
  context: Context,
  { reconciliation, known, onProgress, findHints }: LookRequest,
  { keys, found }: { keys: ReadonlyMap<string, RecordKey>; found: FoundKeys },
): Promise<Comparison> {
  const comparison = await compareReconciliation(context, {
    reconciliation,
    scope: { kind: 'keys', keys: [...keys.values()] },
    keysAsFound: true,
    // A sweep found every record that is missing anywhere.
    areAllThatDiffer: found.rows !== null,
    known,
    ...(findHints ? { findHints } : {}),
    ...(onProgress ? { onProgress } : {}),
  })
  const { summary } = comparison
  const invalid = summary.counts.invalid + found.unkeyed.length
  return {
    ...comparison,
    findings: [...comparison.findings, ...found.unkeyed],
    summary: { ...summary, counts: { ...summary.counts, invalid } },
  }
}
