import { setImmediate } from 'node:timers/promises'
import type { Connector, ReadRequest } from '../../src/connectors/contract.ts'
import { CounterfoilError } from '../../src/domain/errors.ts'
import type { RawValue } from '../../src/domain/record.ts'
import { batchOf, encodeRecord } from '../../src/domain/record-batch.ts'
import type { OnWait } from '../../src/domain/source-wait.ts'

export type MemoryRow = Readonly<Record<string, RawValue>>

/** A source whose rows a test can change; `gate` holds reading back until it is opened, as a busy source does. */
export interface MemorySource {
  rows: readonly MemoryRow[]
  /** Throws when it is read. */
  broken: boolean
  gate: Promise<void> | null
}

export function memorySource(rows: readonly MemoryRow[]): MemorySource {
  return { rows, broken: false, gate: null }
}

/** Reads a memory source by the rules of the contract: text columns, integer keys in order. */
export function connectMemory(name: string, source: MemorySource, onWait?: OnWait): Connector {
  return {
    async columns() {
      if (source.broken)
        throw new CounterfoilError('source-unreachable', `The source "${name}" cannot be reached`)
      const names = Object.keys(source.rows[0] ?? { id: null, balance: null, plan: null, email: null })
      return names.map((column) => ({ name: column, type: null, nativeType: 'text' }))
    },
    async *read({ columns, scope, keyOrder }: ReadRequest) {
      await setImmediate()
      if (source.gate) {
        const end = onWait?.(name)
        await source.gate
        end?.()
      }
      const keys = scope.kind === 'keys' ? scope.keys : null
      const inScope = (row: MemoryRow) =>
        keys === null || keys.some((key) => key.every((part, index) => row[columns[index]!] === part))
      const sorted = source.rows
        .filter(inScope)
        .toSorted((a, b) => compareKeys(a, b, columns[0]!, keyOrder[0]!))
      yield batchOf(sorted.map((row) => encodeRecord(columns.map((column) => row[column] ?? null))))
    },
    async close() {},
  }
}

function compareKeys(...[a, b, column, order]: [MemoryRow, MemoryRow, string, string]): number {
  const [one, other] = [a[column] ?? '', b[column] ?? '']
  return order === 'integer'
    ? Number(one) - Number(other)
    : Buffer.compare(Buffer.from(one), Buffer.from(other))
}
