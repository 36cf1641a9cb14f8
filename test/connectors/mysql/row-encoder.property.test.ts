import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeRowEncoder } from '../../../src/connectors/mysql/row-encoder.ts'
import type { RawValue } from '../../../src/domain/record.ts'
import { decodeRecord, recordText } from '../../../src/domain/record-batch.ts'

/** A cell as the text protocol sends it. */
function sent(cell: RawValue): Buffer {
  if (cell === null) return Buffer.from([251])
  const bytes = Buffer.from(cell)
  const length = bytes.length < 251 ? [bytes.length] : [252, bytes.length & 255, bytes.length >> 8]
  return Buffer.concat([Buffer.from(length), bytes])
}

// Lengths of 9, 10, 13 and 92 stand between cells as bytes that need an escape within one.
const piece = fc.constantFrom(
  'a',
  'name',
  '\t',
  '\n',
  '\r',
  '\\',
  '\0',
  '\u0001',
  '\u000e',
  'é',
  '€',
  '\u{1f600}',
  'ÿÜ',
  '\\N',
)
const text = fc.oneof(
  fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
  fc.integer({ min: 0, max: 300 }).map((length) => 'x'.repeat(length)),
)
const row = fc.tuple(fc.option(text), fc.option(text), fc.option(text))

describe('rows of the text protocol', () => {
  it('come out as the cells that were sent, wherever they stand in the bytes of the network', () => {
    const columns = ['a', 'b', 'c'].map((name) => ({ name, format: 'text' as const }))
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 5 }),
        fc.nat(3),
        fc.nat(5),
        (rows, before, after) => {
          const encoder = makeRowEncoder('test', columns, null)
          for (const cells of rows) {
            const bytes = Buffer.concat(cells.map(sent))
            // Its last bytes may be the last of all, or be followed by others that need an escape.
            const around = Buffer.concat([Buffer.alloc(before, 9), bytes, Buffer.alloc(after, 92)])
            expect(encoder.add(around, before, before + bytes.length)).toBeNull()
          }
          const batch = encoder.finish()!
          expect(rows.map((_, index) => decodeRecord(recordText(batch, index)))).toEqual(rows)
        },
      ),
      { numRuns: 5000 },
    )
  })

  it('say UTC behind a time, and begin bytes with \\x', () => {
    const columns = [
      { name: 'a', format: 'instant' as const },
      { name: 'b', format: 'hex' as const },
    ]
    const encoder = makeRowEncoder('test', columns, null)
    const bytes = Buffer.concat([sent('2026-11-21 10:00:00.5'), sent('\t\n')])
    encoder.add(bytes, 0, bytes.length)
    const record = decodeRecord(recordText(encoder.finish()!, 0))
    expect(record).toEqual(['2026-11-21 10:00:00.5+00', '\\x090a'])
  })
})
