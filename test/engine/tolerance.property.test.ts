import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Tolerance } from '../../src/domain/reconciliation.ts'
import { compareRows } from './compare-rows.ts'
import { PROPERTY_RUNS } from './property-runs.ts'

/** A number of up to 40 digits with up to 20 of them behind the point, as units of its last place. */
const units = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n })
const places = fc.integer({ min: 0, max: 20 })

function written(value: bigint, scale: number): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0')
  const point = digits.length - scale
  return `${value < 0n ? '-' : ''}${digits.slice(0, point)}${scale > 0 ? `.${digits.slice(point)}` : ''}`
}

/** What is found between two values, which must be the same with the sides swapped: `drift 0.01`, `mismatch`, `equal`. */
async function between(a: string, b: string, tolerance: Tolerance): Promise<string> {
  const answers = []
  for (const [crm, billing] of [
    [a, b],
    [b, a],
  ] as const) {
    const side = (value: string) => ({ columns: ['id', 'value'], rows: [['1', value]] })
    const wanted = { sides: { crm: {}, billing: {} }, fields: { value: { tolerance } } }
    const { findings, summary } = await compareRows(wanted, { crm: side(crm), billing: side(billing) })
    answers.push(findings[0]?.kind ?? (summary.drift.value ? `drift ${summary.drift.value.max}` : 'equal'))
  }
  expect(answers[1], 'swapping the sides changes the answer').toBe(answers[0])
  return answers[0]!
}

describe('tolerance', { timeout: 1_800_000 }, () => {
  it('takes in a difference exactly at it, both ways, and nothing beyond', async () => {
    const limit = fc.bigInt({ min: 1n, max: 10n ** 20n })
    await fc.assert(
      fc.asyncProperty(units, limit, places, fc.boolean(), async (value, amount, scale, up) => {
        const tolerance = { kind: 'absolute', amount: written(amount, scale) } as const
        const sign = up ? 1n : -1n
        const at = await between(written(value, scale), written(value + sign * amount, scale), tolerance)
        expect(at).toMatch(/^drift /)
        const beyond = written((value + sign * amount) * 10n + sign, scale + 1)
        expect(await between(written(value, scale), beyond, tolerance)).toBe('mismatch')
      }),
      { numRuns: PROPERTY_RUNS },
    )
  })

  it('in percent is of the larger magnitude, exactly', async () => {
    const percent = fc.bigInt({ min: 1n, max: 99n })
    await fc.assert(
      fc.asyncProperty(units, percent, places, async (value, share, scale) => {
        fc.pre(value !== 0n)
        const tolerance = { kind: 'percent', percent: String(share) } as const
        const larger = written(value * 100n, scale + 2)
        const smaller = value * (100n - share)
        expect(await between(larger, written(smaller, scale + 2), tolerance)).toMatch(/^drift /)
        const toZero = value > 0n ? -1n : 1n
        expect(await between(larger, written(smaller * 10n + toZero, scale + 3), tolerance)).toBe('mismatch')
      }),
      { numRuns: PROPERTY_RUNS },
    )
  })
})
