import type { Connector } from '../../src/connectors/contract.ts'
import { openConnector } from '../../src/connectors/open-connector.ts'
import type { SideLocation } from '../../src/domain/reconciliation.ts'
import type { Scope } from '../../src/domain/scope.ts'
import type { Comparison } from '../../src/engine/index.ts'
import { compareReconciliation } from '../../src/operations/compare-reconciliation.ts'
import { nowhere, quietLog } from '../connectors/read-all.ts'
import { makeReconciliation, type Wanted } from '../engine/make-reconciliation.ts'

type ConnectorSettings = Parameters<typeof openConnector>[0]['settings']

export interface RealSources {
  /** By side name: a side's source has its name. */
  readonly sources: Readonly<Record<string, ConnectorSettings>>
  readonly scratchFolder: string
  readonly scope?: Scope
  /** Sees every connector before it is used. */
  readonly watch?: (connector: Connector) => Connector
}

/** Compares real files and databases the way a run does: connectors, plan, engine. */
export function compareReal(
  wanted: Wanted,
  { sources, scratchFolder, scope, watch }: RealSources,
): Promise<Comparison> {
  const context = {
    connect: async (source: string) => {
      const settings = sources[source]!
      const connector = await openConnector({ name: source, settings, scratchFolder, log: quietLog })
      return watch ? watch(connector) : connector
    },
    scratchFolder,
    log: quietLog,
    now: () => new Date('2026-11-01T12:00:00Z'),
    newId: () => 'run-1',
    signal: new AbortController().signal,
  }
  const reconciliation = makeReconciliation(wanted)
  return compareReconciliation(context, { reconciliation, scope: scope ?? { kind: 'everything' } })
}

/** A side that is a table of a database. */
export function table(name: string): { location: SideLocation } {
  return { location: { ...nowhere, table: name } }
}

/** A CSV file's text; a null is an unquoted empty cell, any text is quoted. */
export function csv(rows: readonly (readonly (string | null)[])[]): string {
  const cell = (text: string | null) => (text === null ? '' : `"${text.replaceAll('"', '""')}"`)
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('')
}
