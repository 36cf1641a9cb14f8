import type { FieldType } from '../domain/record.ts'
import { amountOf } from './canonical-value.ts'
import { compareScaled, distance, multiply, type Scaled } from './exact-decimal.ts'
import { foldCase } from './fold-case.ts'
import type { SideValue } from './likely-correct.ts'

/** The simple explanations of a difference that we recognise. */
const CAUSES = [
  'null-versus-empty',
  'rounding',
  'x100',
  'x1000',
  'sign',
  'timezone',
  'whitespace',
  'case',
  'truncation',
] as const
export type Cause = (typeof CAUSES)[number]

type Pair = readonly [SideValue, SideValue]

/** A cut text is at least this long; `Jo` and `John` are two names. */
const MIN_CUT_LENGTH = 8
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
  if (type === 'timestamp') return explainInstants(left, right)
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

/** Apart by whole hours, no more than zones are. */
function explainInstants(a: Scaled, b: Scaled): Cause | null {
  const { units, scale } = distance(a, b)
  const hour = 3600n * 10n ** BigInt(scale)
  return units % hour === 0n && units / hour <= MAX_ZONE_HOURS ? 'timezone' : null
}

function explainTexts(a: string, b: string): Cause | null {
  if (a === '' || b === '') return null
  if (withoutSpace(a) === withoutSpace(b)) return 'whitespace'
  if (foldCase(a) === foldCase(b)) return 'case'
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return short.length >= MIN_CUT_LENGTH && long.startsWith(short) ? 'truncation' : null
}

/** Zero-width spaces too: they look like nothing and are not white space to Unicode. */
function withoutSpace(text: string): string {
  return text.replace(/[\s\u200B\u2060]+/gu, '')
}
