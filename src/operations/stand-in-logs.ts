import type { Connector, ReadRequest } from '../connectors/contract.ts'
import type { KeyOrder, RawValue } from '../domain/record.ts'
import { batchOf, decodeRecord, encodeRecord, type RecordBatch, recordText } from '../domain/record-batch.ts'
import { MOST_CHANGED_KEYS } from '../domain/side-changes.ts'
import { type ComparisonPlan, sortableKey } from '../engine/index.ts'
import type { Connectors } from './connect-sides.ts'
import type { ReadLogs } from './read-change-logs.ts'
import type { ChangeWatch } from './watch-changes.ts'

/** The same watch over a read of what changed, in which sides with a log hand out the keys that it names. */
export function standInLogs(watch: ChangeWatch, { sides }: ReadLogs): ChangeWatch {
  const withLogs = (connectors: Connectors): Connectors => ({
    ...connectors,
    ...Object.fromEntries(
      Object.entries(sides).map(([name, { keys }]) => [name, standIn(connectors[name]!, keys ?? [])]),
    ),
  })
  return { ...watch, watch: (plan: ComparisonPlan, connectors) => watch.watch(plan, withLogs(connectors)) }
}

function standIn(connector: Connector, keys: readonly (readonly RawValue[])[]): Connector {
  return {
    columns: (location, named) => connector.columns(location, named),
    read: (request) => readKeys(connector, request, keys),
    close: () => connector.close(),
  }
}

/** Records of keys alone, all other cells null; those that `updatedAt` tells too, where it is asked. */
async function* readKeys(
  connector: Connector,
  request: ReadRequest,
  logged: readonly (readonly RawValue[])[],
): AsyncGenerator<RecordBatch, void> {
  const { keyOrder, columns } = request
  const keys = [...logged]
  if (request.scope.kind === 'changed') {
    for await (const batch of connector.read(request)) {
      for (let index = 0; index < batch.count; index++)
        keys.push(decodeRecord(recordText(batch, index)).slice(0, keyOrder.length))
      // Too many are not looked up in any case.
      if (keys.length > logged.length + MOST_CHANGED_KEYS) break
    }
  }
  const rest = Array.from({ length: columns.length - keyOrder.length }, () => null)
  yield batchOf(inOrder(keys, keyOrder).map((key) => encodeRecord([...key, ...rest])))
}

/** As a source hands them out: keys that are none come last. */
function inOrder(
  keys: readonly (readonly RawValue[])[],
  keyOrder: readonly KeyOrder[],
): (readonly RawValue[])[] {
  const usable: { key: readonly RawValue[]; bytes: Buffer }[] = []
  const others: (readonly RawValue[])[] = []
  for (const key of keys) {
    const parts = key.map((part, index) => orderedPart(part, keyOrder[index]!))
    if (parts.includes(null)) others.push(key)
    else usable.push({ key, bytes: sortableKey(parts as string[], keyOrder) })
  }
  usable.sort((one, other) => Buffer.compare(one.bytes, other.bytes))
  return [...usable.map(({ key }) => key), ...others]
}

function orderedPart(part: RawValue, order: KeyOrder): string | null {
  if (part === null || part === '' || order === 'bytes') return part || null
  return /^[+-]?\d+$/.test(part) ? BigInt(part).toString() : null
}
