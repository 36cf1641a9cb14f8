import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nowhere, readAll, readKeys } from '../read-all.ts'
import { openTestFiles, type TestFiles } from './open-test-files.ts'

let files: TestFiles
beforeAll(async () => {
  files = await openTestFiles()
})
afterAll(() => files?.close())

/** Lets DuckDB write the rows of a query as Parquet. */
async function writeParquet(name: string, query: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`SET TimeZone = 'America/New_York'`)
  await connection.run(`COPY (${query}) TO '${join(files.folder, name)}' (FORMAT parquet)`)
  connection.closeSync()
  instance.closeSync()
}

const VALUES = `select 1::int as id, 9007199254740993::bigint as big, 18446744073709551615::ubigint as huge, 1.50::decimal(38, 2) as amount,
  0.1::double as ratio, 0.3::float as single, 1e22::double as large, 'nan'::double as odd, true as yes,
  timestamptz '2026-07-01 00:00:00.5+02' as at, timestamp '2026-07-01 00:00:00' as local,
  timestamp_ns '2026-07-01 00:00:00.123456789' as fine, date '2026-01-01' as day, '0044-03-15 (BC)'::date as ides,
  'tab' || chr(9) || 'é\\N' || chr(10) as name, '' as blank, null::varchar as nothing, '\\xAB\\x00'::blob as raw,
  {'a': 1, 'b': ['x']} as doc, '{"x": 1.10}'::json as json`

describe('a Parquet file', () => {
  test('has typed columns', async () => {
    await writeParquet('values.parquet', VALUES)
    const columns = await (await files.open('values.parquet')).columns(nowhere)
    expect(columns.map(({ name, type, nativeType }) => `${name}: ${type} (${nativeType})`)).toEqual([
      'id: integer (INTEGER)',
      'big: integer (BIGINT)',
      'huge: integer (UBIGINT)',
      'amount: decimal (DECIMAL(38,2))',
      'ratio: decimal (DOUBLE)',
      'single: decimal (FLOAT)',
      'large: decimal (DOUBLE)',
      'odd: decimal (DOUBLE)',
      'yes: boolean (BOOLEAN)',
      'at: timestamp (TIMESTAMP WITH TIME ZONE)',
      'local: timestamp (TIMESTAMP)',
      'fine: timestamp (TIMESTAMP_NS)',
      'day: date (DATE)',
      'ides: date (DATE)',
      'name: text (VARCHAR)',
      'blank: text (VARCHAR)',
      'nothing: text (VARCHAR)',
      'raw: text (BLOB)',
      'doc: json (STRUCT(a INTEGER, b VARCHAR[]))',
      'json: json (JSON)',
    ])
  })

  test('is read as canonical text without loss', async () => {
    await writeParquet('values.parquet', VALUES)
    const connector = await files.open('values.parquet')
    const names = (await connector.columns(nowhere)).map((column) => column.name)
    expect(await readAll(connector, { columns: names })).toEqual([
      [
        ...['1', '9007199254740993', '18446744073709551615', '1.50', '0.1', '0.3', '1e+22', 'nan', 'true'],
        ...['2026-06-30 22:00:00.5+00', '2026-07-01 00:00:00', '2026-07-01 00:00:00.123456789', '2026-01-01'],
        ...['0044-03-15 BC', 'tab\té\\N\n', '', null, '\\xab00', '{"a":1,"b":["x"]}', '{"x": 1.10}'],
      ],
    ])
  })

  test('is refused when cut short, when damaged and when it has other columns than the first', async () => {
    await writeParquet('whole.parquet', 'select i as id, i::varchar as name from range(10000) t(i)')
    const whole = await readFile(join(files.folder, 'whole.parquet'))
    for (const cut of [0, 3, 100, whole.length >> 1, whole.length - 1]) {
      await files.write('cut.parquet', whole.subarray(0, cut))
      const connector = await files.open('cut.parquet')
      await expect(readKeys(connector, { columns: ['id'] })).rejects.toMatchObject({
        code: 'source-incomplete',
        message: expect.stringMatching(/^billing: .*cut\.parquet.*; write the file again to its end\.$/s),
      })
    }
    await writeParquet('kind1.parquet', 'select 1::int as id')
    await writeParquet('kind2.parquet', 'select 1::bigint as id')
    await expect(readKeys(await files.open('kind?.parquet'), { columns: ['id'] })).rejects.toMatchObject({
      code: 'source-query',
      message: expect.stringMatching(/kind2\.parquet has other columns or types than .*kind1\.parquet/),
    })
  })

  test('in many parts is read as one, with a where on typed columns', async () => {
    await writeParquet('part1.parquet', 'select 10::int as id')
    await writeParquet('part[2].parquet', 'select 9::int as id union all select 11')
    const connector = await files.open('part*.parquet')
    const location = { ...nowhere, where: 'id < 11' }
    expect(await readKeys(connector, { columns: ['id'], keyOrder: ['integer'], location })).toEqual([
      '9',
      '10',
    ])
  })
})
