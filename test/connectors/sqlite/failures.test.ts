import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { nowhere, readAll, readKeys } from '../read-all.ts'
import { openTestDatabase, type TestDatabase } from './open-test-database.ts'

let shop: TestDatabase
beforeEach(async () => {
  shop = await openTestDatabase()
})
afterEach(() => shop?.close())

/** How reading `id` of a table fails. */
async function failure(table = 'customers', path?: string): Promise<string> {
  const connector = await shop.open(path)
  return shop.failure(readKeys(connector, { columns: ['id'], location: { ...nowhere, table } }))
}

const CUSTOMERS = `CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT);
  WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 5000)
  INSERT INTO customers SELECT value, 'name ' || value FROM n`

describe('a SQLite source fails with what to do', () => {
  test('when the file is not there, or is no database', async () => {
    expect(await failure('t', join(shop.folder, 'none.db'))).toBe(
      'source-missing | shop: there is no file /none.db; check the path of the source.',
    )
    await mkdir(join(shop.folder, 'folder.db'))
    expect(await failure('t', join(shop.folder, 'folder.db'))).toBe(
      'source-missing | shop: /folder.db is no file; write the path of a database.',
    )
    await shop.replace(Buffer.alloc(0))
    expect(await failure()).toBe(
      'source-incomplete | shop: /shop.db is empty; copy the database again from where it came.',
    )
    await shop.replace(Buffer.from('id,name\n1,x\n'.repeat(100)))
    expect(await failure()).toBe(
      'source-incomplete | shop: /shop.db is no SQLite database, or an encrypted one; check the path of the source.',
    )
  })

  test('when it is cut short or damaged', async () => {
    shop.write(CUSTOMERS)
    const whole = await readFile(shop.path)
    for (const cut of [101, 4096, whole.length - 4096, whole.length - 1]) {
      await shop.replace(whole.subarray(0, cut))
      expect(await failure()).toBe(
        `source-incomplete | shop: /shop.db is cut short, ${cut} of ${whole.length} bytes; copy it again from where it came.`,
      )
    }
    await shop.replace(Buffer.concat([whole.subarray(0, 8192), Buffer.alloc(whole.length - 8192, 7)]))
    expect(await failure()).toMatch(
      /^source-incomplete \| shop: \/shop\.db: database disk image is malformed;/,
    )
  })

  test('when the table, a column or the SQL is wrong', async () => {
    shop.write(CUSTOMERS)
    expect(await failure('custmers')).toBe(
      'source-missing | shop: /shop.db has no table "custmers" (did you mean "customers"?); it has customers.',
    )
    const connector = await shop.open()
    const read = (location: object, columns = ['id']) =>
      shop.failure(readAll(connector, { columns, location: { ...nowhere, ...location } }))
    expect(await read({ table: 'customers' }, ['id', 'nmae'])).toBe(
      'source-query | shop: /shop.db: customers has no column "nmae" (did you mean "name"?); it has "id", "name".',
    )
    expect(await read({ table: 'customers', where: 'nmae = 1' })).toBe(
      'source-query | shop: /shop.db: no such column: nmae; check the table, query and where of the side; they are SQL of SQLite.',
    )
    expect(await read({ query: 'select id from customers; drop table customers' })).toMatch(
      /^source-query \| shop: \/shop\.db: near ";": syntax error; check/,
    )
    expect(await read({ query: 'delete from customers' })).toMatch(/^source-query \| .*syntax error; check/)
    expect(await read({})).toBe(
      'config-invalid | shop: say which table or query of this SQLite source to read.',
    )
  })

  test('when a transaction is open on it, and not when it is over', async () => {
    shop.write(CUSTOMERS)
    const writer = shop.openWriter()
    try {
      // So small a cache that the transaction is written into the file before its end.
      writer.exec(`PRAGMA cache_size = 1; BEGIN; UPDATE customers SET name = 'x' || name`)
      expect(await failure()).toBe(
        'source-incomplete | shop: /shop.db has an open transaction (/shop.db-journal stands beside it); run again when it is over; if its writer died, open it once with sqlite3 or that program.',
      )
      const connector = await shop.open()
      const reading = readKeys(connector, { columns: ['id'], location: { ...nowhere, table: 'customers' } })
      writer.exec('COMMIT')
      expect(await reading).toHaveLength(5000)
    } finally {
      writer.close()
    }
  })

  test('when it is written all the time', async () => {
    shop.write(CUSTOMERS)
    let isReading = true
    const reading = failure().finally(() => {
      isReading = false
    })
    const content = await readFile(shop.path)
    while (isReading) await writeFile(shop.path, content, { flag: 'r+' })
    expect(await reading).toBe(
      'source-incomplete | shop: /shop.db is written again and again; run again when it rests, or read a copy made by sqlite3 /shop.db ".backup copy.db".',
    )
  })

  test('when text is not UTF-8, with the row and the column', async () => {
    shop.write(`CREATE TABLE customers (id INTEGER, name TEXT);
      INSERT INTO customers VALUES (1, 'a'), (2, CAST(x'F1' AS TEXT))`)
    const connector = await shop.open()
    const location = { ...nowhere, table: 'customers' }
    expect(await shop.failure(readAll(connector, { columns: ['id', 'name'], location }))).toBe(
      'source-encoding | shop: /shop.db: customers row 2: the text of "name" is not UTF-8; correct it, or leave the row out with a where.',
    )
    expect(await readKeys(connector, { columns: ['id'], location })).toEqual(['1', '2'])
    const whole = await readFile(shop.path)
    whole.writeUInt32BE(2, 56)
    await shop.replace(whole)
    expect(await failure()).toBe(
      'source-encoding | shop: /shop.db keeps its text in UTF-16; make one in UTF-8 of it (sqlite3 /shop.db .dump | sqlite3 new.db) and write that as path.',
    )
  })

  test('when the run is stopped, even in a statement that never ends', async () => {
    shop.write(CUSTOMERS)
    const connector = await shop.open()
    const query =
      'WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id FROM n WHERE id < 0'
    const stop = new AbortController()
    const reading = shop.failure(
      readKeys(connector, { columns: ['id'], location: { ...nowhere, query }, signal: stop.signal }),
    )
    // By then the statement runs: the thread was opened on the copy.
    while (!(await shop.files()).some((name) => name.endsWith('.staged'))) await new Promise(setImmediate)
    stop.abort()
    expect(await reading).toBe('run-stopped | shop: reading was stopped.')
    expect(await shop.files()).toEqual(['shop.db'])
    const early = new AbortController()
    early.abort()
    const location = { ...nowhere, table: 'customers' }
    expect(await shop.failure(readKeys(connector, { columns: ['id'], location, signal: early.signal }))).toBe(
      'run-stopped | shop: reading was stopped.',
    )
  })
})
