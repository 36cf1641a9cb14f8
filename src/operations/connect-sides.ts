import type { Connector } from '../connectors/contract.ts'
import type { Reconciliation, SideLocation } from '../domain/reconciliation.ts'
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
    for (const { name, source } of placesOf(reconciliation)) opened[name] = await context.connect(source)
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
      async ({ name, location }) => [name, await connectors[name]!.columns(location)] as const,
    ),
  )
  return Object.fromEntries(described)
}

interface Place {
  readonly name: string
  readonly source: string
  readonly location: SideLocation
}

function placesOf({ sides }: Reconciliation): Place[] {
  return sides.flatMap((side): Place[] => [
    side,
    ...(side.via ? [{ ...side.via, name: mappingName(side.name) }] : []),
  ])
}
