import type { Field } from '../domain/reconciliation.ts'
import type { FieldType, RawValue } from '../domain/record.ts'
import {
  decimalText,
  type ExactDecimal,
  isWhole,
  parseDecimal,
  type Scaled,
  toScaled,
} from './exact-decimal.ts'
import { foldCase } from './fold-case.ts'
import { parseBoolean } from './parse-boolean.ts'
import { parseDate } from './parse-date.ts'
import { parseJson } from './parse-json.ts'
import { type Instant, parseTimestamp } from './parse-timestamp.ts'

/** A raw value by the rules of its field. Two values are equal when their `text`s are. */
export type CanonicalValue =
  | { readonly kind: 'null' }
  | { readonly kind: 'invalid' }
  | {
      readonly kind: 'value'
      readonly text: string
      /** What tolerance measures; null where it cannot (text, `NaN`, `infinity`). */
      readonly amount: ExactDecimal | Instant | null
    }

/** Turns one side's raw value of one field into its canonical value. */
export type Canonicaliser = (raw: RawValue) => CanonicalValue

/** The transformations of rule 2, in their order. */
export type Transformation = 'emptyIsNull' | 'trim' | 'keep' | 'nfc' | 'ignoreCase' | 'map'

/** Is told the value after each transformation that the field has; who explains listens, who judges does not. */
export type Listener = (step: Transformation, value: RawValue) => void

const ASCII = /^[\0-\x7F]*$/
const NULL: CanonicalValue = { kind: 'null' }
const INVALID: CanonicalValue = { kind: 'invalid' }
/** What `keep` takes out. */
export const DROPPED = {
  digits: /[^\p{Nd}]/gu,
  letters: /[^\p{L}\p{M}]/gu,
  alphanumeric: /[^\p{L}\p{M}\p{Nd}]/gu,
} as const

/** The fixed order of rule 2 for one field and side: empty-as-null, trim, keep, NFC, case, map; then parse. */
export function canonicaliser(
  rules: Field,
  type: FieldType,
  { side, listener }: { readonly side: string; readonly listener?: Listener },
): Canonicaliser {
  const zone = zoneOf(rules, side)
  const map = new Map(Object.entries(rules.map[side] ?? {}).map(([from, to]) => [fold(rules, from), to]))
  return (raw) => {
    if (raw === null) return NULL
    if (raw === '' && rules.emptyIsNull) {
      listener?.('emptyIsNull', null)
      return NULL
    }
    const text = normalise(rules, raw, listener)
    if (map.size === 0) return parse(text, type, zone)
    const mapped = map.get(text) ?? text
    const folded = rules.ignoreCase ? foldCase(mapped) : mapped
    listener?.('map', folded)
    return parse(folded, type, zone)
  }
}

/** The zone of a side's values that carry none. */
export function zoneOf(rules: Field, side: string): string {
  return rules.zone[side] ?? 'UTC'
}

/** The text before map and parse. */
function normalise(rules: Field, raw: string, listener?: Listener): string {
  let text = raw
  if (rules.trim) text = text.trim()
  listener?.('trim', text)
  if (rules.keep) text = text.replace(DROPPED[rules.keep], '')
  listener?.('keep', text)
  return fold(rules, text, listener)
}

function fold(rules: Field, text: string, listener?: Listener): string {
  const composed = ASCII.test(text) ? text : text.normalize('NFC')
  listener?.('nfc', composed)
  const folded = rules.ignoreCase ? foldCase(composed) : composed
  listener?.('ignoreCase', folded)
  return folded
}

function parse(text: string, type: FieldType, zone: string): CanonicalValue {
  switch (type) {
    case 'text':
      return { kind: 'value', text, amount: null }
    case 'integer':
    case 'decimal':
      return parseNumber(text, type)
    case 'boolean':
      return oneValue(parseBoolean(text)?.toString() ?? null)
    case 'date':
      return oneValue(parseDate(text))
    case 'json':
      return oneValue(parseJson(text))
    case 'timestamp': {
      const instant = parseTimestamp(text, zone)
      if (instant === null || typeof instant === 'string') return oneValue(instant)
      return { kind: 'value', text: `${instant.seconds}.${instant.fraction}`, amount: instant }
    }
  }
}

function oneValue(text: string | null): CanonicalValue {
  return text === null ? INVALID : { kind: 'value', text, amount: null }
}

/** An integer may be written with decimals as long as they are zero: `10.00`. */
function parseNumber(text: string, type: 'integer' | 'decimal'): CanonicalValue {
  const decimal = parseDecimal(text)
  if (decimal && (type === 'decimal' || isWhole(decimal))) {
    return { kind: 'value', text: decimalText(decimal), amount: decimal }
  }
  return type === 'decimal' ? oneValue(specialNumber(text)) : INVALID
}

/** `NaN` equals `NaN`, and each infinity equals itself: what binary floats have beside numbers. */
function specialNumber(text: string): string | null {
  const match = /^([+-]?)(nan|inf(?:inity)?)$/i.exec(text)
  if (!match) return null
  if (match[2]!.toLowerCase() === 'nan') return 'NaN'
  return match[1] === '-' ? '-Infinity' : 'Infinity'
}

/** What to calculate with: a number, or seconds since 1970. Null where there is no such thing or it is too large. */
export function amountOf(value: CanonicalValue): Scaled | null {
  if (value.kind !== 'value' || value.amount === null) return null
  if ('digits' in value.amount) return toScaled(value.amount)
  const { seconds, fraction } = value.amount
  const scale = fraction.length
  return { units: BigInt(seconds) * 10n ** BigInt(scale) + BigInt(fraction === '' ? '0' : fraction), scale }
}
