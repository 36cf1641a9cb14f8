import type { Connector } from '../connectors/contract.ts'
import type { Reconciliation, Side, SideLocation } from '../domain/reconciliation.ts'
import type { Column } from '../domain/record.ts'
import { mappingName } from '../engine/index.ts'
import type { ReadContext } from './context.ts'

/** By side name, and by `mappingName` for the table that translates a side's keys. */
export type Connectors = Readonly<Record<string, Connector>>

/** Opens everything a comparison reads; whoever opens it closes it. */
export async function connectSides(
  context: ReadContext,
  reconciliation: Reconciliation,
): Promise<Connectors> {
  const opened: Record<string, Connector> = {}
  try {
    for (const { name, source } of placesOf(reconciliation))
      opened[name] = await context.connect(source, context.onWait)
    return opened
  } catch (error) {
    await Promise.allSettled(Object.values(opened).map((connector) => connector.close()))
    throw error
  }
}

/** The columns of everything a comparison reads, by the same names. */
export async function describeSides(
  reconciliation: Reconciliation,
  connectors: Connectors,
): Promise<Record<string, readonly Column[]>> {
  const described = await Promise.all(
    placesOf(reconciliation).map(
      async ({ name, location, named }) => [name, await connectors[name]!.columns(location, named)] as const,
    ),
  )
  return Object.fromEntries(described)
}

interface Place {
  readonly name: string
  readonly source: string
  readonly location: SideLocation
  /** The columns that the config says. */
  readonly named: readonly string[]
}

function placesOf({ sides }: Reconciliation): Place[] {
  return sides.flatMap((side): Place[] => {
    const { name, source, location, via } = side
    const mapping = via && {
      name: mappingName(name),
      source: via.source,
      location: via.location,
      named: [...via.from, ...via.to],
    }
    return [{ name, source, location, named: namedColumns(side) }, ...(mapping ? [mapping] : [])]
  })
}

/** A field that is counted has no column of its own. */
function namedColumns({ keyColumns, columns, groupBy, updatedAt, dateColumn }: Side): string[] {
  const ofFields = Object.entries(columns)
    .filter(([field]) => groupBy?.aggregates[field] !== 'count')
    .map(([, column]) => column)
  const named = [...keyColumns, ...ofFields, updatedAt, dateColumn, groupBy?.partsColumn ?? null]
  return named.filter((column) => column !== null)
}
