import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nowhere, readAll } from '../read-all.ts'
import { openTestFiles, type TestFiles } from './open-test-files.ts'

let files: TestFiles
beforeAll(async () => {
  files = await openTestFiles()
})
afterAll(() => files?.close())

async function readFile(name: string, content: string | Buffer): Promise<Record<string, string | null>[]> {
  await files.write(name, content)
  const connector = await files.open(name)
  const names = (await connector.columns(nowhere)).map((column) => column.name)
  const records = await readAll(connector, { columns: names })
  return records.map((record) => Object.fromEntries(names.map((column, index) => [column, record[index]!])))
}

describe('an NDJSON file', () => {
  test('is read as raw text: numbers as written, text unquoted, what is nested as JSON', async () => {
    const lines = [
      '{"id":1.10,"n":9007199254740993,"e":1e400,"m":-0,"o":{"a":1.10, "b":[1, "]}"]},"s":"x\\ty\\u00e9\\\\","t":true,"z":null}',
      '  { "id" : "1.2" , "s" : "" , "extra" : [ ] , "a\\"b" : "\\ud83d\\ude00" }  ',
    ]
    expect(await readFile('raw.ndjson', `\ufeff${lines.join('\r\n')}\n\n`)).toEqual([
      {
        ...{ id: '1.10', n: '9007199254740993', e: '1e400', m: '-0', o: '{"a":1.10, "b":[1, "]}"]}' },
        ...{ s: 'x\ty\u00e9\\', t: 'true', z: null, extra: null, 'a"b': null },
      },
      { id: '1.2', n: null, e: null, m: null, o: null, s: '', t: null, z: null, extra: '[ ]', 'a"b': '😀' },
    ])
  })

  test('has every member of every object as a column, the last one too', async () => {
    const lines = Array.from({ length: 30_000 }, (_, index) => `{"id":${index}}`)
    await files.write('late.jsonl.gz', gzipSync(`${lines.join('\n')}\n{"id":30000,"late":1}`))
    const connector = await files.open('late.jsonl.gz')
    const columns = await connector.columns(nowhere)
    expect(columns).toEqual(['id', 'late'].map((name) => ({ name, type: null, nativeType: 'text' })))
    const records = await readAll(connector, { columns: ['late', 'id'], keyOrder: ['integer'] })
    expect(records[0]).toEqual(['1', '30000'])
    expect(records).toHaveLength(30_001)
  })

  test('may have members with any names', async () => {
    expect(await readFile('names.ndjson', '{"__proto__":1,"constructor":"x","id":2,"":3}')).toEqual([
      JSON.parse('{"__proto__":"1","constructor":"x","id":"2","":"3"}'),
    ])
  })

  test.each([
    [
      'a last line cut short',
      '{"id":1}\n{"id":2,"na',
      'source-incomplete',
      'broken.ndjson line 2: the JSON is broken or cut short;',
    ],
    [
      'a line that is no object',
      '{"id":1}\n[2]\n',
      'source-incomplete',
      'broken.ndjson line 2: not a JSON object; write one object a line;',
    ],
    [
      'one array over many lines',
      '[\n{"id":1}\n]\n',
      'source-incomplete',
      'broken.ndjson line 1: the JSON is broken or cut short;',
    ],
    [
      'a member twice',
      '\n{"id":1,"id":2}',
      'source-incomplete',
      'broken.ndjson line 2: the member "id" occurs twice;',
    ],
    [
      'half a surrogate pair',
      '{"id":"\\ud800"}',
      'source-incomplete',
      'broken.ndjson line 1: half a surrogate pair',
    ],
    ['nothing', '', 'source-incomplete', 'broken.ndjson is empty; correct the file'],
    [
      'bytes that are not UTF-8',
      Buffer.from('{"id":"\xf1"}', 'latin1'),
      'source-encoding',
      'broken.ndjson line 1 is not UTF-8;',
    ],
  ])('is refused with file and line: %s', async (_, content, code, sentence) => {
    await expect(readFile('broken.ndjson', content)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(sentence),
    })
  })
})
