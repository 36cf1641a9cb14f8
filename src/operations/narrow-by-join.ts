import type { JoinedKeys, Joins } from '../connectors/contract.ts'
import { hashedSides, type NarrowRequest } from './narrow-by-checksum.ts'

const MAX_KEYS = 100_000

/** The joins of the one database that all sides live in; null where they do not. */
export function commonJoins({ plan, connectors }: NarrowRequest): Joins | null {
  const all = plan.sides.map((side) => connectors[side.name]!.joins)
  const [first] = all
  if (!first || all.some((joins) => joins?.database() !== first.database())) return null
  return first
}

/** Has the database find the keys that are left to compare. */
export async function narrowByJoin(request: NarrowRequest, joins: Joins): Promise<JoinedKeys> {
  const sides = hashedSides(request)
  const { keyOrder, summedCells, signal } = sides[0]!
  return await joins.read({ sides, keyOrder, summedCells, signal, maxKeys: MAX_KEYS })
}
