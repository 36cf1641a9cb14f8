import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Wanted } from '../engine/make-reconciliation.ts'
import { countsOf, JOINED, openJoinedFiles, RULES } from './open-joined-files.ts'

const { write, sameByJoin, pathOf } = openJoinedFiles()
const HEADER = 'id,name,note\n'

describe('candidates of CSV files by join', () => {
  test('are what a merge finds, with only the lines that differ read', async () => {
    const rows = Array.from({ length: 500 }, (_, n) => `${n},name ${n},"note, ""${n}"""\n`)
    const others = [...rows].reverse().slice(1)
    await write({ a: HEADER + rows.join(''), b: HEADER + others.join('').replace('\n7,name 7,', '\n7,,') })
    const { lines, result } = await sameByJoin(RULES)
    expect(lines).toEqual([JOINED])
    expect(countsOf(result)).toMatchObject({ matched: 499, agreeing: 498, missing: 1, mismatch: 1 })
  })

  test.each([
    [
      'an unquoted empty cell and a quoted one',
      '1,,x\n2,"",x\n',
      '1,"",x\n2,"",x\n',
      { mismatch: 1, agreeing: 1 },
    ],
    ['the same value quoted and not', '1,"a",x\n', '1,a,x\n', { mismatch: 0, agreeing: 1 }],
    ['a key on one side more than once', '1,a,x\n1,a,x\n2,b,x\n', '2,b,x\n', { duplicate: 1, agreeing: 1 }],
    [
      'keys that are none, the same on all sides',
      ',a,x\n2,b,x\n',
      ',a,x\n2,b,x\n',
      { invalid: 2, agreeing: 1 },
    ],
    [
      'carriage returns at the end of lines',
      '1,a,x\r\n2,b,y\r\n',
      '1,a,x\r\n2,c,y\r\n',
      { mismatch: 1, agreeing: 1 },
    ],
    ['blank lines at the end', '1,a,x\n\n\n', '1,a,x\n', { agreeing: 1 }],
    ['no newline at the end', '1,a,x', '1,a,x\n', { agreeing: 1 }],
    ['a quote within a cell', '1,a"b,x\n', '1,a"b,x\n', { agreeing: 1 }],
    ['a cell that is the text of null of others', '1,\\N,x\n', '1,,x\n', { mismatch: 1 }],
    [
      'characters that case and accents part',
      'é,a,x\n😀,a,x\n',
      'e\u0301,a,x\n😀,a,X\n',
      { missing: 2, mismatch: 1 },
    ],
    ['blanks around a key', ' 1,a,x\n1,a,x\n', '1,a,x\n1 ,a,x\n', { missing: 2, agreeing: 1 }],
    ['no records', '', '', { matched: 0 }],
    ['records on one side only', '1,a,x\n2,b,x\n', '', { missing: 2 }],
  ])('know %s', async (_, a, b, counts) => {
    const header = a.includes('\r') ? 'id,name,note\r\n' : HEADER
    await write({ a: header + a, b: header + b })
    const { lines, result } = await sameByJoin(RULES)
    expect(countsOf(result)).toMatchObject(counts)
    expect(lines).toEqual([JOINED])
  })

  test.each([
    ['a cell has a line break', '1,a,"x\ny"\n', '1,a,"x\ny"\n', 'a cell of "a" has a line break'],
    ['a key is quoted', '"1",a,x\n1,a,x\n', '1,a,x\n', 'keys of "a" are quoted'],
    [
      'a key occurs more than once on all sides',
      '1,a,x\n1,a,x\n',
      '1,a,x\n1,a,x\n',
      'some key occurs more than once',
    ],
    ['line ends are of both kinds', '1,a,x\r\n2,b,y\n', '1,a,x\r\n2,b,y\n', null],
    ['a control character ends a line', '1,a,\u0001\n', '1,a,\n', '"a" has control characters in its text'],
    ['a control character begins a line', '\0,a,x\n', '\0,a,x\n', '"a" has control characters in its text'],
  ])('are all records where %s', async (_, a, b, why) => {
    await write({ a: HEADER + a, b: HEADER + b })
    const { lines } = await sameByJoin(RULES)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/, so all records are read$/)
    if (why) expect(lines).toEqual([`${why}, so all records are read`])
  })

  test.each([
    ['a row has too few cells', '1,a,x\n2,b\n', 'source-incomplete'],
    ['a row has an empty cell too many', '1,a,x,\n', 'source-incomplete'],
    ['text follows a quote', '1,a,"x"y\n', 'source-incomplete'],
    ['a quote is never closed', '1,a,"x\n', 'source-incomplete'],
    ['a carriage return stands alone', '1,a,x\ry\n', 'source-incomplete'],
    ['a blank line stands between records', '1,a,x\n\n2,b,y\n', 'source-incomplete'],
    ['the text is not UTF-8', Buffer.from('1,a,\xff\n', 'latin1'), 'source-encoding'],
  ])('fail as a merge does where %s', async (_, rows, code) => {
    const content = Buffer.concat([Buffer.from(HEADER), Buffer.from(rows)])
    await write({ a: content, b: `${HEADER}1,a,x\n` })
    const { result } = await sameByJoin(RULES)
    expect(result).toMatchObject({ code })
  })

  test.each([
    ['id,name,note\n1,a,x\n', 'name,id,note\na,1,x\n', 'do not have the same columns in the same places'],
    ['id,name,note\n1,a,x\n', 'id;name;note\n1;a;x\n', 'do not have the same columns in the same places'],
  ])('are all records where the same line would mean another record', async (a, b, why) => {
    await write({ a, b })
    const { lines, result } = await sameByJoin(RULES)
    expect(lines[0]).toContain(why)
    expect(countsOf(result)).toMatchObject({ agreeing: 1 })
  })

  test('know several files a side, packed ones, and a byte order mark', async () => {
    await write({
      'p-1.csv.gz': gzipSync(`\ufeff${HEADER}1,a,x\n2,b,y`),
      'p-2.csv.gz': gzipSync(`${HEADER}3,c,z\n`),
    })
    await write({ b: `\ufeff${HEADER}3,c,z\n2,b,\n1,a,x\n` })
    const { lines, result } = await sameByJoin(RULES, { a: { path: pathOf('p-*.csv.gz') } })
    expect(countsOf(result)).toMatchObject({ agreeing: 2, mismatch: 1 })
    expect(lines).toEqual([JOINED])
  })

  test('refuse a packed file that is cut short', async () => {
    const packed = gzipSync(HEADER + '1,a,x\n'.repeat(1000))
    await write({ 'cut.csv.gz': packed.subarray(0, packed.length - 12), b: `${HEADER}1,a,x\n` })
    const { result } = await sameByJoin(RULES, { a: { path: pathOf('cut.csv.gz') } })
    expect(result).toMatchObject({ code: 'source-incomplete' })
  })

  test('know integer keys, however they are written, and parts of composite ones', async () => {
    await write({
      a: `shop,id,note\nx,007,a\nx,1,b\ny,1,c\n,4,d\ny,x,e\n`,
      b: `shop,id,note\nx,7,a\nx,+1,b\ny,1,c\n,4,d\ny,x,e\n`,
    })
    const wanted: Wanted = {
      key: ['shop', 'id'],
      sides: { a: {}, b: {} },
      keys: { id: { type: 'integer' } },
      fields: { note: {} },
    }
    const { lines, result } = await sameByJoin(wanted)
    expect(countsOf(result)).toMatchObject({ agreeing: 3, invalid: 4 })
    expect(lines).toEqual([JOINED])
  })

  test('know a key in the last column and three sides, one of them optional', async () => {
    await write({ a: 'note,id\nx,1\ny,2\nz,3\n', b: 'note,id\nz,3\nx,1\n', c: 'note,id\nx,1\nY,2\n' })
    const sides = { a: {}, b: {}, c: { optional: true } }
    const { lines, result } = await sameByJoin({ key: ['id'], sides, fields: { note: {} } })
    expect(countsOf(result)).toMatchObject({ missing: 1, mismatch: 1 })
    expect(lines).toEqual([JOINED])
  })

  test('are not looked for where a record must be looked at, or of files that are no CSV', async () => {
    await write({
      a: `${HEADER}1,a,x\n`,
      b: `${HEADER}1,a,x\n`,
      'j.ndjson': '{"id":"1","name":"a","note":"x"}\n',
    })
    const typed = await sameByJoin({ ...RULES, fields: { name: { type: 'integer' }, note: {} } })
    expect(typed.lines).toEqual(['all records are read'])
    const mixed = await sameByJoin(RULES, { b: { path: pathOf('j.ndjson') } })
    expect(mixed.lines).toEqual(['"b" is neither CSV nor TSV, so all records are read'])
  })
})
