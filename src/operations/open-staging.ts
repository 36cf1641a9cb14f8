import type { SideScope } from '../connectors/contract.ts'
import type { Side } from '../domain/reconciliation.ts'
import type { RecordBatch } from '../domain/record-batch.ts'
import { type ComparisonPlan, mappingName } from '../engine/index.ts'
import type { Scratch } from '../scratch/open-scratch.ts'
import type { Connectors } from './connect-sides.ts'
import type { ReadContext } from './context.ts'
import { stageByCanonicalKey } from './stage-by-canonical-key.ts'
import { type StagedMapping, stageMapping } from './stage-mapping.ts'
import { canonicalParts, untranslatedParts, type WantedKeys, wantedOf } from './want-keys.ts'

/** Where the sides of a comparison are brought into the order of their keys as they are compared. */
export interface Staging {
  readonly scratch: Scratch
  /** By side: what its keys stand for. */
  readonly mappings: Readonly<Record<string, StagedMapping>>
  close(): Promise<void>
}

export interface StagingRequest {
  readonly plan: ComparisonPlan
  readonly connectors: Connectors
  readonly signal?: AbortSignal
}

/** Null where no side needs it: then nothing is written to disk. Mappings are read here, once a comparison. */
export async function openStaging(context: ReadContext, request: StagingRequest): Promise<Staging | null> {
  const { plan, connectors } = request
  if (!plan.sides.some((side) => side.isStaged)) return null
  const signal = request.signal ? AbortSignal.any([context.signal, request.signal]) : context.signal
  const { openScratch } = await import('../scratch/open-scratch.ts')
  const scratch = await openScratch(context.scratchFolder)
  try {
    const mappings: Record<string, StagedMapping> = {}
    for (const { name, via } of plan.reconciliation.sides) {
      if (!via) continue
      const connector = connectors[mappingName(name)]!
      mappings[name] = await stageMapping({ scratch, connector, plan, side: name, via, signal })
    }
    return { scratch, mappings, close: () => scratch.close() }
  } catch (error) {
    await scratch.close()
    throw error
  }
}

export interface StagedRead {
  readonly plan: ComparisonPlan
  readonly staging: Staging
  readonly side: Side
  readonly connectors: Connectors
  /** The run's scope in the side's terms, where it is not one of keys. */
  readonly scope: SideScope
  /** Null: the scope is not one of keys. */
  readonly wanted: WantedKeys | null
  readonly signal: AbortSignal
}

/** Reads a side of a comparison with rewritten keys: staged, or from its source by the canonical keys. */
export async function* readStaged(read: StagedRead): AsyncGenerator<RecordBatch, void> {
  const { plan, staging, side, signal } = read
  const wanted = read.wanted && wantedOf(read.wanted, side.name)
  const planned = plan.sides.find(({ name }) => name === side.name)!
  const mapping = staging.mappings[side.name] ?? null
  const batches = read.connectors[side.name]!.read({
    location: side.location,
    columns: planned.columns,
    keyOrder: planned.isStaged ? plan.keyNames.map(() => 'bytes' as const) : plan.keyOrder,
    scope: wanted ? await scopeOfKeys(read, { wanted, mapping, isStaged: planned.isStaged }) : read.scope,
    signal,
  })
  if (!planned.isStaged) yield* batches
  else yield* stageByCanonicalKey({ ...staging, plan, side: side.name, batches, mapping, wanted, signal })
}

/** A key has many raw forms on a side whose rules rewrite it, so such a side is read whole; a mapping knows its forms. */
async function scopeOfKeys(
  { staging }: StagedRead,
  keys: { wanted: WantedKeys; mapping: StagedMapping | null; isStaged: boolean },
): Promise<SideScope> {
  const { wanted, mapping, isStaged } = keys
  if (mapping) {
    return { kind: 'keys', keys: await untranslatedParts(wanted, { scratch: staging.scratch, mapping }) }
  }
  return isStaged ? { kind: 'everything' } : { kind: 'keys', keys: canonicalParts(wanted) }
}
