import { CounterfoilError } from '../domain/errors.ts'
import type { Reconciliation, Side } from '../domain/reconciliation.ts'
import { type RecordKey, writeKey } from '../domain/record.ts'
import type { ComparedColumns } from '../domain/run.ts'
import type { ChangedScope, Scope } from '../domain/scope.ts'
import { changeRules, MOST_CHANGED_KEYS } from '../domain/side-changes.ts'
import type { Comparison } from '../engine/index.ts'
import { listChangePositions } from '../store/change-positions.ts'
import { listKeysToLookAgain } from '../store/discrepancies.ts'
import { listWatermarks, type WatermarksToSave } from '../store/watermarks.ts'
import { type CompareRequest, compareReconciliation } from './compare-reconciliation.ts'
import { configHash } from './config-hash.ts'
import type { Context } from './context.ts'
import { type FoundKeys, findChangedKeys } from './find-changed-keys.ts'
import { waitsForAge, zoneOfUpdates } from './key-only.ts'
import { type ReadLogs, readChangeLogs } from './read-change-logs.ts'
import { type ChangeWatch, watchChanges } from './watch-changes.ts'

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
  const { reconciliation, scope } = request
  refuseUntold(reconciliation)
  const isWhole = scope.kind === 'everything'
  const known = await readKnownChanges(context, reconciliation)
  // Before anything is read of the sides, so that no change falls between.
  const logs = await readChangeLogs(context, {
    reconciliation,
    since: known.positions,
    wantsKeys: !isWhole && known.because === null,
  })
  const because = known.because ?? logs.because
  if (isWhole) return await lookAtEverything(context, request, { logs })
  if (because !== null) return await lookAtEverything(context, request, { logs, because })
  return await lookAtKeys(context, request, { known, logs })
}

async function lookAtKeys(
  context: Context,
  request: LookRequest,
  { known, logs }: { readonly known: KnownChanges; readonly logs: ReadLogs },
): Promise<LookedAtChanges> {
  const { reconciliation, onProgress } = request
  const watch = watchChanges(request.startedAt)
  const { sweep } = changeRules(reconciliation)
  const { since, runAt } = known
  const found = await findChangedKeys(context, {
    reconciliation,
    since,
    sweep,
    watch,
    logs,
    ...(onProgress ? { onProgress } : {}),
  })
  const keys = new Map(found?.keys)
  const open = found
    ? await listKeysToLookAgain(context.db, { reconciliation: reconciliation.name, runAt })
    : []
  for (const key of open) keys.set(writeKey(key), key)
  const because = whyNotByKey(found, keys.size, sweep ? null : logs)
  if (found === null || because !== null) return await lookAtEverything(context, request, { logs, because })
  const comparison = await compareKeys(context, request, { keys, found })
  const scope: ChangedScope = {
    kind: 'changed',
    since,
    keys: keys.size,
    ...(found.rows ? { rows: found.rows } : {}),
  }
  const looked = new Set([...keys.keys(), ...found.unkeyed.map(({ key }) => writeKey(key))])
  const watermarks = watermarksOf(context, request, { isFull: false, watch, logs })
  return { comparison, findings: comparison.findings, keys: looked, scope, watermarks }
}

/** `logs`: those that are all that is known of keys that are none; null: a sweep has seen the records. */
function whyNotByKey(found: FoundKeys | null, keys: number, logs: ReadLogs | null): string | null {
  if (found === null || keys > MOST_CHANGED_KEYS) return tooMany()
  const vague = found.unkeyed.find(
    (finding) => finding.kind === 'invalid' && logs !== null && finding.side in logs.sides,
  )
  // It may be there or not, and nobody can look it up.
  return vague?.kind === 'invalid'
    ? `${vague.side}: its change log names a record without a usable key`
    : null
}

function tooMany(): string {
  return `more than ${MOST_CHANGED_KEYS.toLocaleString('en')} records changed`
}

function refuseUntold({ name, sides }: Reconciliation): void {
  const lacking = sides.filter((side) => side.updatedAt === null && !side.changes)
  if (lacking.length === 0) return
  const places = lacking.map((side) => `reconciliations.${name}.sides.${side.name}.updatedAt`)
  throw new CounterfoilError(
    'usage',
    `What changed in "${name}" is only known where every side says when: write ${places.join(' and ')} (or changes, with its change log), or run it whole`,
  )
}

async function lookAtEverything(
  context: Context,
  request: LookRequest,
  { logs, because = null }: { readonly logs: ReadLogs; readonly because?: string | null },
): Promise<LookedAtChanges> {
  const { reconciliation, startedAt, known, onProgress, findHints, part = null } = request
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
    scope: { kind: 'everything', ...(because === null ? {} : { because }) } as const,
  }
  if (comparison.part) return looked
  return { ...looked, watermarks: watermarksOf(context, request, { isFull: true, watch, logs }) }
}

function watermarksOf(
  { settings }: Context,
  { reconciliation, startedAt }: LookRequest,
  seen: { readonly isFull: boolean; readonly watch: ChangeWatch; readonly logs: ReadLogs },
): WatermarksToSave {
  const logs = Object.entries(seen.logs.sides)
  return {
    reconciliation: reconciliation.name,
    configHash: configHash(settings, reconciliation),
    isFull: seen.isFull,
    newest: { ...seen.watch.newest(), ...Object.fromEntries(logs.map(([side, { at }]) => [side, at])) },
    positions: Object.fromEntries(logs.map(([side, { position }]) => [side, position])),
    runAt: startedAt,
  }
}

interface KnownChanges {
  /** From where each side is to be read. */
  readonly since: Record<string, string>
  readonly runAt: Date
  /** Up to where change logs were read, by side. */
  readonly positions: Record<string, string>
  /** Why that says nothing of what changed; null: it does. */
  readonly because: string | null
}

async function readKnownChanges(context: Context, reconciliation: Reconciliation): Promise<KnownChanges> {
  const { name, sides } = reconciliation
  const wanted = { reconciliation: name, configHash: configHash(context.settings, reconciliation) }
  const { watermarks, others } = await listWatermarks(context.db, wanted)
  const bySide = new Map(watermarks.map((watermark) => [watermark.side, watermark]))
  const isKnown = sides.every((side) => bySide.has(side.name))
  const since = sides.flatMap((side) => {
    const through = bySide.get(side.name)?.through ?? null
    if (through === null) return []
    const back = lookBackSeconds(reconciliation, side)
    return [[side.name, new Date(through.getTime() - back * 1_000).toISOString()] as const]
  })
  return {
    since: Object.fromEntries(since),
    runAt: new Date(Math.min(...watermarks.map((watermark) => watermark.runAt.getTime()))),
    positions: await listChangePositions(context.db, wanted),
    because: isKnown
      ? null
      : others
        ? 'the config changed since the last run'
        : 'no run has set a watermark yet',
  }
}

/** What was let pass for its age is looked at again when it is older, though nothing changed. */
function lookBackSeconds(reconciliation: Reconciliation, side: Side): number {
  const waits = waitsForAge(reconciliation)
  if (side.changes && !waits) return 0
  const { overlapSeconds } = changeRules(reconciliation)
  const twice = zoneOfUpdates(reconciliation, side) === 'UTC' ? 0 : HOUR_TWICE_SECONDS
  return overlapSeconds + twice + (waits ? reconciliation.missing.graceSeconds : 0)
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
