import type { Connector } from '../connectors/contract.ts'
import type { Via } from '../domain/reconciliation.ts'
import { decodeRecord, encodeRecord, recordText } from '../domain/record-batch.ts'
import { type ComparisonPlan, canonicalKeys, sortableKey } from '../engine/index.ts'
import type { Scratch } from '../scratch/open-scratch.ts'

/** A mapping in the scratch: a table with a row for each translated key. */
export interface StagedMapping {
  /**
   * Columns `from_key` (the side's own key, encoded), `key_text` and `sort_key` of the key it stands for, and
   * `targets`: how many different keys it stands for, where only one is of use.
   */
  readonly table: string
  /** All pairs: `from_key` and `sort_key`. */
  readonly pairs: string
}

export interface MappingRequest {
  readonly scratch: Scratch
  readonly connector: Connector
  readonly plan: ComparisonPlan
  readonly side: string
  readonly via: Via
  readonly signal: AbortSignal
}

/**
 * Reads a side's mapping table whole. A row with an empty side maps nothing; what it leaves unmapped is found when the
 * side is read.
 */
export async function stageMapping(request: MappingRequest): Promise<StagedMapping> {
  const { scratch, signal } = request
  const id = crypto.randomUUID().replaceAll('-', '')
  const [pairs, table] = [`pairs_${id}`, `mapping_${id}`]
  await scratch.run(`CREATE TABLE ${pairs} (from_key VARCHAR, key_text VARCHAR, sort_key BLOB)`)
  await fillPairs(request, pairs)
  await scratch.run(
    `CREATE TABLE ${table} AS SELECT from_key, min(key_text) AS key_text, min(sort_key) AS sort_key,
      count(DISTINCT sort_key) AS targets FROM ${pairs} GROUP BY from_key`,
    { signal },
  )
  return { table, pairs }
}

async function fillPairs(request: MappingRequest, pairs: string): Promise<void> {
  const { via, plan, connector, signal, scratch } = request
  const canonical = canonicalKeys(plan, request.side)
  const parts = via.from.length
  const batches = connector.read({
    location: via.location,
    columns: [...via.from, ...via.to],
    keyOrder: via.from.map(() => 'bytes' as const),
    scope: { kind: 'everything' },
    signal,
  })
  const appender = await scratch.append(pairs)
  try {
    for await (const batch of batches) {
      for (let index = 0; index < batch.count; index++) {
        const cells = decodeRecord(recordText(batch, index))
        const from = cells.slice(0, parts)
        const key = canonical(cells.slice(parts))
        if ('unusable' in key || from.some((cell) => cell === null || cell === '')) continue
        appender.add([encodeRecord(from), encodeRecord(key.parts), sortableKey(key.parts, plan.keyOrder)])
      }
    }
  } finally {
    appender.end()
  }
}
