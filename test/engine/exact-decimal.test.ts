import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addScaled,
  compareScaled,
  decimalText,
  distance,
  parseDecimal,
  scaledText,
  toScaled,
} from '../../src/engine/exact-decimal.ts'

const sameText = (text: string) => decimalText(parseDecimal(text)!)
const scaled = (text: string) => toScaled(parseDecimal(text)!)!

describe('parseDecimal()', () => {
  it.each([
    ['10', ['10.00', '1e1', '+10', '010', '1E+1', '100e-1', '10.']],
    ['0', ['-0.00', '+0', '.0', '0e999999999999999', '-0e-5']],
    ['0.71', ['.71', '71e-2', '0.710']],
    ['-12300', ['-123e2', '-12300.0']],
  ])('reads %s in all its spellings', (text, others) => {
    for (const other of others) expect(sameText(other)).toBe(sameText(text))
  })

  it.each([
    '',
    '.',
    '-',
    '+',
    'e5',
    '1e',
    '1,234.50',
    '1.234,50',
    ' 1',
    '1 ',
    '0x10',
    '1_000',
    'NaN',
    '--1',
    '1.2.3',
    '1e1.5',
    '١',
  ])('refuses %j', (text) => {
    expect(parseDecimal(text)).toBeNull()
  })

  it('keeps apart what a float mixes up', () => {
    expect(sameText('9007199254740993')).not.toBe(sameText('9007199254740992'))
    expect(sameText('0.30000000000000004')).not.toBe(sameText('0.3'))
    expect(sameText('1e-400')).not.toBe(sameText('0'))
    expect(sameText('1e400')).not.toBe(sameText('1e401'))
  })

  it('compares huge exponents and refuses to write them out', () => {
    expect(sameText('10e999999998')).toBe(sameText('1e999999999'))
    expect(toScaled(parseDecimal('1e999999999')!)).toBeNull()
    expect(toScaled(parseDecimal('1e-999999999')!)).toBeNull()
    expect(parseDecimal('1e9999999999999999')).toBeNull()
  })

  it('reads a hundred thousand digits, zeros among them', () => {
    const text = `1${'0'.repeat(100_000)}1`
    expect(parseDecimal(text)?.digits).toBe(text)
    expect(parseDecimal(`${text}${'0'.repeat(100_000)}`)?.exponent).toBe(100_000)
  })
})

describe('calculating', () => {
  it('is exact where floats are not', () => {
    expect(scaledText(addScaled(scaled('0.1'), scaled('0.2')))).toBe('0.3')
    expect(scaledText(distance(scaled('1.005'), scaled('1')))).toBe('0.005')
    expect(scaledText(scaled('-1.50'), 2)).toBe('-1.50')
    expect(scaledText(scaled('1e3'))).toBe('1000')
    expect(scaledText(scaled('-.05'))).toBe('-0.05')
  })

  it('agrees with whole numbers of hundredths, for any two amounts', () => {
    const hundredths = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })
    const write = (units: bigint) => {
      const digits = (units < 0n ? -units : units).toString().padStart(3, '0')
      return `${units < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
    }
    fc.assert(
      fc.property(hundredths, hundredths, (a, b) => {
        const [left, right] = [scaled(write(a)), scaled(write(b))]
        expect(scaledText(addScaled(left, right), 2)).toBe(write(a + b))
        expect(Math.sign(compareScaled(left, right))).toBe(a < b ? -1 : a > b ? 1 : 0)
      }),
    )
  })
})
