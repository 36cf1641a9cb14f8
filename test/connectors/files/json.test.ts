import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { JsonScanner } from '../../../src/connectors/files/json-scanner.ts'
import { nowhere, readAll } from '../read-all.ts'
import { openTestFiles, type TestFiles } from './open-test-files.ts'

let files: TestFiles
beforeAll(async () => {
  files = await openTestFiles()
})
afterAll(() => files?.close())

describe('a JSON file', () => {
  test('is an array of objects, read as raw text, numbers as written', async () => {
    const content = `\ufeff[
  { "id": 9007199254740993, "n": 1.10, "a": { "b": ["]}", 1.0] } },
  {"id":1e400,"n":null,"a":"x\\"]\\n"},{"id":"3"} ]\n`
    const expected = [
      ['1e400', null, 'x"]\n'],
      ['3', null, null],
      ['9007199254740993', '1.10', '{ "b": ["]}", 1.0] }'],
    ]
    expect(await files.readFile('array.json', content)).toEqual(expected)
    expect(await files.readFile('array.json.gz', gzipSync(content))).toEqual(expected)
  })

  test('may hold objects one after the other, or none', async () => {
    expect(await files.readFile('lines.json', '{"id":2}\n{"id":1}\n')).toEqual([['1'], ['2']])
    expect(await files.readFile('one.json', '{\n  "id": 1\n}')).toEqual([['1']])
    const empty = await files.open('empty.json', { records: 'data' })
    await files.write('empty.json', '{"data": [ ], "id": 1}')
    expect(await empty.columns(nowhere)).toEqual([])
    expect(await files.failure(readAll(empty, { columns: ['id'] }))).toMatch(
      /has no column "id"; it has none\.$/,
    )
  })

  test('has its records where the source says, whatever stands around them', async () => {
    const content = `{"meta": {"data": [{"id": 7}], "count": -1.5e3}, "note": "a]}", "flag": false,
      "result": {"items": [{"id": 2}, {"id": 1}], "next": null}, "end": [[{}], "\\\\"]}`
    expect(await files.readFile('nested.json', content, { records: 'result.items' })).toEqual([['1'], ['2']])
    expect(await files.readFile('nested.json', content, { records: 'meta.data' })).toEqual([['7']])
  })

  test.each([
    ['an array cut short', '[{"id":1},\n{"id":2}\n', null, 'line 3: the JSON is cut short'],
    ['a record cut short', '[{"id":1},\n{"id":2,"na', null, 'line 2: the JSON is cut short'],
    [
      'an object cut short after its records',
      '{"data":[{"id":1}],\n"x":1',
      'data',
      'line 2: the JSON is cut short',
    ],
    ['an object without its end', '{"data":[{"id":1}]\n', 'data', 'line 2: the JSON is cut short'],
    ['a comma too few', '[{"id":1}\n{"id":2}]', null, 'line 2: the JSON is broken'],
    ['a comma too many', '[{"id":1},\n]', null, 'line 2: a member of the array is no JSON object'],
    ['another bracket', '[{"id":1}}', null, 'line 1: the JSON is broken'],
    ['a word that is no value', '{"a": nul,\n"data":[]}', 'data', 'line 1: the JSON is broken'],
    ['a broken record', '[\n\n{"id":01}]', null, 'line 3: the JSON is broken or cut short'],
    ['a member twice', '[{"id":1,"id":2}]', null, 'line 1: the member "id" occurs twice'],
    ['a number in the array', '[{"id":1},\n2]', null, 'line 2: a member of the array is no JSON object'],
    ['a text', '"x"', null, 'line 1: the file holds neither an array of objects nor objects'],
    ['something behind', '[]\n[]', null, 'line 2: something follows the end of the JSON'],
    [
      'something behind the object',
      '{"data":[]}\n{}',
      'data',
      'line 2: something follows the end of the JSON',
    ],
    ['nothing', ' \n', null, 'line 2: the file is empty'],
    [
      'no records',
      '{"meta":1,"dta":[]}',
      'data',
      'line 1: there is no array "data"; beside it stand "meta", "dta"',
    ],
    [
      'an array where the records should be deeper',
      '[]',
      'data',
      'line 1: no JSON object stands here that could have "data"',
    ],
    ['records that are no array', '{"data":{}}', 'data', 'line 1: "data" is no array'],
    ['a path through what is no object', '{"data":[]}', 'data.items', 'line 1: "data" is no object'],
    ['records twice', '{"data":[],\n"data":[]}', 'data', 'line 2: "data" occurs twice'],
  ])('is refused with file and line: %s', async (_, content, records, problem) => {
    const rules = records === null ? {} : { records }
    expect(await files.failure(files.readFile('broken.json', content, rules))).toBe(
      `source-incomplete | billing: /broken.json ${problem}; correct the file, or write it again to its end.`,
    )
  })

  test('is refused where it is not UTF-8, with the line', async () => {
    const latin = Buffer.from('[{"id":1},\n{"id":"\xf1"}]', 'latin1')
    expect(await files.failure(files.readFile('latin.json', latin))).toMatch(
      /^source-encoding \| billing: \/latin\.json line 2 is not UTF-8; save/,
    )
    expect(
      await files.failure(files.readFile('wide.json', Buffer.from('\ufeff[{"id":1}]', 'utf16le'))),
    ).toMatch(/^source-encoding \| billing: \/wide\.json line 1 is UTF-16; save/)
  })

  test('is refused when cut anywhere, packed or not', async () => {
    const content = Buffer.from('{"count":2,"data":[{"id":1,"a":"é]"},{"id":2,"a":{"b":[]}}],"ok":true}')
    for (let cut = 0; cut < content.length; cut++) {
      expect(
        await files.failure(files.readFile('cut.json', content.subarray(0, cut), { records: 'data' })),
      ).toMatch(/^source-(incomplete|encoding) \| billing: \/cut\.json /)
    }
  })

  test('alone has records: of other files it is refused', async () => {
    expect(await files.failure(files.readFile('a.csv', 'id\n1\n', { records: 'data' }))).toMatch(
      /^config-invalid \| billing: records is for \.json files, and \/a\.csv matches files of csv; remove it/,
    )
  })
})

describe('the JSON scanner', () => {
  test('cuts out the same records wherever chunks end', () => {
    const value = fc.jsonValue({ maxDepth: 2 })
    fc.assert(
      fc.property(fc.array(value), value, fc.integer({ min: 1, max: 40 }), (list, other, size) => {
        const records = list.map((item, index) => ({ index, item }))
        const bytes = Buffer.from(
          JSON.stringify({ other, a: { other, list: records }, last: other }, null, 1),
        )
        const scanner = new JsonScanner(['a', 'list'])
        const found: unknown[] = []
        for (let at = 0; at < bytes.length; at += size) {
          for (const text of scanner.push(bytes.subarray(at, at + size)))
            found.push(JSON.parse(text.bytes.toString()))
        }
        scanner.finish()
        expect(found).toEqual(JSON.parse(JSON.stringify(records)))
      }),
      { numRuns: 200 },
    )
  })

  test('keeps no more than the record it is in', () => {
    const scanner = new JsonScanner([])
    const record = Buffer.from(`{"id":1,"pad":"${'x'.repeat(100)}"},`)
    let count = scanner.push(Buffer.from('[')).length
    for (let index = 0; index < 10_000; index++) count += scanner.push(record).length
    expect(count).toBe(10_000)
    expect(() => scanner.finish()).toThrow('the JSON is cut short')
  })
})
