import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readAll } from '../read-all.ts'
import { openTestFiles, type TestFiles } from './open-test-files.ts'

let files: TestFiles
beforeAll(async () => {
  files = await openTestFiles()
})
afterAll(() => files?.close())

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
    expect(await files.failure(files.readFile('broken.csv', content))).toBe(
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
      'source-query | billing: /broken.csv line 1: the header has "a" (columns 2 and 4), "id" (columns 1 and 5) more than once; give each column a name of its own.',
    ],
    [
      'two columns without a name',
      'id,a,,\n',
      'source-query | billing: /broken.csv line 1: the header has no name (columns 3 and 4) more than once; give each column a name of its own.',
    ],
    [
      'a header of blanks',
      ' \nid,a\n',
      'source-incomplete | billing: /broken.csv has no header in line 1; a file begins with one line of column names.',
    ],
    [
      'UTF-16 without a mark',
      'i\0d\0,\0a\0\n\x001\0,\0x\0\n\0',
      'source-encoding | billing: /broken.csv line 1 has NUL characters in its header, as UTF-16 does; save the file as UTF-8 (iconv -f UTF-16LE -t UTF-8, or the like).',
    ],
  ])('is refused for its header: %s', async (_, content, sentence) => {
    expect(await files.failure(files.readFile('broken.csv', content))).toBe(sentence)
  })

  test('is refused where it is not UTF-8, with the line', async () => {
    const remedy = 'is not UTF-8; save the file as UTF-8 (iconv -f LATIN1 -t UTF-8, or the like).'
    expect(
      await files.failure(files.readFile('latin.csv', Buffer.from('id,a\n1,x\n2,\xf1\n', 'latin1'))),
    ).toBe(`source-encoding | billing: /latin.csv line 3 ${remedy}`)
    expect(await files.failure(files.readFile('latin.csv', Buffer.from('id,\xf1\n', 'latin1')))).toBe(
      `source-encoding | billing: /latin.csv line 1 ${remedy}`,
    )
    const wide = Buffer.from('\ufeffid,a\n1,x\n', 'utf16le')
    for (const content of [wide, Buffer.from(wide).swap16()]) {
      expect(await files.failure(files.readFile('wide.csv', content))).toBe(
        'source-encoding | billing: /wide.csv line 1 is UTF-16; save the file as UTF-8 (iconv -f UTF-16 -t UTF-8, or the like).',
      )
    }
    const late = Buffer.concat([
      Buffer.from(`id,a\n${'1,é\n'.repeat(300_000)}`),
      Buffer.from([0x32, 0x2c, 0xe2, 0x82]),
    ])
    expect(await files.failure(files.readFile('late.csv', late))).toBe(
      `source-encoding | billing: /late.csv line 300002 ${remedy}`,
    )
  })

  test('is refused when it was packed and cut anywhere', async () => {
    const rows = Array.from({ length: 30_000 }, (_, index) => `${index},name ${index * 7919}\n`)
    const packed = gzipSync(`id,a\n${rows.join('')}`)
    const cuts = fc.sample(fc.integer({ min: 1, max: packed.length - 1 }), 25)
    for (const cut of [...cuts, 1, 10, packed.length - 8, packed.length - 1]) {
      expect(await files.failure(files.readFile('cut.csv.gz', packed.subarray(0, cut)))).toBe(
        'source-incomplete | billing: /cut.csv.gz cannot be unpacked to its end (unexpected end of file); copy it again from where it came.',
      )
    }
    for (const [at, reason] of [
      [5, 'incorrect data check'],
      [1, 'incorrect length check'],
    ] as const) {
      const wrong = Buffer.from(packed)
      wrong[packed.length - at]! ^= 1
      expect(await files.failure(files.readFile('cut.csv.gz', wrong))).toBe(
        `source-incomplete | billing: /cut.csv.gz cannot be unpacked to its end (${reason}); copy it again from where it came.`,
      )
    }
    const wrong = Buffer.from(packed)
    wrong[packed.length >> 1]! ^= 0xff
    expect(await files.failure(files.readFile('cut.csv.gz', wrong))).toMatch(
      /^source-incomplete \| billing: \/cut\.csv\.gz /,
    )
  })

  test('is refused when something else follows what is packed, a part whose beginning was lost too', async () => {
    const first = gzipSync('id,a\n1,x\n')
    const second = gzipSync('2,y\n')
    const lost = Buffer.concat([Buffer.alloc(1), second.subarray(1)])
    const failure = (rest: Buffer) =>
      files.failure(files.readFile('rest.csv.gz', Buffer.concat([first, rest])))
    const sentence = (reason: string) =>
      `source-incomplete | billing: /rest.csv.gz cannot be unpacked to its end (${reason}); copy it again from where it came.`
    expect(await failure(lost)).toBe(sentence(`its last ${second.length} bytes are not packed text`))
    expect(await failure(Buffer.alloc(300_000))).toBe(sentence('its last 300000 bytes are not packed text'))
    expect(await failure(Buffer.from('rest'))).toBe(sentence('incorrect header check'))
  })

  test('is refused among others with another header', async () => {
    await files.write('kinds/a.csv', 'id,a\n')
    await files.write('kinds/b.csv', 'a,id\n')
    expect(await files.failure(files.readPattern('kinds/*.csv'))).toBe(
      'source-query | billing: /kinds/b.csv has the columns "a", "id" in line 1, but /kinds/a.csv has "id", "a"; give all files the same header, or write a path that matches one kind.',
    )
  })

  test('is refused when it is not there, or is no file that we know', async () => {
    await files.write('docs/a.txt', '')
    await files.write('docs/a.csv', 'id\n')
    await files.write('docs/b.ndjson', '{"id":1}')
    expect(await files.failure(files.readPattern('none.csv'))).toBe(
      'source-missing | billing: there is no file /none.csv; check the path of the source.',
    )
    expect(await files.failure(files.readPattern('none*.csv'))).toBe(
      'source-missing | billing: no file matches /none*.csv; check the path of the source.',
    )
    expect(await files.failure(files.readPattern('docs'))).toBe(
      'source-missing | billing: /docs is a folder; write /docs/*.csv or the like.',
    )
    expect(await files.failure(files.readPattern('docs/a.txt'))).toBe(
      'config-invalid | billing: the format of /docs/a.txt is not known; files end in .csv, .tsv, .json, .ndjson or .jsonl (each also with .gz), or .parquet.',
    )
    expect(await files.failure(files.readPattern('docs/[ab].[cn]*'))).toBe(
      'config-invalid | billing: /docs/[ab].[cn]* matches files of different formats, a.csv and b.ndjson; write a path that matches one format.',
    )
  })

  test('is refused without the columns that are asked for', async () => {
    await files.write('few.csv', 'id,name\n1,x\n')
    const connector = await files.open('few.csv')
    expect(await files.failure(readAll(connector, { columns: ['id', 'nmae'] }))).toBe(
      'source-query | billing: /few.csv has no column "nmae" (did you mean "name"?); it has "id", "name".',
    )
    const location = { table: 'people', query: null, where: null }
    expect(await files.failure(readAll(connector, { columns: ['id'], location }))).toMatch(
      /^config-invalid \| billing: files have no table or query/,
    )
  })
})
