import { describe, expect, it } from 'vitest'
import { ticksFor, tickText } from '../../src/playground/page/chart-scale.ts'

describe('the lines of a value axis', () => {
  it.each([
    ['whole numbers are counted in whole steps', [1, 2], false, [0, 1, 2]],
    ['round numbers hold every value', [3, 12], false, [0, 5, 10, 15]],
    ['values below zero have room below zero', [-4, 6], false, [-4, -2, 0, 2, 4, 6]],
    ['fractions have fractions', [0.1, 0.3], false, [0, 0.1, 0.2, 0.3]],
    ['nothing but zero still has an axis', [0, 0], false, [0, 1]],
    ['bars stand on zero, however high they are', [98, 100], false, [0, 20, 40, 60, 80, 100]],
    ['a line that is far up may leave zero out', [98, 100], true, [98, 99, 100]],
    ['a line that nears zero may not', [20, 100], true, [0, 20, 40, 60, 80, 100]],
  ])('%s', (_, values, mayLeaveZero, expected) => {
    expect(ticksFor(values, mayLeaveZero).values).toEqual(expected)
  })

  it('large numbers are short', () => {
    expect(tickText(150_000, 200_000)).toBe('150K')
    expect(tickText(2500, 5000)).toBe((2500).toLocaleString())
  })
})
