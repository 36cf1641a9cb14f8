import type { FieldType } from '../domain/record.ts'
import { amountOf } from './canonical-value.ts'
import { compareScaled, distance, multiply, type Scaled } from './exact-decimal.ts'
import { explainTexts } from './explain-text.ts'
import type { SideValue } from './likely-correct.ts'

/** The simple explanations of a difference that we recognise; `stale` only where there is no other. */
const CAUSES = [
  'null-versus-empty',
  'rounding',
  'x100',
  'x1000',
  'sign',
  'timezone',
  'date-only',
  'whitespace',
  'case',
  'punctuation',
  'accents',
  'encoding',
  'truncation',
  'swapped-fields',
  'stale',
] as const
export type Cause = (typeof CAUSES)[number]

type Pair = readonly [SideValue, SideValue]

const MAX_ZONE_HOURS = 14n

/** The one cause that explains every two sides that differ, or null. Never changes what is a finding. */
export function explainCause(type: FieldType, differing: readonly Pair[]): Cause | null {
  const causes = new Set(differing.map((pair) => explainPair(type, pair)))
  const [cause] = causes
  return causes.size === 1 ? (cause ?? null) : null
}

function explainPair(type: FieldType, [a, b]: Pair): Cause | null {
  if (a.value.kind === 'null' || b.value.kind === 'null') return explainNull(a, b)
  if (a.value.kind !== 'value' || b.value.kind !== 'value') return null
  if (type === 'text') return explainTexts(a.value.text, b.value.text)
  const [left, right] = [amountOf(a.value), amountOf(b.value)]
  if (!left || !right) return null
  if (type === 'timestamp') return explainInstants([a, left], [b, right])
  return explainNumbers(left, right) ?? (isRounding([a, left], [b, right]) ? 'rounding' : null)
}

function explainNull(a: SideValue, b: SideValue): Cause | null {
  return a.raw === '' || b.raw === '' ? 'null-versus-empty' : null
}

function explainNumbers(a: Scaled, b: Scaled): Cause | null {
  if (a.units === 0n || b.units === 0n) return null
  if (compareScaled(a, { units: -b.units, scale: b.scale }) === 0) return 'sign'
  if (isTimes(a, b, 100n)) return 'x100'
  return isTimes(a, b, 1000n) ? 'x1000' : null
}

function isTimes(a: Scaled, b: Scaled, factor: bigint): boolean {
  const times: Scaled = { units: factor, scale: 0 }
  return compareScaled(multiply(a, times), b) === 0 || compareScaled(multiply(b, times), a) === 0
}

/** One is written with fewer decimals and lies within half of its last place of the other. Zero rounds nothing. */
function isRounding(
  [a, left]: readonly [SideValue, Scaled],
  [b, right]: readonly [SideValue, Scaled],
): boolean {
  const [placesA, placesB] = [writtenPlaces(a), writtenPlaces(b)]
  if (left.units === 0n || right.units === 0n || placesA === placesB) return false
  const halfOfLastPlace: Scaled = { units: 5n, scale: Math.min(placesA, placesB) + 1 }
  return compareScaled(distance(left, right), halfOfLastPlace) <= 0
}

function writtenPlaces({ value }: SideValue): number {
  return value.kind === 'value' && value.amount && 'digits' in value.amount ? value.amount.writtenScale : 0
}

/** Apart by whole hours, no more than zones are; or one is only the day of the other. */
function explainInstants(
  [a, left]: readonly [SideValue, Scaled],
  [b, right]: readonly [SideValue, Scaled],
): Cause | null {
  const [first, second] = [readWall(a.raw), readWall(b.raw)]
  const sameDay = first !== null && second !== null && first.day === second.day
  if (sameDay && (first.time === null) !== (second.time === null)) return 'date-only'
  const { units, scale } = distance(left, right)
  const hour = 3600n * 10n ** BigInt(scale)
  if (units % hour === 0n && units / hour <= MAX_ZONE_HOURS) return 'timezone'
  return sameDay && isMidnight(first) !== isMidnight(second) ? 'date-only' : null
}

interface WallReading {
  readonly day: string
  /** `14:02:33.5`; null where only a day is written. */
  readonly time: string | null
}

/** The day and the time as written, without the zone; null where it is written in another way. */
function readWall(raw: SideValue['raw']): WallReading | null {
  const match = /^\s*(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)|$|\s)/i.exec(raw ?? '')
  return match ? { day: match[1]!, time: match[2] ?? null } : null
}

function isMidnight({ time }: WallReading): boolean {
  return time === null || /^[0:.]+$/.test(time)
}
