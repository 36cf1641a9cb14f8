import { appendFile, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readAll, readKeys, readRequest } from '../read-all.ts'
import { openTestFiles, type TestFiles } from './open-test-files.ts'

let files: TestFiles
beforeAll(async () => {
  files = await openTestFiles()
})
afterAll(() => files?.close())

/** Enough that a read is not over before the event loop turns. */
const MANY = Array.from({ length: 200_000 }, (_, index) => `${index},row ${index}\n`).join('')

describe('a file that is being written', () => {
  /** How a read fails while somebody appends a line again and again. */
  async function failureWhileAppending(line: string): Promise<string> {
    const path = await files.write('growing.csv', `id,name\n${MANY}`)
    let isReading = true
    const connector = await files.open('growing.csv')
    const reading = files.failure(readKeys(connector, { columns: ['id'] })).finally(() => {
      isReading = false
    })
    while (isReading) await appendFile(path, line)
    return reading
  }

  test('is refused when it grows while it is read', async () => {
    expect(await failureWhileAppending('200000,more\n')).toBe(
      'source-incomplete | billing: /growing.csv changed while it was read; run again when it is written to its end, or let the source wait for it with settledFor.',
    )
  })

  test('is refused for its change and not for what is wrong with it by then', async () => {
    expect(await failureWhileAppending('200000\n')).toMatch(
      /^source-incomplete \| billing: \/growing\.csv changed while it was read;/,
    )
  })

  test('is waited for until it rests as long as the source says', async () => {
    const path = await files.write('settling.csv', 'id,name\n1')
    const reading = readAll(await files.open('settling.csv', { settledForSeconds: 1 }), {
      columns: ['id', 'name'],
    })
    await appendFile(path, ',x\n2,y\n')
    expect(await reading).toEqual([
      ['1', 'x'],
      ['2', 'y'],
    ])
  })

  test('is not waited for when it is old enough', async () => {
    const path = await files.write('old.csv', 'id\n1\n')
    const hourAgo = new Date(Date.now() - 3_600_000)
    await utimes(path, hourAgo, hourAgo)
    expect(await files.readPattern('old.csv', { settledForSeconds: 3599 })).toEqual([['1']])
  })

  test('is refused at once when it cannot rest in the time that is waited for', async () => {
    const path = await files.write('future.csv', 'id\n1\n')
    await utimes(path, new Date('2100-01-01T00:00:00Z'), new Date('2100-01-01T00:00:00Z'))
    expect(await files.failure(files.readPattern('future.csv', { settledForSeconds: 2 }))).toBe(
      'source-incomplete | billing: /future.csv was changed at 2100-01-01T00:00:00.000Z and did not rest for 2 s in the 5 minutes that it was waited for; run again when it is written to its end, check the clock of whoever writes it, or lower settledFor of the source.',
    )
  })

  test('is waited for no longer when the run is stopped', async () => {
    await files.write('stopped.csv', 'id\n1\n')
    const connector = await files.open('stopped.csv', { settledForSeconds: 200 })
    const stop = new AbortController()
    const reading = files.failure(readAll(connector, { columns: ['id'], signal: stop.signal }))
    setImmediate(() => stop.abort())
    expect(await reading).toBe('run-stopped | billing: reading was stopped.')
    const describing = files.failure(connector.columns(readRequest({ columns: [] }).location))
    await connector.close()
    expect(await describing).toBe('run-stopped | billing: reading was stopped.')
  })
})

describe('a trailer', () => {
  test('is no record, and its row count is checked', async () => {
    const rules = { trailer: '^TRAILER,{rows}$' }
    const expected = [
      ['1', 'x'],
      ['2', 'y\nz'],
    ]
    for (const end of ['', '\n', '\r\n', '\n\n \n']) {
      const content = `id,a\r\n1,x\r\n2,"y\nz"\r\nTRAILER,002${end}`
      expect(await files.readFile('end.csv', content, rules)).toEqual(expected)
      expect(await files.readFile('end.csv.gz', gzipSync(content), rules)).toEqual(expected)
    }
    expect(await files.readFile('end.tsv', 'id\ta\n1\tx\nEOF', { trailer: '^EOF' })).toEqual([['1', 'x']])
    expect(
      await files.readFile('end.ndjson', '{"id":1}\n# 1 rows\n', { trailer: '^# {rows} rows$' }),
    ).toEqual([['1']])
    expect(await files.readFile('end.csv', 'id,a\nTRAILER,0', rules)).toEqual([])
  })

  test('of a file in many pieces is still the last line', async () => {
    const connector = await files.open('long.csv', { trailer: '^EOF {rows}$' })
    await files.write('long.csv', `id,name\n${MANY}EOF 200000\n`)
    expect(await readKeys(connector, { columns: ['id'], keyOrder: ['integer'] })).toHaveLength(200_000)
  })

  test('that counts other rows is refused', async () => {
    const rules = { trailer: 'TRAILER,{rows}' }
    expect(await files.failure(files.readFile('end.csv', 'id,a\n1,x\nTRAILER,2\n', rules))).toBe(
      'source-incomplete | billing: /end.csv line 3: the trailer counts 2 records, and the file has 1; write it again to its end.',
    )
    expect(await files.failure(files.readFile('end.csv', 'id,a\n1,x\n2,y\nTRAILER,21\n', rules))).toMatch(
      /line 4: the trailer counts 21 records, and the file has 2;/,
    )
  })

  test.each([
    ['a CSV file', 'end.csv', 'id,a\n1,x\n2,y\n', 'line 3'],
    ['an NDJSON file', 'end.ndjson', '{"id":1}\n', 'line 1'],
    ['a trailer cut short', 'end.csv', 'id,a\n1,x\nTRAIL', 'line 3'],
    ['a header alone', 'end.csv', 'id,a\n', 'line 1'],
    ['an empty NDJSON file', 'end.ndjson', '', 'line 1'],
  ])('that lacks is named: %s', async (_, name, content, line) => {
    expect(await files.failure(files.readFile(name, content, { trailer: '^TRAILER' }))).toMatch(
      `source-incomplete | billing: /${name} ${line}: the file ends without a trailer that matches "^TRAILER"; wait until it is written to its end, or correct the trailer of the source.`,
    )
  })

  test('is refused of formats that have no last line', async () => {
    expect(await files.failure(files.readFile('a.json', '[]', { trailer: 'EOF' }))).toMatch(
      /^config-invalid \| billing: trailer is for \.csv, \.tsv and \.ndjson files, and \/a\.json matches files of json;/,
    )
  })
})

test('a glob with ** looks into all folders below, and finds the same files in any order', async () => {
  await files.write('deep/b/2026/x.csv', 'id\n2\n')
  await files.write('deep/a/y.csv', 'id\n1\n')
  await files.write('deep/z.csv', 'id\n3\n')
  expect(await files.readPattern(join('deep', '**', '*.csv'))).toEqual([['1'], ['2'], ['3']])
})
