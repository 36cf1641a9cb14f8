import { amountOf } from './canonical-value.ts'
import { addScaled, compareScaled, type Scaled } from './exact-decimal.ts'
import type { SideValue } from './likely-correct.ts'

/** What a grace makes of now. */
interface Grace {
  /** Later instants prove nothing. */
  readonly until: Date
  /** Later ones are young; null where there is no grace. */
  readonly youngAfter: Date | null
}

export interface LateCopy {
  readonly cause: 'stale' | 'timing'
  /** Which sides are behind, and by how much. */
  readonly detail: string
}

/**
 * Whether the sides with one of two values are behind: every one of them was updated earlier than every side with the
 * other value. They are `timing` while all updates of the other are younger than the grace, so that they may still be on
 * their way, and else a `stale` copy. A side that does not tell when it was updated, or an instant further in the future
 * than the grace, proves nothing.
 */
export function explainLateCopy(
  values: readonly SideValue[],
  agreeing: readonly (readonly string[])[],
  grace: Grace,
): LateCopy | null {
  if (agreeing.length !== 2) return null
  const [one, other] = agreeing.map((sides) => readUpdates(values, sides, grace.until))
  if (!one || !other) return null
  if (compareScaled(one.latest, other.earliest) < 0) return lateCopy(one, other, grace)
  return compareScaled(other.latest, one.earliest) < 0 ? lateCopy(other, one, grace) : null
}

function lateCopy(late: Updates, fresh: Updates, { youngAfter }: Grace): LateCopy {
  const isYoung = youngAfter !== null && compareScaled(fresh.earliest, instantOf(youngAfter)) > 0
  const detail = describe(late, fresh)
  if (!isYoung) return { cause: 'stale', detail }
  return { cause: 'timing', detail: `${detail}, which changed within the grace` }
}

function instantOf(date: Date): Scaled {
  return { units: BigInt(date.getTime()), scale: 3 }
}

/** Sides that agree, with the first and the last instant at which they were updated. */
interface Updates {
  readonly sides: readonly string[]
  readonly earliest: Scaled
  readonly latest: Scaled
}

function readUpdates(values: readonly SideValue[], sides: readonly string[], until: Date): Updates | null {
  const last = instantOf(until)
  const instants: Scaled[] = []
  for (const side of sides) {
    const updatedAt = values.find((candidate) => candidate.side === side)?.updatedAt
    const instant = updatedAt ? amountOf(updatedAt.instant) : null
    if (!instant || compareScaled(instant, last) > 0) return null
    instants.push(instant)
  }
  const inOrder = instants.sort(compareScaled)
  return { sides, earliest: inOrder[0]!, latest: inOrder.at(-1)! }
}

function describe(stale: Updates, fresh: Updates): string {
  const { latest } = stale
  const behind = addScaled(fresh.earliest, { units: -latest.units, scale: latest.scale })
  const atLeast = stale.sides.length + fresh.sides.length > 2 ? 'at least ' : ''
  const verb = stale.sides.length > 1 ? 'were' : 'was'
  const [old, recent] = [stale.sides, fresh.sides].map((sides) => sides.join(' and '))
  return `${old} ${verb} last updated ${atLeast}${describeSeconds(behind)} before ${recent}`
}

const UNITS = [
  ['d', 86_400n],
  ['h', 3_600n],
  ['min', 60n],
  ['s', 1n],
] as const

/** The two largest units that are not zero: `2 h 5 min`. Below a second it only says so. */
function describeSeconds({ units, scale }: Scaled): string {
  let rest = units / 10n ** BigInt(scale)
  const parts: string[] = []
  for (const [name, seconds] of UNITS) {
    const count = rest / seconds
    rest %= seconds
    if (count > 0n) parts.push(`${count} ${name}`)
    else if (parts.length > 0) break
    if (parts.length === 2) break
  }
  return parts.length === 0 ? 'less than 1 s' : parts.join(' ')
}
