import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openFiles } from '../../../src/connectors/files/open-files.ts'
import type { KeyOrder, RawValue } from '../../../src/domain/record.ts'
import { compareKeys } from '../compare-keys.ts'
import { readAll } from '../read-all.ts'
import { openTestFiles, type TestFiles } from './open-test-files.ts'

let files: TestFiles
beforeAll(async () => {
  files = await openTestFiles()
})
afterAll(() => files?.close())

/** Reads rows of `a`, `b` and `c` from a CSV, sorted by the leading columns, in so much memory. */
async function readRows(
  rows: readonly (readonly RawValue[])[],
  options: { columns: readonly string[]; keyOrder: readonly KeyOrder[]; memoryBytes: number },
): Promise<RawValue[][]> {
  const lines = rows.map((row) =>
    row.map((cell) => (cell === null ? '' : `"${cell.replaceAll('"', '""')}"`)).join(','),
  )
  const path = await files.write('rows.csv', ['a,b,c', ...lines].join('\n'))
  const connector = await openFiles({
    name: 'billing',
    settings: { type: 'files', path },
    scratchFolder: join(files.folder, 'scratch'),
    memoryBytes: options.memoryBytes,
  })
  try {
    return await readAll(connector, options)
  } finally {
    await connector.close()
  }
}

/** Holds all rows of most tests, and a few at a time. */
const [MUCH, LITTLE] = [1_000_000, 200]

describe('rows of a CSV', () => {
  const number = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(String)
  const part = fc.oneof(
    fc.constantFrom<RawValue>(
      '1',
      '-1',
      '01',
      '+1',
      '-01',
      '0',
      '-0',
      '00',
      '',
      'a\tb',
      'a\\',
      'a',
      '\\N',
      null,
    ),
    fc.integer({ min: -300, max: 300 }).map(String),
    fc.integer({ min: 0, max: 300 }).map((value) => `customer-number-${value}`),
    number,
    fc.string({ unit: 'grapheme', maxLength: 6 }).map((text) => text.replaceAll('\0', '')),
  )
  const orders = fc.constantFrom<KeyOrder[]>(['integer', 'bytes'], ['bytes', 'integer'], ['bytes', 'bytes'])

  test.each([
    ['in memory', MUCH],
    ['by DuckDB when the memory does not hold them', LITTLE],
  ])('come in the order of their keys, sorted %s', async (_, memoryBytes) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(part, part), { maxLength: 300 }), orders, async (keys, keyOrder) => {
        const rows = keys.map(([b, a], index) => [a, b, `row ${index}`])
        const read = await readRows(rows, { columns: ['b', 'a'], keyOrder, memoryBytes })
        expect(read).toEqual([...keys].sort((a, b) => compareKeys(a, b, keyOrder)))
      }),
      { numRuns: 40 },
    )
  })

  test('that are in order already are the same in any memory, also where each is larger', async () => {
    const rows = Array.from({ length: 500 }, (_, index) => [
      `${index}`,
      index % 3 ? `x${index}` : null,
      'y\n',
    ])
    for (const memoryBytes of [MUCH, LITTLE, 1]) {
      const read = await readRows(rows, { columns: ['a', 'c', 'b', 'b'], keyOrder: ['integer'], memoryBytes })
      expect(read).toEqual(rows.map(([a, b, c]) => [a, c, b, b]))
    }
  })

  test('are sorted when the one that is out of order comes after the memory was full', async () => {
    const rows = Array.from({ length: 300 }, (_, index) => [`${index + 1}`, 'x', 'y'])
    const late = [...rows.slice(1), rows[0]!]
    const read = await readRows(late, {
      columns: ['a', 'b', 'c'],
      keyOrder: ['integer'],
      memoryBytes: LITTLE,
    })
    expect(read).toEqual(rows)
  })

  test('of one key stay in the order of the file', async () => {
    const rows = Array.from({ length: 400 }, (_, index) => [`${index % 2}`, 'x', `${index}`])
    const read = await readRows(rows, { columns: ['a', 'c'], keyOrder: ['bytes'], memoryBytes: MUCH })
    const ofKey = (key: number) => rows.filter((_, index) => index % 2 === key).map(([a, , c]) => [a, c])
    expect(read).toEqual([...ofKey(0), ...ofKey(1)])
  })

  test('in tens of thousands are sorted too', async () => {
    const count = 70_001
    const rows = Array.from({ length: count }, (_, index) => [`${(index * 7919) % count}`, 'x', 'y'])
    const numbers = rows.map(([a]) => Number(a))
    const read = await readRows(rows, { columns: ['a'], keyOrder: ['integer'], memoryBytes: 32 * MUCH })
    expect(read.map(([a]) => Number(a))).toEqual(numbers.sort((a, b) => a - b))
  })
})
