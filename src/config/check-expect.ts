import { groupedExpectationProblem } from '../domain/grouping.ts'
import { didYouMean } from '../domain/nearest-name.ts'
import type { ExpectationConfig } from './expect-schema.ts'
import { plainDecimal } from './plain-decimal.ts'
import type { ConfigPath, Problem } from './problem.ts'
import type { ReconciliationConfig } from './settings-schema.ts'

/** Expectations that no record can meet or that speak of what the side does not have. */
export function checkExpect(config: ReconciliationConfig): Problem[] {
  return Object.entries(config.sides).flatMap(([side, { expect, columns, groupBy }]) =>
    Object.entries(expect ?? {}).flatMap(([field, rules]) => {
      const path = ['sides', side, 'expect', field]
      const known = Object.keys(config.fields)
      if (!known.includes(field)) {
        const remedy = didYouMean(field, known) || `: write one of ${known.join(', ')}`
        return [{ path, sentence: `there is no field "${field}"${remedy}` }]
      }
      if (columns?.[field] === null) {
        const sentence = `${side} lacks this field, as its columns say: remove the expectation, or say the column`
        return [{ path, sentence }]
      }
      const problem = groupBy
        ? groupedExpectationProblem(groupBy[field] ?? null, rules.unique === true)
        : null
      if (problem !== null) return [{ path, sentence: problem }]
      return [...checkRange(path, rules, typeOf(config, field)), ...checkLength(path, rules)]
    }),
  )
}

function typeOf({ fields }: ReconciliationConfig, name: string): string | undefined {
  const field = fields[name]
  return typeof field === 'string' ? field : field?.type
}

/** Where the type is unsaid it is checked again when the columns are known. */
function checkRange(path: ConfigPath, { range }: ExpectationConfig, type: string | undefined): Problem[] {
  if (range === undefined) return []
  const place = [...path, 'range']
  if (type !== undefined && type !== 'integer' && type !== 'decimal') {
    const sentence = `a field of type ${type} has no range: write type: integer or decimal, or remove range`
    return [{ path: place, sentence }]
  }
  const { min, max } = range
  if (min === undefined && max === undefined) return [nothingSaid(place, '{ min: 0, max: 100 }')]
  if (min === undefined || max === undefined || !isAbove(String(min), String(max))) return []
  return [{ path: place, sentence: `min ${min} is above max ${max}: write the smaller one as min` }]
}

function checkLength(path: ConfigPath, { length }: ExpectationConfig): Problem[] {
  if (length === undefined) return []
  const place = [...path, 'length']
  const { min, max } = length
  if (min === undefined && max === undefined) return [nothingSaid(place, '{ max: 100 }')]
  if (min === undefined || max === undefined || min <= max) return []
  return [{ path: place, sentence: `min ${min} is above max ${max}: write the smaller one as min` }]
}

function nothingSaid(path: ConfigPath, example: string): Problem {
  return { path, sentence: `neither min nor max is said: write ${example}, or remove it` }
}

/** Exact, whatever the number of digits. */
function isAbove(a: string, b: string): boolean {
  const [left, right] = [exactNumber(a), exactNumber(b)]
  const scale = Math.max(left.scale, right.scale)
  return left.units * 10n ** BigInt(scale - left.scale) > right.units * 10n ** BigInt(scale - right.scale)
}

function exactNumber(text: string): { units: bigint; scale: number } {
  const plain = signedDecimal(text)
  const [whole = '', fraction = ''] = plain.replace('-', '').split('.')
  const units = BigInt(whole + fraction)
  return { units: plain.startsWith('-') ? -units : units, scale: fraction.length }
}

/** A bound as written, as an exact decimal without exponent. */
export function signedDecimal(text: string): string {
  const plain = plainDecimal(text.replace(/^[+-]/, ''))
  return text.startsWith('-') ? `-${plain}` : plain
}
