import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicaliser } from '../../src/engine/canonical-value.ts'
import { scaledText } from '../../src/engine/exact-decimal.ts'
import { explainPair } from '../../src/engine/explain-cause.ts'
import { judgePair } from '../../src/engine/judge-values.ts'
import { emptyPosition } from '../../src/engine/key-bytes.ts'
import { comparePlain, PlainNumber, plainLimit } from '../../src/engine/plain-number.ts'
import { allowanceOf } from '../../src/engine/tolerance.ts'
import { makeReconciliation } from './make-reconciliation.ts'
import { PROPERTY_RUNS } from './property-runs.ts'

const NAMES = { crm: {}, billing: {} }

function rules(amount: string | null) {
  const tolerance = amount === null ? null : ({ kind: 'absolute', amount } as const)
  return makeReconciliation({ sides: NAMES, fields: { value: { type: 'decimal', tolerance } } }).fields[0]!
}

function readPlain(text: string, points = 1): PlainNumber | null {
  const number = new PlainNumber()
  const bytes = Buffer.from(`1\t${text}\tx`)
  return number.read({ ...emptyPosition(), bytes, at: 2, stop: bytes.length - 2 }, points) ? number : null
}

/** What the exact decimals say, as plain numbers say it. */
function exactly(a: string, b: string, amount: string | null) {
  const read = canonicaliser(rules(amount), 'decimal', { side: 'crm' })
  const [left, right] = [
    { raw: a, value: read(a) },
    { raw: b, value: read(b) },
  ]
  const agreement = judgePair(left.value, right.value, allowanceOf(rules(amount)))
  if (agreement.kind === 'tolerated') return { kind: 'tolerated', apart: scaledText(agreement.apart) }
  return agreement.kind === 'differ'
    ? { kind: 'differ', cause: explainPair('decimal', [left, right]) }
    : agreement
}

function plainly(a: string, b: string, amount: string | null) {
  const [left, right] = [readPlain(a), readPlain(b)]
  if (left === null || right === null) return null
  const agreement = comparePlain(left, right, plainLimit(allowanceOf(rules(amount))))
  return agreement?.kind === 'tolerated'
    ? { kind: 'tolerated', apart: scaledText(agreement.apart) }
    : agreement
}

const digits = fc.stringMatching(/^\d{0,8}$/)
const number = fc
  .tuple(fc.constantFrom('', '-'), digits, fc.constantFrom('', '.'), digits)
  .map(([sign, whole, point, fraction]) => `${sign}${whole}${point}${point === '' ? '' : fraction}`)
/** The same again, with zeros, times a power of ten, with another sign, or next to it. */
const pair = fc.oneof(
  fc.tuple(number, number),
  fc
    .tuple(fc.integer({ min: -2000, max: 2000 }), fc.nat(3), fc.nat(3), fc.constantFrom(-1, 0, 1, 50, -50))
    .map(([units, scale, zeros, more]): [string, string] => [
      decimal(units, scale),
      decimal(units + more, scale) + (scale > 0 ? '0'.repeat(zeros) : ''),
    ]),
  fc
    .tuple(fc.integer({ min: -99999, max: 99999 }), fc.constantFrom(0, 2, 3), fc.constantFrom(1, -1))
    .map(([units, places, sign]): [string, string] => [decimal(units, 3), decimal(sign * units, 3 - places)]),
)

function decimal(units: number, scale: number): string {
  const text = String(Math.abs(units)).padStart(scale + 1, '0')
  const sign = units < 0 ? '-' : ''
  return scale === 0 ? sign + text : `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`
}

describe('plain numbers', () => {
  it('are judged as exact decimals are, or not at all', async () => {
    let judged = 0
    fc.assert(
      fc.property(pair, fc.constantFrom(null, '0.01', '0.5', '100', '1e14'), ([a, b], amount) => {
        const answer = plainly(a, b, amount)
        if (answer === null) return
        judged++
        expect(answer).toEqual(exactly(a, b, amount))
      }),
      { numRuns: PROPERTY_RUNS * 5 },
    )
    expect(judged).toBeGreaterThan(PROPERTY_RUNS)
  })

  it.each(['', '-', '.', '+1', '1e1', ' 1', '1,5', '1.2.3', '0x1', 'NaN', '\\N', '1234567890123456'])(
    'are not read from "%s"',
    (text) => {
      expect(readPlain(text)).toBe(null)
    },
  )

  it('have no point where none is due', () => {
    expect(readPlain('10.00', 0)).toBe(null)
    expect(readPlain('10', 0)).toMatchObject({ units: 10, scale: 0 })
  })

  it('of 15 digits keep the last one, and need a closer look where they would need more', () => {
    const [most, next] = ['999999999999999', '999999999999998']
    expect(plainly(most, next, null)).toEqual({ kind: 'differ', cause: null })
    expect(plainly(`-${most}`, most, null)).toEqual({ kind: 'differ', cause: 'sign' })
    expect(plainly(`-${most}`, most, '999999999999999')).toEqual({ kind: 'differ', cause: 'sign' })
    expect(plainly(most, next, '1')).toEqual({ kind: 'tolerated', apart: '1' })
    expect(plainly(most, '99999999999999.9', null)).toBe(null)
    expect(plainly(most, next, '0.5')).toBe(null)
  })
})
