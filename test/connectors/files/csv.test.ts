import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CounterfoilError } from '../../../src/domain/errors.ts'
import type { RawValue } from '../../../src/domain/record.ts'
import { readAll, readKeys, readRequest } from '../read-all.ts'
import { openTestFiles, type TestFiles } from './open-test-files.ts'

let files: TestFiles
beforeAll(async () => {
  files = await openTestFiles()
})
afterAll(() => files?.close())

/** Writes a file and reads all of its columns, ordered by the first. */
async function readFile(name: string, content: string | Buffer): Promise<RawValue[][]> {
  await files.write(name, content)
  return readPattern(name)
}

async function readPattern(pattern: string): Promise<RawValue[][]> {
  const connector = await files.open(pattern)
  const columns = await connector.columns({ table: null, query: null, where: null })
  return readAll(connector, { columns: columns.map((column) => column.name) })
}

/** How reading a file fails, the folder left out. */
async function failure(reading: Promise<unknown>): Promise<string> {
  const error = (await reading.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  )) as CounterfoilError
  return `${error.code} | ${error.message}`.replaceAll(files.folder, '')
}

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
        expect(await readFile('raw.csv', lines.join(end) + last)).toEqual([
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
    expect(await readFile('shape.csv', content)).toEqual(expected)
  })

  test('ending in .tsv is parted by tabs, in .gz is unpacked, in capitals too', async () => {
    expect(await readFile('tabs.tsv', 'id\ta,b\n1\t"x\ty"\n')).toEqual([['1', 'x\ty']])
    expect(await readFile('packed.CSV.GZ', gzipSync('id,a\n1,x\n'))).toEqual([['1', 'x']])
    const members = Buffer.concat([gzipSync('id,a\n1,x\n'), gzipSync('2,y\n')])
    expect(await readFile('members.csv.gz', members)).toEqual([
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
        expect(await readFile('any.csv', content)).toEqual([
          ...expected,
          ['999', pad === '' ? null : pad, null],
        ])
      }),
      { numRuns: 60 },
    )
  })

  test('with the name of a glob is found all the same', async () => {
    expect(await readFile('a[1]*.csv', 'id\n1\n')).toEqual([['1']])
  })

  test('in many parts is read as one', async () => {
    await files.write('parts/b.csv', 'id,a\n2,y\n')
    await files.write('parts/a.csv.gz', gzipSync('id,a\r\n3,z'))
    await files.write('parts/c.csv', 'id;a\n1;x\n')
    expect(await readPattern('parts/*')).toEqual([
      ['1', 'x'],
      ['2', 'y'],
      ['3', 'z'],
    ])
  })
})

function writeCell(value: string | null): string {
  return value === null ? '' : `"${value.replaceAll('"', '""')}"`
}

describe('a CSV file that is broken', () => {
  test.each([
    ['too few cells', 'id,a\n1,x\n2\n', 'line 3: cells in the row: 1, in the header: 2'],
    ['too many cells', 'id,a\n1,x\n2,y,z\n', 'line 3: cells in the row: 3, in the header: 2'],
    ['an empty cell too many', 'id,a\n1,x,\n', 'line 2: cells in the row: 3, in the header: 2'],
    ['a last row cut short', 'id,a\n1,x\n2', 'line 3: cells in the row: 1, in the header: 2'],
    ['a quote never closed', 'id,a\n1,"x\n2,y\n', 'line 2: a quote is opened that is never closed'],
    ['text after a quote', 'id,a\n1,"x"y\n', 'line 2: text after a closing quote'],
    ['a blank after a quote', 'id,a\n1,"x" \n', 'line 2: text after a closing quote'],
    [
      'a blank line between records',
      'id,a\n1,x\n\n2,y\n',
      'line 3: the line is blank, and records follow it',
    ],
    ['a lone carriage return', 'id,a\n1,x\r2,y\n', 'line 2: a carriage return without a newline'],
    [
      'the right line after newlines in quotes',
      'id,a\n1,"\n\n"\n2\n',
      'line 5: cells in the row: 1, in the header: 2',
    ],
  ])('is refused with file and line: %s', async (_, content, problem) => {
    expect(await failure(readFile('broken.csv', content))).toBe(
      `source-incomplete | billing: /broken.csv ${problem}; correct the file, or write it again to its end.`,
    )
  })

  test.each([
    [
      'no bytes',
      '',
      'source-incomplete | billing: /broken.csv is empty, without even a header; a file begins with one line of column names.',
    ],
    [
      'only a mark',
      '\ufeff',
      'source-incomplete | billing: /broken.csv is empty, without even a header; a file begins with one line of column names.',
    ],
    [
      'a blank first line',
      '\nid,a\n',
      'source-incomplete | billing: /broken.csv has no header in line 1; a file begins with one line of column names.',
    ],
    [
      'an odd quote in the header',
      'id,"a\n1,2\n',
      'source-incomplete | billing: /broken.csv has a quote in line 1 that does not enclose a whole name; a file begins with one line of column names.',
    ],
    [
      'the same column twice',
      'id,a,b,a,id\n',
      'source-query | billing: /broken.csv has the column "a", "id" more than once in its header; rename all but one.',
    ],
  ])('is refused for its header: %s', async (_, content, sentence) => {
    expect(await failure(readFile('broken.csv', content))).toBe(sentence)
  })

  test('is refused where it is not UTF-8, with the line', async () => {
    const remedy = 'is not UTF-8; save the file as UTF-8 (iconv -f LATIN1 -t UTF-8, or the like).'
    expect(await failure(readFile('latin.csv', Buffer.from('id,a\n1,x\n2,\xf1\n', 'latin1')))).toBe(
      `source-encoding | billing: /latin.csv line 3 ${remedy}`,
    )
    expect(await failure(readFile('latin.csv', Buffer.from('id,\xf1\n', 'latin1')))).toBe(
      `source-encoding | billing: /latin.csv line 1 ${remedy}`,
    )
    expect(await failure(readFile('wide.csv', Buffer.from('\ufeffid,a\n1,x\n', 'utf16le')))).toBe(
      `source-encoding | billing: /wide.csv line 1 ${remedy}`,
    )
    const late = Buffer.concat([
      Buffer.from(`id,a\n${'1,é\n'.repeat(300_000)}`),
      Buffer.from([0x32, 0x2c, 0xe2, 0x82]),
    ])
    expect(await failure(readFile('late.csv', late))).toBe(
      `source-encoding | billing: /late.csv line 300002 ${remedy}`,
    )
  })

  test('is refused when it was packed and cut anywhere', async () => {
    const rows = Array.from({ length: 30_000 }, (_, index) => `${index},name ${index * 7919}\n`)
    const packed = gzipSync(`id,a\n${rows.join('')}`)
    const cuts = fc.sample(fc.integer({ min: 1, max: packed.length - 1 }), 25)
    for (const cut of [...cuts, 1, 10, packed.length - 8, packed.length - 1]) {
      expect(await failure(readFile('cut.csv.gz', packed.subarray(0, cut)))).toBe(
        'source-incomplete | billing: /cut.csv.gz cannot be unpacked to its end (unexpected end of file); copy it again from where it came.',
      )
    }
    const wrong = Buffer.from(packed)
    wrong[packed.length >> 1]! ^= 0xff
    expect(await failure(readFile('cut.csv.gz', wrong))).toMatch(
      /^source-incomplete \| billing: \/cut\.csv\.gz /,
    )
  })

  test('is refused among others with another header', async () => {
    await files.write('kinds/a.csv', 'id,a\n')
    await files.write('kinds/b.csv', 'a,id\n')
    expect(await failure(readPattern('kinds/*.csv'))).toBe(
      'source-query | billing: /kinds/b.csv has the columns "a", "id", but /kinds/a.csv has "id", "a"; give all files the same header, or write a path that matches one kind.',
    )
  })

  test('is refused when it is not there, or is no file that we know', async () => {
    await files.write('docs/a.txt', '')
    await files.write('docs/a.csv', 'id\n')
    await files.write('docs/b.ndjson', '{"id":1}')
    expect(await failure(readPattern('none.csv'))).toBe(
      'source-missing | billing: there is no file /none.csv; check the path of the source.',
    )
    expect(await failure(readPattern('none*.csv'))).toBe(
      'source-missing | billing: no file matches /none*.csv; check the path of the source.',
    )
    expect(await failure(readPattern('docs'))).toBe(
      'source-missing | billing: /docs is a folder; write /docs/*.csv or the like.',
    )
    expect(await failure(readPattern('docs/a.txt'))).toBe(
      'config-invalid | billing: the format of /docs/a.txt is not known; files end in .csv, .tsv, .ndjson or .jsonl (each also with .gz), or .parquet.',
    )
    expect(await failure(readPattern('docs/[ab].[cn]*'))).toBe(
      'config-invalid | billing: /docs/[ab].[cn]* matches files of different formats, a.csv and b.ndjson; write a path that matches one format.',
    )
  })

  test('is refused without the columns that are asked for', async () => {
    await files.write('few.csv', 'id,name\n1,x\n')
    const connector = await files.open('few.csv')
    expect(await failure(readAll(connector, { columns: ['id', 'nmae'] }))).toBe(
      'source-query | billing: /few.csv has no column "nmae" (did you mean "name"?); it has "id", "name".',
    )
    const location = { table: 'people', query: null, where: null }
    expect(await failure(readAll(connector, { columns: ['id'], location }))).toMatch(
      /^config-invalid \| billing: files have no table or query/,
    )
  })
})

describe('a read of files', () => {
  test('hands out many records in order, in batches', async () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => `${(index * 7919) % 100_000},row ${index}\n`)
    await files.write('many.csv', `id,name\n${rows.join('')}`)
    const connector = await files.open('many.csv')
    let batches = 0
    for await (const batch of connector.read(readRequest({ columns: ['id'] }))) if (batch.count > 0) batches++
    const keys = await readKeys(connector, { columns: ['id', 'name'], keyOrder: ['integer'] })
    expect(keys).toEqual(Array.from({ length: 100_000 }, (_, index) => String(index)))
    expect(batches).toBeGreaterThan(1)
  })

  test('lets through what the where of the config does, on the values of the columns', async () => {
    await files.write('where.csv', 'id,Full name,\n1,"a\tb",x\n2,,y\n3,c,\n')
    const connector = await files.open('where.csv')
    const read = (where: string) =>
      readKeys(connector, { columns: ['id'], location: { table: null, query: null, where } })
    expect(await read(`"Full name" = 'a' || chr(9) || 'b' -- tab`)).toEqual(['1'])
    expect(await read('"Full name" is null or id::int > 2')).toEqual(['2', '3'])
    expect(await failure(read('nmae = 1'))).toMatch(
      /^source-query \| billing: Binder Error: .*nmae.*; check the where of the side; it is SQL of DuckDB\.$/s,
    )
    expect(await failure(read('id = = 1'))).toMatch(
      /^source-query \| billing: Parser Error: .*; check the where of the side/s,
    )
  })

  test('stops on the signal and leaves no scratch file, then the connector takes its folder along', async () => {
    await files.write(
      'stop.csv',
      `id,name\n${Array.from({ length: 50_000 }, (_, index) => `${index},x\n`).join('')}`,
    )
    const connector = await files.open('stop.csv')
    const early = new AbortController()
    const reading = failure(readAll(connector, { columns: ['id'], signal: early.signal }))
    early.abort()
    expect(await reading).toBe('run-stopped | billing: reading was stopped.')
    const late = new AbortController()
    const between = async () => {
      for await (const batch of connector.read(readRequest({ columns: ['id'], signal: late.signal })))
        if (batch) late.abort()
    }
    expect(await failure(between())).toBe('run-stopped | billing: reading was stopped.')
    for await (const batch of connector.read(readRequest({ columns: ['id'] }))) if (batch) break
    expect((await files.scratchFolders()).length).toBeGreaterThan(0)
    const other = await openTestFiles()
    await other.write('a.csv', 'id\n1\n')
    const lone = await other.open('a.csv')
    expect(await readKeys(lone, { columns: ['id'] })).toEqual(['1'])
    expect(await other.scratchFolders()).toHaveLength(1)
    await lone.close()
    expect(await other.scratchFolders()).toEqual([])
    await other.close()
  })
})
