import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyPosition, type RecordPosition } from '../../src/engine/key-bytes.ts'
import { parseBoolean } from '../../src/engine/parse-boolean.ts'
import { parseTimestamp } from '../../src/engine/parse-timestamp.ts'
import { readFlag } from '../../src/engine/plain-flag.ts'
import { areSameInstant } from '../../src/engine/plain-instant.ts'
import { PROPERTY_RUNS } from './property-runs.ts'

/** The text as a cell between two others. */
function cell(text: string): RecordPosition {
  const bytes = Buffer.from(`1\t${text}\tx`)
  return { ...emptyPosition(), bytes, at: 2, stop: bytes.length - 2 }
}

const day = fc.constantFrom(
  '2026-11-21',
  '2026-11-22',
  '2024-02-28',
  '2026-02-30',
  '2026-04-31',
  '0000-00-00',
)
const oddDay = fc.constantFrom(
  '2024-02-29',
  '2026-12-31',
  '1999-13-01',
  '20261-01-01',
  '-0044-03-15',
  'infinity',
)
const separator = fc.constantFrom(' ', 'T', 't', '  ', '_')
const time = fc.constantFrom(
  '10:00:00',
  '10:00:01',
  '00:00:00',
  '24:00:00',
  '23:59:60',
  '10:00',
  '1:00:00',
  '99:99:99',
)
const fraction = fc.constantFrom('', '.', '.5', '.500', '.0', '.000000', '.123456', '.1234560', ',5', '.5x')
const offset = fc.constantFrom(
  '',
  'Z',
  'z',
  '+00',
  '+00:00',
  '+0000',
  '-00',
  '+01',
  '+01:00',
  '+00:30',
  ' UTC',
  '+00:0',
  'é',
)
const instant = fc
  .tuple(fc.oneof({ weight: 4, arbitrary: day }, oddDay), separator, time, fraction, offset)
  .map((parts) => parts.join(''))

describe('instants by their bytes', () => {
  it('are the same only where parsing says so', () => {
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        if (!areSameInstant(cell(a), cell(b))) return
        const parsed = parseTimestamp(a, 'UTC')
        expect(parsed).not.toBeNull()
        expect(parseTimestamp(b, 'UTC')).toEqual(parsed)
      }),
      { numRuns: 20 * PROPERTY_RUNS },
    )
  })

  it.each([
    ['2026-11-21 10:00:00', '2026-11-21T10:00:00Z'],
    ['2026-11-21 10:00:00+00', '2026-11-21 10:00:00'],
    ['2026-11-21 10:00:00.500000', '2026-11-21 10:00:00.5+00:00'],
    ['2026-12-31t23:59:59.000z', '2026-12-31 23:59:59'],
  ])('are the same without parsing where %s is %s', (a, b) => {
    expect(areSameInstant(cell(a), cell(b))).toBe(true)
    expect(areSameInstant(cell(b), cell(a))).toBe(true)
  })

  it.each([
    ['2026-11-21 10:00:00', '2026-11-21 10:00:01'],
    ['2026-11-21 10:00:00', '2026-11-21 10:00:00+01'],
    ['2026-11-21 10:00:00.5', '2026-11-21 10:00:00.05'],
    ['2026-02-30 10:00:00', '2026-02-30T10:00:00'],
    ['2026-11-21 25:00:00', '2026-11-21T25:00:00'],
  ])('are left to parsing where %s is not %s', (a, b) => {
    expect(areSameInstant(cell(a), cell(b))).toBe(false)
  })
})

describe('flags by their bytes', () => {
  const words = [
    't',
    'f',
    'true',
    'false',
    '1',
    '0',
    'y',
    'n',
    'T',
    'N',
    'TRUE',
    'trux',
    'yes',
    'on',
    'off',
    '2',
    '',
    'é',
    '\\N',
  ]

  it('say what parsing says, or nothing', () => {
    for (const word of words) {
      const flag = readFlag(cell(word))
      if (flag !== null) expect([word, flag]).toEqual([word, parseBoolean(word)])
    }
  })

  it.each(['t', 'f', 'true', 'false', '1', '0'])('say what %s means', (word) => {
    expect(readFlag(cell(word))).toBe(parseBoolean(word))
  })
})
