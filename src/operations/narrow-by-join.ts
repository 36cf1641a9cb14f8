import type { JoinRequest, Joins } from '../connectors/contract.ts'
import { hashedSides, type NarrowRequest } from './narrow-by-checksum.ts'

const MAX_KEYS = 100_000

/** The joins of the one place that all sides live in; null where they do not. */
export function commonJoins({ plan, connectors }: NarrowRequest): Joins | null {
  const all = plan.sides.map((side) => connectors[side.name]!.joins)
  const [first] = all
  if (!first || all.some((joins) => joins?.database() !== first.database())) return null
  return first
}

/** What is asked of all sides together. */
export function joinRequest(request: NarrowRequest): JoinRequest {
  const { plan, connectors } = request
  const all = hashedSides(request)
  const sides = all.map(({ location, columns }, index) => {
    const planned = plan.sides[index]!
    const joins = connectors[planned.name]!.joins!
    return { location, columns, allColumns: planned.columns, joins }
  })
  const { keyOrder, summedCells, signal } = all[0]!
  return { sides, keyOrder, summedCells, signal, maxKeys: MAX_KEYS }
}
