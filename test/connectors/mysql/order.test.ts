import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connector } from '../../../src/connectors/contract.ts'
import type { KeyOrder, RawValue } from '../../../src/domain/record.ts'
import { MARIADB_MISSING, startMariadb, type TestMariadb } from '../../support/mariadb.ts'
import { compareKeys } from '../compare-keys.ts'
import { HOSTILE_INTEGERS, HOSTILE_TEXTS } from '../hostile-keys.ts'
import { nowhere, readAll } from '../read-all.ts'
import { openTestMysql } from './open-test-mysql.ts'

let mariadb: TestMariadb
let connector: Connector

const HOSTILE: readonly RawValue[] = [
  ...HOSTILE_TEXTS,
  // What collations that pad with blanks put together or in another order.
  ...['a ', 'a  ', 'a\t', 'a\0', 'a\0\0', '\0', 'a\u0001', 'a\u{a0}', 'ab '],
]

const INTEGERS: readonly RawValue[] = [
  ...HOSTILE_INTEGERS,
  ...['8'.repeat(90), `-${'8'.repeat(90)}`, '1 ', ' ', '-', '+-1', '1\0'],
]

async function readKeys(
  keys: readonly (readonly RawValue[])[],
  keyOrder: readonly KeyOrder[],
  type: string,
): Promise<RawValue[][]> {
  const columns = keyOrder.map((_, index) => `k${index}`)
  await mariadb.query(
    `CREATE OR REPLACE TABLE k (${columns.map((column) => `${column} ${type}`).join(', ')})`,
  )
  await mariadb.query('INSERT INTO k VALUES ?', [keys])
  return await readAll(connector, { location: { ...nowhere, table: 'k' }, columns, keyOrder })
}

function expected(keys: readonly (readonly RawValue[])[], keyOrder: readonly KeyOrder[]) {
  return [...keys].sort((a, b) => compareKeys(a, b, keyOrder))
}

describe.skipIf(MARIADB_MISSING)(`key order from MariaDB ${MARIADB_MISSING ?? ''}`, () => {
  beforeAll(async () => {
    mariadb = await startMariadb()
    connector = await openTestMysql(mariadb.url)
  })
  afterAll(async () => {
    await connector?.close()
    await mariadb?.close()
  })

  test.each([
    'varchar(200) COLLATE utf8mb4_general_ci',
    'varchar(200) COLLATE utf8mb4_unicode_ci',
    'varchar(200) COLLATE utf8mb4_bin',
    'varchar(200) COLLATE utf8mb4_nopad_bin',
    'text',
  ])('of hostile text is that of UTF-8 bytes: %s', async (type) => {
    const keys = HOSTILE.map((key) => [key])
    expect(await readKeys(keys, ['bytes'], type)).toEqual(expected(keys, ['bytes']))
    await mariadb.query('ALTER TABLE k ADD INDEX (k0(100))')
    const again = await readAll(connector, { location: { ...nowhere, table: 'k' }, columns: ['k0'] })
    expect(again).toEqual(expected(keys, ['bytes']))
  })

  test('of integers is that of their values, however long, before what is no integer, before null', async () => {
    const keys = INTEGERS.map((key) => [key])
    expect(await readKeys(keys, ['integer'], 'varchar(200)')).toEqual(expected(keys, ['integer']))
  })

  test('of any keys is that of the contract', async () => {
    const number = fc.bigInt({ min: -(10n ** 70n), max: 10n ** 70n }).map(String)
    const character = fc.string({ unit: 'grapheme', maxLength: 6 })
    const words = fc.constantFrom<RawValue>('a', 'A', 'a ', '1', '-1', '01', '+1', '0', '-0', null)
    const part = fc.oneof(words, number, character)
    const orders = fc.constantFrom<KeyOrder[]>(['integer', 'bytes'], ['bytes', 'integer'])
    const lists = fc.array(fc.tuple(part, part), { minLength: 2, maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(lists, orders, async (keys, keyOrder) => {
        expect(await readKeys(keys, keyOrder, 'varchar(200)')).toEqual(expected(keys, keyOrder))
      }),
      { numRuns: 40 },
    )
  })

  test('of long keys looks at all of them', async () => {
    const keys = ['b', 'a', 'c', 'aa'].map((end) => [`${'x'.repeat(5000)}${end}`])
    expect(await readKeys(keys, ['bytes'], 'longtext')).toEqual(expected(keys, ['bytes']))
  })

  test('of native types agrees with their text, nulls last', async () => {
    const read = async (type: string, values: readonly (string | null)[], order: KeyOrder) =>
      (
        await readKeys(
          values.map((value) => [value]),
          [order],
          type,
        )
      ).flat()
    expect(await read('bigint unsigned', ['10', null, '18446744073709551615', '9'], 'integer')).toEqual([
      ...['9', '10', '18446744073709551615', null],
    ])
    expect(await read('int', ['10', '-5', '9', null], 'bytes')).toEqual(['-5', '10', '9', null])
    expect(await read('int(4) zerofill', ['10', '9', '12345'], 'bytes')).toEqual(['0009', '0010', '12345'])
    expect(await read('decimal(6,1)', ['10', '9.5', null, '-9'], 'bytes')).toEqual([
      '-9.0',
      '10.0',
      '9.5',
      null,
    ])
    expect(await read("enum('z', 'a')", ['z', 'a'], 'bytes')).toEqual(['a', 'z'])
    expect(await read('varbinary(5)', ['b', 'a\0', 'a', 'ÿ'], 'bytes')).toEqual([
      ...['\\x61', '\\x6100', '\\x62', '\\xc3bf'],
    ])
    expect(
      await read(
        'uuid',
        ['f0000000-0000-11ee-8000-000000000001', '00000001-0000-11ff-8000-000000000001'],
        'bytes',
      ),
    ).toEqual(['00000001-0000-11ff-8000-000000000001', 'f0000000-0000-11ee-8000-000000000001'])
    expect(await read('varchar(9) CHARACTER SET latin1', ['€', 'ÿ', 'z', 'é'], 'bytes')).toEqual([
      'z',
      'é',
      'ÿ',
      '€',
    ])
  })
})
