import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { nowhere, readAll, readKeys, readRequest } from '../read-all.ts'
import { openTestDatabase, type TestDatabase } from './open-test-database.ts'

let shop: TestDatabase
beforeEach(async () => {
  shop = await openTestDatabase()
})
afterEach(() => shop?.close())

const from = (table: string) => ({ ...nowhere, table })

describe('a SQLite database', () => {
  test('has columns with the types they were declared with', async () => {
    shop.write(`CREATE TABLE t (id INTEGER PRIMARY KEY, big UNSIGNED BIG INT, name VARCHAR(20), amount DECIMAL(10, 2),
      ratio REAL, money NUMERIC, on_day DATE, at DATETIME, seen timestamp, ok BOOLEAN, doc JSON, raw BLOB, "any thing")`)
    const columns = await (await shop.open()).columns(from('t'))
    expect(columns.map(({ name, type, nativeType }) => `${name}: ${type} (${nativeType})`)).toEqual([
      'id: integer (INTEGER)',
      'big: integer (UNSIGNED BIG INT)',
      'name: text (VARCHAR(20))',
      'amount: decimal (DECIMAL(10, 2))',
      'ratio: decimal (REAL)',
      'money: decimal (NUMERIC)',
      'on_day: date (DATE)',
      'at: timestamp (DATETIME)',
      'seen: timestamp (timestamp)',
      'ok: boolean (BOOLEAN)',
      'doc: json (JSON)',
      'raw: null (BLOB)',
      'any thing: null (BLOB)',
    ])
  })

  test('has the columns of a query, those of expressions without a type', async () => {
    shop.write('CREATE TABLE t (id INTEGER, name TEXT)')
    const query = 'WITH a AS (SELECT * FROM t) SELECT id, name AS label, id + 1 AS next FROM a; '
    const columns = await (await shop.open()).columns({ ...nowhere, query })
    expect(columns.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      'id: integer',
      'label: text',
      'next: null',
    ])
  })

  test('is read as raw text without loss, whatever type a value has in its column', async () => {
    shop.write(`CREATE TABLE t (id INTEGER PRIMARY KEY, v);
      INSERT INTO t VALUES (1, 9223372036854775807), (2, -9223372036854775808), (3, 9007199254740993), (4, 0.1),
        (5, 0.1 + 0.2), (6, 1e22), (7, 5e-324), (8, 1.7976931348623157e308), (9, 1e999), (10, -1e999), (11, 10.0),
        (12, '007'), (13, ''), (14, NULL), (15, x'AB00'), (16, x''), (17, 'a' || char(9) || 'b\\c' || char(10, 13)),
        (18, 'nul' || char(0) || 'after'), (19, 'é😀'), (20, '\\N'), (21, 'NULL');`)
    const records = await readAll(await shop.open(), {
      columns: ['id', 'v'],
      keyOrder: ['integer'],
      location: from('t'),
    })
    expect(records.map(([, value]) => value)).toEqual([
      ...['9223372036854775807', '-9223372036854775808', '9007199254740993', '0.1', '0.30000000000000004'],
      ...['1e+22', '5e-324', '1.7976931348623157e+308', 'Infinity', '-Infinity', '10', '007', '', null],
      ...['\\xab00', '\\x', 'a\tb\\c\n\r', 'nul\0after', 'é😀', '\\N', 'NULL'],
    ])
  })

  test('hands out text in a column of integers as it stands, for the judge', async () => {
    shop.write(`CREATE TABLE t (id INTEGER, n INTEGER); INSERT INTO t VALUES (1, 'abc'), (2, '12'), (3, 1.5)`)
    const connector = await shop.open()
    expect(await readAll(connector, { columns: ['id', 'n'], location: from('t') })).toEqual([
      ['1', 'abc'],
      ['2', '12'],
      ['3', '1.5'],
    ])
  })

  test('lets through what the where of the config does, in SQL of SQLite', async () => {
    shop.write(
      `CREATE TABLE "odd table" (id INTEGER, name TEXT); INSERT INTO "odd table" VALUES (1, 'a'), (2, 'b'), (3, NULL)`,
    )
    const connector = await shop.open()
    const read = (where: string) =>
      readKeys(connector, { columns: ['id'], location: { table: '"odd table"', query: null, where } })
    expect(await read(`name = 'a' or name is null -- and the rest`)).toEqual(['1', '3'])
    const query = 'select id from "odd table" order by 1 desc limit 1'
    expect(await readKeys(connector, { columns: ['id'], location: { ...nowhere, query } })).toEqual(['3'])
  })

  test('hands out many records in order, in batches, a column twice', async () => {
    shop.write(`CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT);
      WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 100000)
      INSERT INTO t SELECT value, 'row ' || value FROM n`)
    const connector = await shop.open()
    const request = { columns: ['id', 'name', 'id'], keyOrder: ['integer'], location: from('t') } as const
    const records = await readAll(connector, { ...request, keyOrder: ['integer'] })
    expect(records).toHaveLength(100_000)
    expect(
      records.every(
        ([id, name, again], index) => id === `${index + 1}` && name === `row ${id}` && again === id,
      ),
    ).toBe(true)
    let batches = 0
    for await (const batch of connector.read(readRequest({ ...request, keyOrder: ['integer'] })))
      if (batch.count > 0) batches++
    expect(batches).toBeGreaterThan(1)
  })

  test('is only read: nothing changes or appears beside it, and nothing stays in the scratch', async () => {
    shop.write('CREATE TABLE t (id INTEGER); INSERT INTO t VALUES (1)')
    const connector = await shop.open()
    expect(await readKeys(connector, { columns: ['id'], location: from('t') })).toEqual(['1'])
    expect(await shop.files()).toEqual(['shop.db'])
    expect(await shop.failure(readKeys(connector, { columns: ['id'], location: from('nope') }))).toContain(
      'nope',
    )
    expect(await shop.files()).toEqual(['shop.db'])
  })

  test('with a write-ahead log is read with what was committed to it, and the log stays', async () => {
    shop.write('CREATE TABLE t (id INTEGER); INSERT INTO t VALUES (1)')
    const writer = shop.openWriter()
    try {
      writer.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0')
      writer.exec('INSERT INTO t VALUES (2)')
      writer.exec('BEGIN; INSERT INTO t VALUES (3)')
      const connector = await shop.open()
      expect(await readKeys(connector, { columns: ['id'], location: from('t') })).toEqual(['1', '2'])
      expect(await shop.files()).toEqual(['shop.db', 'shop.db-wal', 'shop.db.lock'])
      writer.exec('COMMIT')
      expect(await readKeys(connector, { columns: ['id'], location: from('t') })).toEqual(['1', '2', '3'])
    } finally {
      writer.close()
    }
  })

  test('can be read by two at once', async () => {
    shop.write(
      'CREATE TABLE a (id INTEGER); INSERT INTO a VALUES (1); CREATE TABLE b (id INTEGER); INSERT INTO b VALUES (2)',
    )
    const connector = await shop.open()
    const read = (table: string) => readKeys(connector, { columns: ['id'], location: from(table) })
    expect(await Promise.all([read('a'), read('b'), read('a')])).toEqual([['1'], ['2'], ['1']])
  })
})
