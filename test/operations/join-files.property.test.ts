import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { listCases, readCase } from '../golden/read-case.ts'
import { JOINED, openJoinedFiles, RULES } from './open-joined-files.ts'

const { write, sameByJoin } = openJoinedFiles()

describe('candidates of CSV files by join', () => {
  test('say what a merge says of all golden cases, written as CSV', async () => {
    const root = new URL('../golden/', import.meta.url).pathname
    let joined = 0
    for (const name of listCases(root)) {
      const { rules, sides } = readCase(root, name)
      if (rules.match || Object.values(rules.sides).some(({ via }) => via)) continue
      const cell = (value: string | null) =>
        value === null ? '' : /^$|[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
      for (const [side, { columns, rows }] of Object.entries(sides)) {
        const header = columns.map((column) => column.replace(/:.*/, '')).join(',')
        await write({ [side]: `${header}\n${rows.map((row) => `${row.map(cell).join(',')}\n`).join('')}` })
      }
      const asText = Object.fromEntries(Object.keys(rules.fields).map((field) => [field, {}]))
      for (const fields of [rules.fields, asText]) {
        const { lines } = await sameByJoin({ ...rules, fields })
        if (lines.includes(JOINED)) joined++
      }
    }
    expect(joined).toBeGreaterThanOrEqual(30)
  }, 300_000)

  test('agree on random files, whatever stands in them', async () => {
    const raw = fc.constantFrom(
      '',
      '""',
      'a',
      '"a"',
      'é',
      '"a,b"',
      '"x""y"',
      'a"b',
      '\\N',
      '\\Z',
      '"\n"',
      '"\r\n"',
      ' ',
      '😀',
      '\t',
      '\u0001',
      '\0',
      'NULL',
    )
    const cell = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('', 'a', 'b', '""', '"a"', '"a,b"') },
      { weight: 1, arbitrary: raw },
    )
    const key = fc.oneof(
      { weight: 20, arbitrary: fc.nat({ max: 60 }).map(String) },
      { weight: 1, arbitrary: fc.constantFrom('', '""', '"1"', '01', '+1', 'x', ' 1', '\0', 'ß') },
    )
    const rows = fc.uniqueArray(fc.tuple(key, cell, cell), { maxLength: 25, selector: ([id]) => id })
    const input = fc.record({
      a: rows,
      b: rows,
      isSame: fc.boolean(),
      copies: fc.oneof(
        { weight: 5, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.tuple(fc.nat(24)) },
      ),
      order: fc.constantFrom([0, 1, 2], [1, 0, 2], [1, 2, 0]),
      newline: fc.constantFrom('\n', '\n', '\r\n'),
      mark: fc.constantFrom('', '\ufeff'),
      end: fc.constantFrom('', '\n', '\n\n'),
      isInteger: fc.boolean(),
    })
    let joined = 0
    await fc.assert(
      fc.asyncProperty(input, async ({ a, b, isSame, copies, order, newline, mark, end, isInteger }) => {
        const text = (some: readonly (readonly string[])[]) =>
          mark +
          [['id', 'name', 'note'], ...some]
            .map((row) => order.map((cell) => row[cell]).join(','))
            .join(newline) +
          end.replaceAll('\n', newline)
        const second = isSame ? [...a.slice(2).reverse(), ...b.slice(0, 2)] : b
        await write({ a: text([...a, ...copies.flatMap((at) => a.slice(at, at + 1))]), b: text(second) })
        const keys = isInteger ? { keys: { id: { type: 'integer' as const } } } : {}
        const { lines } = await sameByJoin({ ...RULES, ...keys })
        if (lines.includes(JOINED)) joined++
      }),
      { numRuns: Math.min(Number(process.env.COUNTERFOIL_PROPERTY_RUNS ?? 40), 500) },
    )
    expect(joined).toBeGreaterThan(0)
  }, 600_000)
})
