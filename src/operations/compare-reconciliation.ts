import type { Connector, SideScope } from '../connectors/contract.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { Reconciliation, Side } from '../domain/reconciliation.ts'
import type { Column } from '../domain/record.ts'
import type { Scope } from '../domain/scope.ts'
import {
  type Comparison,
  type ComparisonPlan,
  compareSides,
  joinComparisons,
  planComparison,
} from '../engine/index.ts'
import type { ReadContext } from './context.ts'

export interface CompareRequest {
  readonly reconciliation: Reconciliation
  readonly scope: Scope
  /** Judge and return every record, agreeing ones too: for checks of few keys. */
  readonly keepRecords?: boolean
  /** Rows read so far by side name; called every few thousand rows. */
  readonly onProgress?: (rows: Readonly<Record<string, number>>) => void
  /** Told once, before anything is read. */
  readonly onPlan?: (plan: ComparisonPlan) => void
  /** Stops this comparison alone; the context's signal stops everything. */
  readonly signal?: AbortSignal
}

/** Reads all sides in scope and compares them; remembers nothing. Any side that cannot be read to its end throws. */
export async function compareReconciliation(
  context: ReadContext,
  request: CompareRequest,
): Promise<Comparison> {
  const connectors = await connectSides(context, request.reconciliation)
  try {
    const { plan } = await planFromSources(request.reconciliation, connectors)
    request.onPlan?.(plan)
    const planned = { ...request, plan, connectors }
    return await (request.scope.kind === 'dates' ? compareDates : compareScope)(context, planned)
  } finally {
    await Promise.allSettled(Object.values(connectors).map((connector) => connector.close()))
  }
}

/** What the sources describe, by side name, and the plan that is made of it. */
export interface PlannedSources {
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
    return await planFromSources(reconciliation, connectors)
  } finally {
    await Promise.allSettled(Object.values(connectors).map((connector) => connector.close()))
  }
}

type Connectors = Readonly<Record<string, Connector>>
type PlannedRequest = CompareRequest & { readonly plan: ComparisonPlan; readonly connectors: Connectors }

async function connectSides(context: ReadContext, reconciliation: Reconciliation): Promise<Connectors> {
  const opened: Record<string, Connector> = {}
  try {
    for (const side of reconciliation.sides) opened[side.name] = await context.connect(side.source)
    return opened
  } catch (error) {
    await Promise.allSettled(Object.values(opened).map((connector) => connector.close()))
    throw error
  }
}

async function planFromSources(
  reconciliation: Reconciliation,
  connectors: Connectors,
): Promise<PlannedSources> {
  const described = await Promise.all(
    reconciliation.sides.map(
      async (side) => [side.name, await connectors[side.name]!.columns(side.location)] as const,
    ),
  )
  const columns = Object.fromEntries(described)
  return { columns, plan: planComparison(reconciliation, columns) }
}

async function compareScope(context: ReadContext, request: PlannedRequest): Promise<Comparison> {
  const stop = new AbortController()
  const signals = [context.signal, stop.signal, ...(request.signal ? [request.signal] : [])]
  const signal = AbortSignal.any(signals)
  const streams = Object.fromEntries(
    request.reconciliation.sides.map((side) => [side.name, readSide(request, side, signal)]),
  )
  try {
    return await compareSides(request.plan, streams, {
      now: context.now(),
      signal,
      deferIncomplete: request.scope.kind === 'dates',
      ...(request.keepRecords ? { keepRecords: true } : {}),
      ...(request.onProgress ? { onProgress: request.onProgress } : {}),
    })
  } finally {
    // One side that fails must not leave the other sides' statements running.
    stop.abort()
  }
}

function readSide(request: PlannedRequest, side: Side, signal: AbortSignal) {
  const planned = request.plan.sides.find((candidate) => candidate.name === side.name)!
  return request.connectors[side.name]!.read({
    location: side.location,
    columns: planned.columns,
    keyOrder: request.plan.keyOrder,
    scope: sideScope(request.scope, request.reconciliation, side),
    signal,
  })
}

function sideScope(scope: Scope, reconciliation: Reconciliation, side: Side): SideScope {
  if (scope.kind === 'everything') return scope
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

/** Days begin where the field that compares this column says; UTC where none does. */
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
  return joinComparisons(inRange, await compareScope(context, { ...request, scope }))
}
