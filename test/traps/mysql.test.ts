import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestFiles, type TestFiles } from '../connectors/files/open-test-files.ts'
import type { Wanted } from '../engine/make-reconciliation.ts'
import { MARIADB_MISSING, startMariadb, type TestMariadb } from '../support/mariadb.ts'
import { compareReal, csv, table } from './real-sources.ts'
import { sentence } from './verdict.ts'

let mariadb: TestMariadb
let files: TestFiles

type Rows = readonly (readonly (string | null)[])[]

/** Findings between a table of MariaDB, made by this SQL, and a CSV file with these rows. */
async function findings(fields: Wanted['fields'], billing: string, export_: Rows): Promise<string[]> {
  await mariadb.query(`DROP TABLE IF EXISTS billing; ${billing}`)
  await files.write('export.csv', csv(export_))
  const sources = {
    billing: { type: 'mysql', url: mariadb.url, statementTimeoutSeconds: 60 },
    export: { type: 'files', path: `${files.folder}/export.csv` },
  } as const
  const wanted = { sides: { billing: table('billing'), export: {} }, fields }
  const result = await compareReal(wanted, { sources, scratchFolder: `${files.folder}/scratch` })
  return result.findings.map(sentence)
}

/** A table of one value, and a file of one. */
function one(type: string, value: string, other: string | null): Promise<string[]> {
  return findings(
    { v: {} },
    `CREATE TABLE billing (id int, v ${type}); INSERT INTO billing VALUES (1, ${value})`,
    [
      ['id', 'v'],
      ['1', other],
    ],
  )
}

describe.skipIf(MARIADB_MISSING)(`the traps that MariaDB can set ${MARIADB_MISSING ?? ''}`, () => {
  beforeAll(async () => {
    files = await openTestFiles()
    mariadb = await startMariadb()
  })
  afterAll(async () => {
    await files?.close()
    await mariadb?.close()
  })

  test('1, 3, 40: integers differ by one, as values and as keys', async () => {
    expect(await one('bigint', '9007199254740993', '9007199254740992')).toHaveLength(1)
    expect(await one('bigint unsigned', '18446744073709551615', '18446744073709551614')).toHaveLength(1)
    expect(await one('bigint unsigned', '18446744073709551615', '18446744073709551615')).toEqual([])
    const keys =
      'CREATE TABLE billing (id bigint unsigned); INSERT INTO billing VALUES (18446744073709551615), (9)'
    expect(await findings({}, keys, [['id'], ['18446744073709551614'], ['9']])).toEqual([
      'missing 18446744073709551614 from billing',
      'missing 18446744073709551615 from export',
    ])
  })

  test('5, 10: a float has all its digits', async () => {
    expect(await one('float', '16777216', '16777200')).toHaveLength(1)
    expect(await one('float', '16777216', '16777216')).toEqual([])
    expect(await one('double', '0.36640625', '0.36640625')).toEqual([])
    expect(await one('float', '0.1', '0.1')).toEqual([])
  })

  test('25, 36: neither blanks nor case nor accents of a collation count', async () => {
    for (const type of ['varchar(9) COLLATE utf8mb4_general_ci', 'varchar(9) COLLATE utf8mb4_bin']) {
      expect(await one(type, "'abc '", 'abc')).toHaveLength(1)
      expect(await one(type, "'ABC'", 'abc')).toHaveLength(1)
    }
    const keys = `CREATE TABLE billing (id varchar(9) COLLATE utf8mb4_general_ci);
      INSERT INTO billing VALUES ('abc'), ('ABC'), ('abc '), ('é'), ('😀'), ('\ufffd')`
    expect(await findings({}, keys, [['id'], ['abc'], ['ABC'], ['abc '], ['é'], ['\ufffd'], ['😀']])).toEqual(
      [],
    )
  })

  test('17, 20: null is neither empty nor a word', async () => {
    expect(await one('varchar(9)', 'NULL', '')).toHaveLength(1)
    expect(await one('varchar(9)', "'NULL'", null)).toHaveLength(1)
    expect(await one('varchar(9)', "'\\\\N'", null)).toHaveLength(1)
    expect(await one('varchar(9)', 'NULL', null)).toEqual([])
  })

  test('44, 46, 48: an instant is the same in every session, to the microsecond', async () => {
    const at = (value: string) => `CREATE TABLE billing (id int, v timestamp(6) NULL);
      SET time_zone = '-05:00'; INSERT INTO billing VALUES (1, '${value}')`
    const rows = (value: string) => [
      ['id', 'v'],
      ['1', value],
    ]
    const local = '2024-01-01 00:00:00.000001'
    expect(await findings({ v: {} }, at(local), rows('2024-01-01T05:00:00.000001Z'))).toEqual([])
    expect(await findings({ v: {} }, at(local), rows('2024-01-01T05:00:00.000002Z'))).toHaveLength(1)
    expect(await one('date', "'2024-03-31'", '2024-03-31')).toEqual([])
    expect(await one('date', "'2024-03-31'", '2024-03-30')).toHaveLength(1)
  })

  test('51: big integers inside JSON are whole', async () => {
    expect(await one('json', `'{"n": 9007199254740993}'`, '{"n":9007199254740993}')).toEqual([])
    expect(await one('json', `'{"n": 9007199254740993}'`, '{"n":9007199254740992}')).toHaveLength(1)
  })
})
