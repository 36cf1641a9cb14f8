import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connector } from '../../src/connectors/contract.ts'
import type { KeyOrder, RawValue } from '../../src/domain/record.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { compareKeys, comparePart } from './compare-keys.ts'
import { openTestFiles, type TestFiles } from './files/open-test-files.ts'
import { HOSTILE_INTEGERS, HOSTILE_TEXTS } from './hostile-keys.ts'
import { openTestPostgres } from './postgres/open-test-postgres.ts'
import { nowhere, readAll } from './read-all.ts'
import { openTestDatabase, type TestDatabase } from './sqlite/open-test-database.ts'

let postgres: TestPostgres
let database: Connector
let files: TestFiles
let shop: TestDatabase
let embedded: Connector

beforeAll(async () => {
  files = await openTestFiles()
  shop = await openTestDatabase()
  embedded = await shop.open()
  postgres = await startPostgres()
  database = await openTestPostgres(postgres.url)
})
afterAll(async () => {
  await files?.close()
  await shop?.close()
  await postgres?.close()
})

/** Reads the same keys, shuffled, from Postgres, from a CSV file and from SQLite. */
async function readThree(
  keys: readonly RawValue[][],
  keyOrder: KeyOrder[],
): Promise<{ database: RawValue[][]; file: RawValue[][]; embedded: RawValue[][] }> {
  const names = keyOrder.map((_, index) => `k${index}`)
  await postgres.query(
    `DROP TABLE IF EXISTS keys; CREATE TABLE keys (${names.map((name) => `${name} text`).join(', ')})`,
  )
  const columns = names.map((_, index) => keys.map((key) => key[index]!))
  await postgres.query(
    `INSERT INTO keys SELECT * FROM unnest(${names.map((_, index) => `$${index + 1}::text[]`).join(', ')})`,
    columns,
  )
  const rows = keys.map((key) =>
    key.map((part) => (part === null ? '' : `"${part.replaceAll('"', '""')}"`)).join(','),
  )
  await files.write('keys.csv', `${names.join(',')}\n${rows.join('\n')}\n`)
  shop.write(
    `DROP TABLE IF EXISTS keys; CREATE TABLE keys (${names.map((name) => `${name} TEXT`).join(', ')})`,
  )
  shop.write(`INSERT INTO keys VALUES (${names.map(() => '?').join(', ')})`, keys)
  const location = { ...nowhere, table: 'keys' }
  return {
    database: await readAll(database, { location, columns: names, keyOrder }),
    file: await readAll(await files.open('keys.csv'), { columns: names, keyOrder }),
    embedded: await readAll(embedded, { location, columns: names, keyOrder }),
  }
}

describe('key order, the same from Postgres, from files and from SQLite', () => {
  test('of hostile text is that of UTF-8 bytes, not of a locale or of code units', async () => {
    const all = await readThree(
      HOSTILE_TEXTS.map((key) => [key]),
      ['bytes'],
    )
    const expected = [...HOSTILE_TEXTS].sort((a, b) => comparePart(a, b, 'bytes'))
    expect(all.file.flat()).toEqual(expected)
    expect(all.database.flat()).toEqual(expected)
    expect(all.embedded.flat()).toEqual(expected)
    expect(expected.indexOf('😀')).toBeGreaterThan(expected.indexOf('\ufffd'))
  })

  test('of integers is that of their values, however long, before what is no integer, before null', async () => {
    const all = await readThree(
      HOSTILE_INTEGERS.map((key) => [key]),
      ['integer'],
    )
    const expected = [...HOSTILE_INTEGERS].sort((a, b) => compareKeys([a], [b], ['integer']))
    expect(all.file.flat()).toEqual(expected)
    expect(all.database.flat()).toEqual(expected)
    expect(all.embedded.flat()).toEqual(expected)
  })

  test('of any keys is that of the contract', async () => {
    const number = fc.bigInt({ min: -(10n ** 45n), max: 10n ** 45n }).map(String)
    const character = fc.string({ unit: 'grapheme', maxLength: 6 }).map((text) => text.replaceAll('\0', ''))
    const part = fc.oneof(
      fc.constantFrom<RawValue>('a', 'b', '1', '-1', '01', '+1', '0', '-0', null),
      number,
      character,
    )
    const orders = fc.constantFrom<KeyOrder[]>(['integer', 'bytes'], ['bytes', 'integer'])
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(part, part), { minLength: 2, maxLength: 60 }),
        orders,
        async (keys, keyOrder) => {
          const all = await readThree(keys, keyOrder)
          const expected = [...keys].sort((a, b) => compareKeys(a, b, keyOrder))
          expect(all.file).toEqual(expected)
          expect(all.database).toEqual(expected)
          expect(all.embedded).toEqual(expected)
        },
      ),
      { numRuns: 40 },
    )
  })

  test('of native integers, uuids and padded text agrees with their text', async () => {
    await postgres.query(`CREATE TABLE native AS SELECT ('-5,9,10,9223372036854775807'::text) AS list`)
    const read = (query: string, order: KeyOrder) =>
      readAll(database, { location: { ...nowhere, query }, columns: ['k'], keyOrder: [order] })
    expect(
      (
        await read(`select unnest(array[10, -5, 9223372036854775807, null, 9]::bigint[]) as k`, 'integer')
      ).flat(),
    ).toEqual(['-5', '9', '10', '9223372036854775807', null])
    expect((await read(`select unnest(array[10, -5, 9, null]::int[]) as k`, 'bytes')).flat()).toEqual([
      '-5',
      '10',
      '9',
      null,
    ])
    expect(
      (await read(`select unnest(array['ab', 'a', E'a\\t', 'b']::char(3)[]) as k`, 'bytes')).flat(),
    ).toEqual(['a\t ', 'a  ', 'ab ', 'b  '])
    expect(
      (
        await read(
          `select unnest(array['f0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'A0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11']::uuid[]) as k`,
          'bytes',
        )
      ).flat(),
    ).toEqual(['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'f0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'])
    expect(
      (await read(`select unnest(array[10, 9.5, 'NaN', 9, null]::numeric[]) as k`, 'integer')).flat(),
    ).toEqual(['9', '10', '9.5', 'NaN', null])
  })
})
