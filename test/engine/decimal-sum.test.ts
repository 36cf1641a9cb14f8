import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DecimalSum } from '../../src/engine/decimal-sum.ts'
import { parseDecimal } from '../../src/engine/exact-decimal.ts'

function sumOf(texts: readonly string[]): string {
  const sum = new DecimalSum()
  for (const text of texts) {
    const bytes = Buffer.from(`\t${text}\t`)
    if (!sum.addPlain(bytes, 1, bytes.length - 1)) sum.add(parseDecimal(text))
  }
  return sum.text()
}

describe('DecimalSum', () => {
  it('keeps the decimals as written', () => {
    expect(sumOf([])).toBe('0')
    expect(sumOf(['10.25', '0.25'])).toBe('10.50')
    expect(sumOf(['1', '2'])).toBe('3')
    expect(sumOf(['0.1', '0.2', '-0.3'])).toBe('0.0')
  })

  it('stays exact when many large plain numbers pass 2^53', () => {
    const texts = Array.from({ length: 1000 }, () => '99999999999999')
    expect(sumOf(texts)).toBe((99_999_999_999_999n * 1000n).toString())
    expect(sumOf(['9007199254740993', '1e0', '.5'])).toBe('9007199254740994.5')
  })

  it('is NaN when a summand is no finite number or too large to write out', () => {
    expect(sumOf(['1', 'NaN'])).toBe('NaN')
    expect(sumOf(['1', '1e999999999'])).toBe('NaN')
  })

  it('equals the sum of whole hundredths, for any amounts', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 })), (amounts) => {
        const texts = amounts.map((amount) => (amount / 100).toFixed(2))
        const total = amounts.reduce((sum, amount) => sum + amount, 0)
        expect(sumOf(['0.00', ...texts])).toBe((total / 100).toFixed(2))
      }),
    )
  })
})
