import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestFiles, type TestFiles } from './open-test-files.ts'

let files: TestFiles
beforeAll(async () => {
  files = await openTestFiles()
})
afterAll(() => files?.close())

describe('a CSV file', () => {
  test('has the columns of its header, which know only text', async () => {
    await files.write('header.csv', '\ufeffid,"Full ""name""", Amount ,\n1,a,2,3\n')
    const connector = await files.open('header.csv')
    expect(await connector.columns({ table: null, query: null, where: null })).toEqual(
      ['id', 'Full "name"', ' Amount ', ''].map((name) => ({ name, type: null, nativeType: 'text' })),
    )
  })

  test('is read as the raw text between its delimiters', async () => {
    const lines = [
      'id,a,b',
      '1,"",',
      '2,NULL,"NULL"',
      '3,"x\ny","p""q"',
      '4,  sp , 007 ',
      '5,\\N,"\\N"',
      '6,a\\b\tc,"d\te\r\nf"',
      '7,1.10,1e400',
      "8,it's #1,€ 😀",
    ]
    for (const end of ['\n', '\r\n']) {
      for (const last of [end, '']) {
        expect(await files.readFile('raw.csv', lines.join(end) + last)).toEqual([
          ['1', '', null],
          ['2', 'NULL', 'NULL'],
          ['3', 'x\ny', 'p"q'],
          ['4', '  sp ', ' 007 '],
          ['5', '\\N', '\\N'],
          ['6', 'a\\b\tc', 'd\te\r\nf'],
          ['7', '1.10', '1e400'],
          ['8', "it's #1", '€ 😀'],
        ])
      }
    }
  })

  test.each([
    [
      'rows that end in different ways',
      'id,a\n1,x\r\n2,y\n',
      [
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    ['a quote inside a cell without quotes', 'id,a\n1,5" pipe\n', [['1', '5" pipe']]],
    ['semicolons, when the header has no comma', 'id;a\n1;x,y\n', [['1', 'x,y']]],
    ['bars, when the header has nothing else', 'id|a\n1|"x|y"\n', [['1', 'x|y']]],
    ['commas, when the header has both', 'id;x,a\n1,2\n', [['1', '2']]],
    ['a delimiter only inside quotes of the header', '"id,x";a\n1;2\n', [['1', '2']]],
    ['a newline in a name of the header', 'id,"a\nb"\n1,2\n', [['1', '2']]],
    ['one column, in which a blank line is a null', 'id\n2\n\n""\n1\n', [[''], ['1'], ['2'], [null]]],
    ['blank lines at its end', 'id,a\n1,x\n\n\r\n', [['1', 'x']]],
    ['a header and nothing else', 'id,a\n', []],
    ['a header without a newline', 'id,a', []],
    ['a NUL in a cell', 'id,a\n1,x\0y\n', [['1', 'x\0y']]],
    ['a cell of 3 MB', `id,a\n1,${'x'.repeat(3_000_000)}\n`, [['1', 'x'.repeat(3_000_000)]]],
  ])('may have %s', async (_, content, expected) => {
    expect(await files.readFile('shape.csv', content)).toEqual(expected)
  })

  test('ending in .tsv is parted by tabs, in .gz is unpacked, in capitals too', async () => {
    expect(await files.readFile('tabs.tsv', 'id\ta,b\n1\t"x\ty"\n')).toEqual([['1', 'x\ty']])
    expect(await files.readFile('packed.CSV.GZ', gzipSync('id,a\n1,x\n'))).toEqual([['1', 'x']])
    const members = Buffer.concat([gzipSync('id,a\n1,x\n'), gzipSync('2,y\n')])
    expect(await files.readFile('members.csv.gz', members)).toEqual([
      ['1', 'x'],
      ['2', 'y'],
    ])
  })

  test('gives back whatever text was written into it, wherever chunks are cut', async () => {
    const cell = fc.oneof(
      fc.constant(null),
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', '\\', '\t', 'N', 'é', '😀'), maxLength: 8 }),
    )
    const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 0, max: 300_000 }), async (values, padding) => {
        const pad = 'p'.repeat(padding)
        const written = values.map(
          ([a, b], index) => `${String(index).padStart(3, '0')},${writeCell(a)},${writeCell(b)}\n`,
        )
        const content = `id,a,b\n${written.join('')}999,${pad},\n`
        const expected = values.map(([a, b], index) => [String(index).padStart(3, '0'), a, b])
        expect(await files.readFile('any.csv', content)).toEqual([
          ...expected,
          ['999', pad === '' ? null : pad, null],
        ])
      }),
      { numRuns: 60 },
    )
  })

  test('with the name of a glob is found all the same', async () => {
    expect(await files.readFile('a[1]*.csv', 'id\n1\n')).toEqual([['1']])
  })

  test('in many parts is read as one', async () => {
    await files.write('parts/b.csv', 'id,a\n2,y\n')
    await files.write('parts/a.csv.gz', gzipSync('id,a\r\n3,z'))
    await files.write('parts/c.csv', 'id;a\n1;x\n')
    expect(await files.readPattern('parts/*')).toEqual([
      ['1', 'x'],
      ['2', 'y'],
      ['3', 'z'],
    ])
  })
})

function writeCell(value: string | null): string {
  return value === null ? '' : `"${value.replaceAll('"', '""')}"`
}
