import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connector } from '../../../src/connectors/contract.ts'
import { MARIADB_MISSING, startMariadb, type TestMariadb } from '../../support/mariadb.ts'
import { expectManyRecords } from '../expect-many-records.ts'
import { at, type nowhere, query, readAll, readKeys, readRequest } from '../read-all.ts'
import { openTestMysql } from './open-test-mysql.ts'

let mariadb: TestMariadb
let connector: Connector

const VALUES = `
CREATE TABLE \`values\` (
  id int PRIMARY KEY, small smallint NOT NULL, big bigint, huge bigint unsigned, amount decimal(20,4), ratio double,
  single float, cents float(10,2), yes tinyint(1), tiny tinyint, filled int(6) zerofill, made timestamp(6) NULL,
  changed datetime(6), day date, lasts time(3), born year, flags bit(12), flag bit(1), doc json, name text,
  code varchar(9) CHARACTER SET latin1, old varchar(9) CHARACTER SET utf8mb3, padded char(5), raw varbinary(9),
  fixed binary(3), picture blob, mood enum('sad', 'ok'), tags set('a', 'b', 'c'), wide varchar(5) CHARACTER SET ucs2,
  cyrillic varchar(9) CHARACTER SET cp1251
);
SET time_zone = '+02:00';
INSERT INTO \`values\` VALUES (1, -3, 9007199254740993, 18446744073709551615, 10.5, 0.1, 0.3, 1234.5, 1, -128, 42,
  '2024-01-01 00:00:00.123456', '2024-03-31 02:30:00.000001', '2024-02-29', '-838:59:59', 2024, b'100000000001', b'1',
  '{"b": 1.10, "a": 9007199254740993}', 'tab\\there\\nnew\\\\line\\r€ 😀\\0.', 'Señor €', 'né', 'ab', 0xDEADBEEF, 'a', '',
  'ok', 'a,c', 'ž', 'Щ');
SET sql_mode = '';
INSERT INTO \`values\` (id, small, changed, day, ratio, single, name, code) VALUES
 (2, 0, '0000-00-00', '0000-00-00', 0, 16777217, '\\\\N', 'NULL'), (3, 0, NULL, '2024-00-00', 1e300, 123456.789, NULL, '')`

describe.skipIf(MARIADB_MISSING)(`a MariaDB table ${MARIADB_MISSING ?? ''}`, () => {
  beforeAll(async () => {
    mariadb = await startMariadb(['--max-allowed-packet=64M'])
    connector = await openTestMysql(mariadb.url)
    await mariadb.query(VALUES)
  })
  afterAll(async () => {
    await connector?.close()
    await mariadb?.close()
  })

  test('has columns with the type they are compared as and the type of the database', async () => {
    const columns = await connector.columns(at('values'))
    expect(columns.map(({ name, type, nativeType }) => `${name}: ${type} (${nativeType})`)).toEqual([
      'id: integer (int)',
      'small: integer (smallint)',
      'big: integer (bigint)',
      'huge: integer (bigint unsigned)',
      'amount: decimal (decimal(20,4))',
      'ratio: decimal (double)',
      'single: decimal (float)',
      'cents: decimal (float)',
      'yes: boolean (tinyint(1))',
      'tiny: integer (tinyint)',
      'filled: integer (int unsigned zerofill)',
      'made: timestamp (timestamp(6))',
      'changed: timestamp (datetime(6))',
      'day: date (date)',
      'lasts: text (time(3))',
      'born: integer (year)',
      'flags: integer (bit(12))',
      'flag: boolean (bit(1))',
      'doc: json (json)',
      'name: text (text)',
      'code: text (varchar(9))',
      'old: text (varchar(9))',
      'padded: text (char(5))',
      'raw: text (varbinary(9))',
      'fixed: text (binary(3))',
      'picture: text (blob)',
      'mood: text (enum)',
      'tags: text (set)',
      'wide: text (varchar(5))',
      'cyrillic: text (varchar(9))',
    ])
  })

  test('has columns also as a view and as a query that ends in a semicolon', async () => {
    await mariadb.query('CREATE VIEW seen AS SELECT id, doc, yes, name AS `Full name` FROM `values`')
    const kinds = async (location: typeof nowhere) =>
      (await connector.columns(location)).map(({ name, type }) => `${name}: ${type}`)
    expect(await kinds(at('seen'))).toEqual(['id: integer', 'doc: json', 'yes: boolean', 'Full name: text'])
    expect(await kinds(query('select id, name as `Full name`, amount + 1 as more from `values`;\n'))).toEqual(
      ['id: integer', 'Full name: text', 'more: decimal'],
    )
  })

  test('is read as the raw text of the database, whatever the type', async () => {
    const names = (await connector.columns(at('values'))).map((column) => column.name)
    const [first] = await readAll(connector, { location: at('shop.values'), columns: names })
    expect(Object.fromEntries(names.map((name, index) => [name, first?.[index]]))).toEqual({
      id: '1',
      small: '-3',
      big: '9007199254740993',
      huge: '18446744073709551615',
      amount: '10.5000',
      ratio: '0.1',
      single: '0.3',
      cents: '1234.50',
      yes: '1',
      tiny: '-128',
      filled: '000042',
      made: '2023-12-31 22:00:00.123456+00',
      changed: '2024-03-31 02:30:00.000001',
      day: '2024-02-29',
      lasts: '-838:59:59.000',
      born: '2024',
      flags: '2049',
      flag: '1',
      doc: '{"b": 1.10, "a": 9007199254740993}',
      name: 'tab\there\nnew\\line\r€ 😀\0.',
      code: 'Señor €',
      old: 'né',
      padded: 'ab',
      raw: '\\xdeadbeef',
      fixed: '\\x610000',
      picture: '\\x',
      mood: 'ok',
      tags: 'a,c',
      wide: 'ž',
      cyrillic: 'Щ',
    })
  })

  test('keeps zero dates, all digits of floats, and null apart from the text for it', async () => {
    const columns = ['id', 'changed', 'day', 'ratio', 'single', 'name', 'code']
    const [, ...records] = await readAll(connector, { location: at('values'), columns })
    expect(records).toEqual([
      ['2', '0000-00-00 00:00:00.000000', '0000-00-00', '0', '16777216', '\\N', 'NULL'],
      ['3', null, '2024-00-00', '1e300', '123456.79', null, ''],
    ])
  })

  test('does not change with the settings of the server', async () => {
    const request = { location: at('values'), columns: ['id', 'made', 'changed', 'ratio', 'name', 'raw'] }
    const before = await readAll(connector, request)
    const [old] = await mariadb.query(`SELECT @@GLOBAL.sql_mode AS mode, @@GLOBAL.time_zone AS zone,
      @@GLOBAL.character_set_results AS charset, @@GLOBAL.max_statement_time AS seconds`)
    await mariadb.query(`SET @@GLOBAL.sql_mode = 'ANSI,NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH,PIPES_AS_CONCAT';
      SET @@GLOBAL.time_zone = '+09:00', @@GLOBAL.character_set_results = 'latin1', @@GLOBAL.max_statement_time = 0.001`)
    try {
      expect(await readAll(connector, request)).toEqual(before)
      const scope = { kind: 'keys', keys: [["it's \\ '); drop table x"], ['NULL']] } as const
      expect(await readKeys(connector, { location: at('values'), columns: ['code'], scope })).toEqual([
        'NULL',
      ])
    } finally {
      await mariadb.query(
        `SET @@GLOBAL.sql_mode = ?, @@GLOBAL.time_zone = ?, @@GLOBAL.character_set_results = ?,
          @@GLOBAL.max_statement_time = ?`,
        [old?.mode, old?.zone, old?.charset, old?.seconds],
      )
    }
  })

  test('has a column twice when it is asked for twice, and no records when it is empty', async () => {
    expect(await readAll(connector, { location: at('values'), columns: ['id', 'code', 'id'] })).toEqual([
      ['1', 'Señor €', '1'],
      ['2', 'NULL', '2'],
      ['3', '', '3'],
    ])
    expect(
      await readAll(connector, { location: query('select 1 as id from dual where false'), columns: ['id'] }),
    ).toEqual([])
  })

  test('has the records the condition of the config lets through, also when it ends in a comment', async () => {
    const location = { table: 'values', query: null, where: "`values`.code = '' or false -- not the others" }
    expect(await readKeys(connector, { location, columns: ['id'] })).toEqual(['3'])
  })

  test('may be named in parts, also with odd names', async () => {
    await mariadb.query('CREATE TABLE `odd.``name` AS SELECT 7 AS `a``b`')
    const location = at('shop.`odd.``name`')
    expect(await readKeys(connector, { location, columns: ['a`b'] })).toEqual(['7'])
  })

  test.each([
    ['a surrogate', 'utf8mb3', '0xEDA080'],
    ['a byte that is no letter', 'cp1251', '0x98'],
    ['a byte that is no ASCII', 'ascii', '0xE9'],
  ])('with %s is refused with the column, never read as a question mark', async (_, charset, bytes) => {
    await mariadb.query(`CREATE OR REPLACE TABLE broken (id int, good text, name varchar(9) CHARACTER SET ${charset});
      SET sql_mode = ''; INSERT INTO broken VALUES (1, 'a', 'x'), (2, 'b', _binary ${bytes})`)
    const columns = ['id', 'good', 'name']
    await expect(
      readAll(connector, { location: at('broken'), columns, keyOrder: ['integer'] }),
    ).rejects.toMatchObject({
      code: 'source-encoding',
      message:
        'billing: broken: a value of the column "name" is no valid text; correct the data, or select hex(...) in a query.',
    })
    const rest = { location: at('broken'), columns: ['id', 'good'], keyOrder: ['integer'] as const }
    expect(await readAll(connector, rest)).toHaveLength(2)
  })

  test('arrives complete and in order in many batches', async () => {
    await mariadb.query(`CREATE TABLE many AS
      SELECT seq AS id, repeat(concat(md5(seq), '€\\t'), 1 + seq % 5) AS name FROM seq_1_to_100000`)
    await expectManyRecords(connector, at('many'))
  })

  test('may have records of any size: around a byte of length, 64 KB, and more than a packet', async () => {
    const sizes = [0, 1, 250, 251, 252, 65535, 65536, 3_000_000, 16_777_215, 17_000_000]
    const rows = sizes.map((size) => `SELECT ${size} AS id, concat(repeat('x', ${size}), 'z') AS name`)
    const location = query(rows.join(' UNION ALL '))
    const records = await readAll(connector, { location, columns: ['id', 'name'], keyOrder: ['integer'] })
    expect(records.map(([id, name]) => [id, name?.length, name?.at(-1)])).toEqual(
      sizes.map((size) => [String(size), size + 1, 'z']),
    )
  })

  test('is of one instant each read, and of a later one the next', async () => {
    await mariadb.query('CREATE TABLE moving AS SELECT 1 AS id')
    expect(await readKeys(connector, { location: at('moving'), columns: ['id'] })).toEqual(['1'])
    const keys = connector.read(readRequest({ location: at('many'), columns: ['id'], keyOrder: ['integer'] }))
    const first = await keys[Symbol.asyncIterator]().next()
    await mariadb.query('INSERT INTO moving VALUES (2); INSERT INTO many VALUES (100001, 0)')
    let count = first.value?.count ?? 0
    for await (const batch of keys) count += batch.count
    expect(count).toBe(100000)
    expect(await readKeys(connector, { location: at('moving'), columns: ['id'] })).toEqual(['1', '2'])
  })
})
