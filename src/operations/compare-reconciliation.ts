import type { SideScope } from '../connectors/contract.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { Reconciliation, Side } from '../domain/reconciliation.ts'
import type { Column, RecordKey } from '../domain/record.ts'
import type { RecordBatch } from '../domain/record-batch.ts'
import type { ComparedColumns } from '../domain/run.ts'
import type { Scope } from '../domain/scope.ts'
import {
  type Comparison,
  type ComparisonPlan,
  compareSides,
  completeComparison,
  joinComparisons,
  type PartLimits,
  planComparison,
} from '../engine/index.ts'
import { type Connectors, connectSides, describeSides } from './connect-sides.ts'
import type { ReadContext } from './context.ts'
import { openStaging, readStaged, type Staging } from './open-staging.ts'
import { pairUnmatched } from './pair-unmatched.ts'
import { limitsFor, type PartRequest } from './plan-part.ts'
import { searchCandidates } from './search-candidates.ts'
import { takeTurns } from './take-turns.ts'
import { type WantedKeys, wantKeys } from './want-keys.ts'
import type { ChangeWatch } from './watch-changes.ts'

export interface CompareRequest {
  readonly reconciliation: Reconciliation
  readonly scope: Scope
  /** Judge and return every record, agreeing ones too: for checks of few keys. */
  readonly keepRecords?: boolean
  /** Look for what sets the records of a pattern apart: costs time. */
  readonly findHints?: boolean
  /** Rows read so far by side name; called every few thousand rows. */
  readonly onProgress?: (rows: Readonly<Record<string, number>>) => void
  /** Told once, before anything is read. */
  readonly onPlan?: (plan: ComparisonPlan) => void
  /** Stops this comparison alone; the context's signal stops everything. */
  readonly signal?: AbortSignal
  /** The keys of the scope are those of findings; else people may have written them the way some side does. */
  readonly keysAsFound?: boolean
  /** Of each key of the scope the side that writes it so, where that is known. */
  readonly writtenBy?: readonly string[]
  /** Told what the keys of the scope mean, where that is not plain. */
  readonly onWanted?: (wanted: WantedKeys) => void
  /** Records known to be one with two keys: of the keys of the scope these alone are paired again, by the rules. */
  readonly knownPairs?: readonly (readonly [RecordKey, RecordKey])[]
  /** The keys of the scope are all that differ, so what is missing of them is all that is. */
  readonly areAllThatDiffer?: boolean
  /** What an earlier run compared: of these a column that is not there is a finding. Any other is refused as misspelt. */
  readonly known?: ComparedColumns
  /** Sees when what is read has changed. */
  readonly watch?: ChangeWatch
  /** Of everything only a part is compared, as far as a budget goes. */
  readonly part?: PartRequest | null
}

/**
 * Reads all sides in scope and compares them; remembers nothing. Any side that cannot be read to its end throws. Of a
 * scope of changes nothing is judged: its keys are `deferred`, as whoever finds them reads them from all sides then.
 */
export async function compareReconciliation(
  context: ReadContext,
  request: CompareRequest,
): Promise<Comparison> {
  const connectors = await connectSides(context, request.reconciliation)
  try {
    const { plan } = await planFromSources(request, connectors)
    request.onPlan?.(plan)
    const watched = request.watch?.watch(plan, connectors) ?? connectors
    const staging = await openStaging(context, {
      plan,
      connectors,
      ...(request.signal ? { signal: request.signal } : {}),
    })
    try {
      // The keys that a date range defers are canonical already.
      const keysAsFound = request.keysAsFound === true || request.scope.kind === 'dates'
      const limits = request.part ? limitsFor(request.part, plan) : null
      const planned = { ...request, plan, connectors: watched, staging, keysAsFound, limits }
      if (request.scope.kind === 'dates') return await compareDates(context, planned)
      const compare = request.scope.kind === 'everything' ? compareEverything : compareScope
      const comparison = await compare(context, planned)
      const only = request.knownPairs ?? null
      const signal = AbortSignal.any([context.signal, ...(request.signal ? [request.signal] : [])])
      return await pairUnmatched(context, { plan, comparison, only, signal })
    } finally {
      await staging?.close()
    }
  } finally {
    await Promise.allSettled(Object.values(connectors).map((connector) => connector.close()))
  }
}

/** What the sources describe, by side name, and the plan that is made of it. */
interface PlannedSources {
  readonly columns: Readonly<Record<string, readonly Column[]>>
  readonly plan: ComparisonPlan
}

/** Plans without reading a record. */
export async function planReconciliation(
  context: ReadContext,
  reconciliation: Reconciliation,
): Promise<PlannedSources> {
  const connectors = await connectSides(context, reconciliation)
  try {
    return await planFromSources({ reconciliation }, connectors)
  } finally {
    await Promise.allSettled(Object.values(connectors).map((connector) => connector.close()))
  }
}

async function planFromSources(
  { reconciliation, known }: Pick<CompareRequest, 'reconciliation' | 'known'>,
  connectors: Connectors,
): Promise<PlannedSources> {
  const columns = await describeSides(reconciliation, connectors)
  return { columns, plan: planComparison(reconciliation, columns, known) }
}

type PlannedRequest = CompareRequest & {
  readonly keysAsFound: boolean
  readonly plan: ComparisonPlan
  readonly connectors: Connectors
  /** Null where every side's source hands it out as it is compared. */
  readonly staging: Staging | null
  /** Of all records only these, by side the same: the others are known to agree. */
  readonly within?: SideScope
  /** Of all records only these, by side in the order of the plan: they were read already. */
  readonly records?: readonly AsyncIterable<RecordBatch>[]
  readonly limits: PartLimits | null
  /** The comparison of a date range whose deferred keys this one is about. */
  readonly completes?: Comparison
}

/** Only records that may differ are read, where the sources can tell which those are. */
async function compareEverything(context: ReadContext, request: PlannedRequest): Promise<Comparison> {
  // Where to stop and go on is known in the order of the keys alone.
  if (request.limits) return await compareScope(context, request)
  // One side that fails must not leave the other sides' statements running.
  const stop = new AbortController()
  const signals = [context.signal, stop.signal, ...(request.signal ? [request.signal] : [])]
  const search = {
    ...request,
    signal: AbortSignal.any(signals),
    wantsAll: request.keepRecords === true || request.findHints === true || request.watch !== undefined,
    log: context.log,
    now: context.now(),
  }
  try {
    return await searchCandidates(search, {
      everything: () => compareScope(context, request),
      within: (within) => compareScope(context, { ...request, within }),
      keys: (keys) => {
        const scope = { kind: 'keys', keys } as const
        return compareScope(context, { ...request, scope, keysAsFound: true, areAllThatDiffer: true })
      },
      records: (records) => {
        // Few of all that were read.
        const { onProgress: _, ...quiet } = request
        return compareScope(context, { ...quiet, records })
      },
    })
  } catch (error) {
    // Whoever stopped it said why; the source only noticed.
    const reason: unknown = context.signal.aborted ? context.signal.reason : request.signal?.reason
    throw reason instanceof CounterfoilError ? reason : error
  } finally {
    stop.abort()
  }
}

async function compareScope(context: ReadContext, request: PlannedRequest): Promise<Comparison> {
  const stop = new AbortController()
  const signals = [context.signal, stop.signal, ...(request.signal ? [request.signal] : [])]
  const signal = AbortSignal.any(signals)
  const wanted = await wantKeys(request)
  const streams = Object.fromEntries(
    request.reconciliation.sides.map((side, index) => [
      side.name,
      takeTurns(request.records?.[index] ?? readSide(request, side, { signal, wanted })),
    ]),
  )
  try {
    return await compareSides(request.plan, streams, {
      now: context.now(),
      signal,
      deferIncomplete: request.scope.kind === 'dates',
      deferAll: defersAll(request),
      keepUnmatched:
        request.scope.kind === 'everything' ||
        request.areAllThatDiffer === true ||
        request.knownPairs !== undefined,
      ...(request.keepRecords ? { keepRecords: true } : {}),
      ...(request.findHints ? { findHints: true } : {}),
      ...(request.completes ? { completes: request.completes } : {}),
      ...(request.onProgress ? { onProgress: request.onProgress } : {}),
      ...(request.limits ? { part: request.limits } : {}),
    })
  } finally {
    // One side that fails must not leave the other sides' statements running.
    stop.abort()
  }
}

function readSide(
  request: PlannedRequest,
  side: Side,
  { signal, wanted }: { readonly signal: AbortSignal; readonly wanted: WantedKeys | null },
) {
  const { plan, connectors, staging } = request
  const scope = request.within ?? sideScope(request, side)
  if (staging) return readStaged({ plan, staging, side, connectors, scope, wanted, signal })
  const planned = plan.sides.find((candidate) => candidate.name === side.name)!
  return connectors[side.name]!.read({
    location: side.location,
    columns: planned.columns,
    keyOrder: plan.keyOrder,
    scope,
    signal,
  })
}

function sideScope({ scope, reconciliation, plan, limits }: PlannedRequest, side: Side): SideScope {
  const after = limits?.after
  // Where keys are rewritten the source has another order.
  const isRewritten = plan.sides.find(({ name }) => name === side.name)!.isStaged
  if (after && !isRewritten) return { kind: 'after', key: plan.keyNames.map((name) => after[name] ?? '') }
  if (scope.kind === 'everything') return { kind: 'everything' }
  if (scope.kind === 'changed') {
    const since = scope.since?.[side.name]
    const zone = plan.sides.find(({ name }) => name === side.name)!.updatedAtZone
    if (since === undefined || side.updatedAt === null) return { kind: 'everything' }
    return { kind: 'changed', column: side.updatedAt, since, zone }
  }
  if (scope.kind === 'keys') {
    const keys = scope.keys.map((key) => reconciliation.keyNames.map((name) => key[name] ?? null))
    return { kind: 'keys', keys }
  }
  if (!side.dateColumn) {
    throw new CounterfoilError(
      'usage',
      `A date range of "${reconciliation.name}" needs a date column on every side, and "${side.name}" has none: ` +
        `write reconciliations.${reconciliation.name}.sides.${side.name}.dateColumn`,
    )
  }
  return {
    kind: 'dates',
    column: side.dateColumn,
    from: scope.from,
    to: scope.to,
    zone: dateZone(reconciliation, side),
  }
}

/** A date without a zone is read in that of the field on the same column; UTC where none says. */
function dateZone({ fields }: Reconciliation, side: Side): string {
  const field = fields.find(({ name }) => side.columns[name] === side.dateColumn)
  return field?.zone[side.name] ?? 'UTC'
}

/**
 * A record dated the 7th here and the 8th there is no missing record: what a date range finds on some sides only is read
 * again by key, without the dates, and judged then.
 */
async function compareDates(context: ReadContext, request: PlannedRequest): Promise<Comparison> {
  const inRange = await compareScope(context, request)
  if (inRange.deferred.length === 0) return inRange
  const scope = { kind: 'keys', keys: inRange.deferred } as const
  // What is wrong with the schema has been said of the range.
  const plan = { ...request.plan, schema: [] }
  const again = await compareScope(context, { ...request, plan, scope, completes: inRange })
  // Where there are groups the range only told which keys to read: what was compared are the whole groups.
  if (!hasGroups(request.reconciliation)) return completeComparison(inRange, again)
  return { ...joinComparisons(again, inRange), deferred: [] }
}

/** A change stands on one side, and a date range cuts groups apart: both only tell which keys to read. */
function defersAll({ scope, reconciliation }: CompareRequest): boolean {
  return scope.kind === 'changed' || (scope.kind === 'dates' && hasGroups(reconciliation))
}

/** A date range would cut groups apart, and half a group agrees with nothing. */
function hasGroups({ sides }: Reconciliation): boolean {
  return sides.some((side) => side.groupBy)
}
