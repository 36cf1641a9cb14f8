import type { Cause } from '../domain/cause.ts'
import type { FieldType, RawValue } from '../domain/record.ts'
import type { CanonicalValue } from './canonical-value.ts'
import {
  compareScaled,
  distance,
  type ExactDecimal,
  isCalculable,
  type Scaled,
  toScaled,
} from './exact-decimal.ts'
import { explainTexts } from './explain-text.ts'
import type { Instant } from './parse-timestamp.ts'

/** A side's value as read and by its rules. */
export interface ReadValue {
  readonly raw: RawValue
  readonly value: CanonicalValue
}
type Pair = readonly [ReadValue, ReadValue]

const MAX_ZONE_HOURS = 14
const HOUR = 3600

/** The one cause that explains every two sides that differ, or null. Never changes what is a finding. */
export function explainCause(type: FieldType, differing: readonly Pair[]): Cause | null {
  const causes = new Set(differing.map((pair) => explainPair(type, pair)))
  const [cause] = causes
  return causes.size === 1 ? (cause ?? null) : null
}

/** Why two values differ, or null. */
export function explainPair(type: FieldType, [a, b]: Pair): Cause | null {
  if (a.value.kind === 'null' || b.value.kind === 'null') return explainNull(a, b)
  if (a.value.kind !== 'value' || b.value.kind !== 'value') return null
  if (type === 'text') return explainTexts(a.value.text, b.value.text)
  const [left, right] = [a.value.amount, b.value.amount]
  if (left === null || right === null) return null
  if ('digits' in left) return 'digits' in right ? explainNumbers(left, right) : null
  return 'digits' in right ? null : explainInstants([a, left], [b, right])
}

function explainNull(a: ReadValue, b: ReadValue): Cause | null {
  return a.raw === '' || b.raw === '' ? 'null-versus-empty' : null
}

/** Zero explains nothing, nor do numbers that are too long to calculate with. */
function explainNumbers(a: ExactDecimal, b: ExactDecimal): Cause | null {
  if (a.digits === '' || b.digits === '' || !isCalculable(a) || !isCalculable(b)) return null
  if (a.digits === b.digits) {
    const isOpposite = a.negative !== b.negative
    const powers = Math.abs(a.exponent - b.exponent)
    if (isOpposite && powers === 0) return 'sign'
    if (!isOpposite && powers === 2) return 'x100'
    if (!isOpposite && powers === 3) return 'x1000'
  }
  return isRounding(a, b) ? 'rounding' : null
}

/** One is written with fewer decimals and lies within half of its last place of the other. */
function isRounding(a: ExactDecimal, b: ExactDecimal): boolean {
  if (a.writtenScale === b.writtenScale) return false
  const halfOfLastPlace: Scaled = { units: 5n, scale: Math.min(a.writtenScale, b.writtenScale) + 1 }
  return compareScaled(distance(toScaled(a)!, toScaled(b)!), halfOfLastPlace) <= 0
}

/** Apart by whole hours, no more than zones are; or one is only the day of the other. */
function explainInstants(
  [a, left]: readonly [ReadValue, Instant],
  [b, right]: readonly [ReadValue, Instant],
): Cause | null {
  const [first, second] = [readWall(a.raw), readWall(b.raw)]
  const sameDay = first !== null && second !== null && first.day === second.day
  if (sameDay && (first.time === null) !== (second.time === null)) return 'date-only'
  const seconds = Math.abs(left.seconds - right.seconds)
  if (left.fraction === right.fraction && seconds % HOUR === 0 && seconds <= MAX_ZONE_HOURS * HOUR)
    return 'timezone'
  return sameDay && isMidnight(first) !== isMidnight(second) ? 'date-only' : null
}

interface WallReading {
  readonly day: string
  /** `14:02:33.5`; null where only a day is written. */
  readonly time: string | null
}

/** The day and the time as written, without the zone; null where it is written in another way. */
function readWall(raw: ReadValue['raw']): WallReading | null {
  const match = /^\s*(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)|$|\s)/i.exec(raw ?? '')
  return match ? { day: match[1]!, time: match[2] ?? null } : null
}

function isMidnight({ time }: WallReading): boolean {
  return time === null || /^[0:.]+$/.test(time)
}
