import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FieldType } from '../../src/domain/record.ts'
import { canonicaliser } from '../../src/engine/canonical-value.ts'
import { compareUtf8, compareValues } from '../../src/engine/order-values.ts'
import { makeReconciliation } from './make-reconciliation.ts'

test('compareUtf8() orders texts like their UTF-8 bytes', () => {
  const bytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))
  const text = fc.string({
    unit: fc.constantFrom('a', 'é', '\ud7ff', '\ue000', '\uffff', '😀', '\u{10ffff}'),
  })
  fc.assert(fc.property(text, text, (a, b) => Math.sign(compareUtf8(a, b)) === bytes(a, b)))
})

describe('compareValues() puts values of each type in order', () => {
  test.each<[FieldType, string[]]>([
    [
      'decimal',
      [
        '-Infinity',
        '-1e2000',
        '-10',
        '-9.5',
        '-9.49',
        '-0.001',
        '0',
        '1e-2000',
        '0.1',
        '2',
        '10',
        '10.5',
        '1e2000',
        'Infinity',
        'NaN',
      ],
    ],
    ['integer', ['-100', '-9', '0', '9', '10', '9007199254740992', '9007199254740993', '1e40']],
    [
      'timestamp',
      [
        '-infinity',
        '0001-01-01 BC',
        '1969-12-31 23:59:59.5',
        '1970-01-01',
        '1970-01-01 00:00:00.45',
        '1970-01-01 00:00:00.5',
        '2026-01-01 01:00+01:30',
        '2026-01-01',
        'infinity',
      ],
    ],
    [
      'date',
      [
        '-infinity',
        '0044-03-15 BC',
        '0001-01-01',
        '1969-12-31',
        '2026-01-01',
        '2026-10-01',
        '12026-01-01',
        'infinity',
      ],
    ],
    ['text', ['', '1', '10', '9', 'A', 'Infinity', 'NaN', 'a', 'é', '\uffff', '😀']],
  ])('%s', (type, ordered) => {
    const { fields } = makeReconciliation({ sides: { a: {} }, fields: { f: { type } } })
    const read = canonicaliser(fields[0]!, type, { side: 'a' })
    const values = ordered.map((raw) => {
      const value = read(raw)
      if (value.kind !== 'value') throw new Error(`"${raw}" is no ${type}`)
      return value
    })
    for (const [i, a] of values.entries())
      for (const [j, b] of values.entries())
        expect(Math.sign(compareValues(type, a, b)), `${ordered[i]} ${ordered[j]}`).toBe(Math.sign(i - j))
  })
})
