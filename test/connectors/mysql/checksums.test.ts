import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BucketChecksum, Bucketing, Connector } from '../../../src/connectors/contract.ts'
import type { KeyOrder, RawValue } from '../../../src/domain/record.ts'
import { MARIADB_MISSING, startMariadb, type TestMariadb } from '../../support/mariadb.ts'
import { startPostgres, type TestPostgres } from '../../support/postgres.ts'
import { openTestPostgres } from '../postgres/open-test-postgres.ts'
import { at, readAll, readKeys } from '../read-all.ts'
import { openTestMysql } from './open-test-mysql.ts'

let mariadb: TestMariadb
let postgres: TestPostgres
let mysql: Connector
let other: Connector

const { signal } = new AbortController()
const ONE: Bucketing = { kind: 'hash', count: 1 }

interface Asked {
  readonly table: string
  readonly columns: readonly string[]
  readonly keyOrder?: readonly KeyOrder[]
  readonly bucketing?: Bucketing
  readonly summedCells?: readonly number[]
}

async function bucketsOf(connector: Connector, asked: Asked): Promise<BucketChecksum[]> {
  const { table, columns, keyOrder = ['integer'], bucketing = ONE, summedCells = [] } = asked
  const side = { location: at(table), columns, keyOrder, summedCells, signal }
  const buckets: BucketChecksum[] = []
  for await (const batch of connector.checksums!.read({ ...side, bucketing, dialect: 'md5' })) {
    buckets.push(...batch)
  }
  return buckets
}

const dialectsOf = (table: string, columns: readonly string[], summedCells: readonly number[] = []) =>
  mysql.checksums!.dialects({ location: at(table), columns, keyOrder: ['integer'], summedCells, signal })

/** What the contract says of a record's hash. */
function hashOf(cells: readonly RawValue[]): bigint {
  const text = cells.map((cell) => (cell === null ? 'N' : `${[...cell].length}:${cell}`)).join('')
  return BigInt(`0x${createHash('md5').update(text).digest('hex').slice(0, 15)}`)
}

describe.skipIf(MARIADB_MISSING)(`the checksums of MariaDB ${MARIADB_MISSING ?? ''}`, () => {
  beforeAll(async () => {
    mariadb = await startMariadb(['--max-allowed-packet=1M'])
    postgres = await startPostgres()
    mysql = await openTestMysql(mariadb.url)
    other = await openTestPostgres(postgres.url)
  })
  afterAll(async () => {
    await mariadb?.close()
    await postgres?.close()
  })

  test.each([
    ['smallint', '-32768'],
    ['bigint unsigned', '18446744073709551615'],
    ['int(6) zerofill', '42'],
    ['decimal(20,4)', '10.5'],
    ['decimal(5,2)', '-0.10'],
    ['double', '0.1'],
    ['double', '1e300'],
    ['double', '-0e0'],
    ['double', '1234567890123456789'],
    ['double', '2.2250738585072014e-308'],
    ['double(12,3)', '1234.5'],
    ['float(10,2)', '1234567.5'],
    ['tinyint(1)', 'true'],
    ['timestamp(6) NULL', `'2024-01-01 00:00:00.1'`],
    ['timestamp NULL', `'2024-07-01 00:00:00'`],
    ['datetime(3)', `'2024-03-31 02:30:00'`],
    ['date', `'0001-01-01'`],
    ['time(3)', `'-838:59:59'`],
    ['year', '2024'],
    ['bit(12)', `b'100000000001'`],
    ['bit(1)', `b'1'`],
    ['json', `'{"b": 1.10, "a": 9007199254740993}'`],
    ['text', `'tab\\there\\nnew\\\\line\\r€ 😀\\0.'`],
    ['varchar(9) CHARACTER SET latin1', `'Señor €'`],
    ['varchar(9) CHARACTER SET ucs2', `'ž '`],
    ['char(5)', `'ab '`],
    ['varbinary(9)', '0xDEADBE5C'],
    ['binary(3)', `'a'`],
    ['blob', `''`],
    [`enum('sad', 'ok')`, `'ok'`],
    [`set('a', 'b', 'c')`, `'c,a'`],
    ['uuid', `'00000000-0000-0000-0000-00000000000A'`],
    ['inet6', `'::1'`],
  ])('are of the text that a read hands out for %s %s', async (type, value) => {
    await mariadb.query(`DROP TABLE IF EXISTS typed; CREATE TABLE typed (id int PRIMARY KEY, value ${type});
      INSERT INTO typed VALUES (1, ${value}), (2, NULL)`)
    const read = await readAll(mysql, { location: at('typed'), columns: ['id', 'value'] })
    expect(read[0]?.[1]).not.toBe(null)
    expect(await dialectsOf('typed', ['id', 'value'])).toEqual(['md5'])
    const hashes = read.map(hashOf)
    const [only] = await bucketsOf(mysql, { table: 'typed', columns: ['id', 'value'] })
    expect(BigInt(only!.checksum)).toBe(hashes[0]! + hashes[1]!)
    const hashed = { location: at('typed'), columns: ['id', 'value'], hashedBy: 'md5' }
    expect(await readAll(mysql, hashed)).toEqual(hashes.map((hash, row) => [String(row + 1), String(hash)]))
  })

  test('are not there where the server cannot write the text, or not add up exactly', async () => {
    await mariadb.query(`DROP TABLE IF EXISTS odd; CREATE TABLE odd (id int PRIMARY KEY, single float, ratio double,
      cyrillic varchar(9) CHARACTER SET cp1251, exact decimal(20,2), huge decimal(65,2))`)
    expect(await dialectsOf('odd', ['id', 'single'])).toEqual([])
    expect(await dialectsOf('odd', ['id', 'cyrillic'])).toEqual([])
    expect(await dialectsOf('odd', ['id', 'ratio', 'huge'])).toEqual(['md5'])
    expect(await dialectsOf('odd', ['id', 'ratio'], [1])).toEqual([])
    expect(await dialectsOf('odd', ['id', 'huge'], [1])).toEqual([])
    expect(await dialectsOf('odd', ['id', 'exact'], [0, 1])).toEqual(['md5'])
  })

  test('put integers into ranges cut towards zero, with exact sums', async () => {
    await mariadb.query(`DROP TABLE IF EXISTS numbers; CREATE TABLE numbers (id int PRIMARY KEY, amount decimal(20,4));
      INSERT INTO numbers SELECT CAST(seq AS SIGNED) - 25, seq * 900719925474.0993 FROM seq_0_to_50`)
    const bucketing = { kind: 'ranges', width: 10n } as const
    const asked = { table: 'numbers', columns: ['id', 'amount'], bucketing, summedCells: [1] }
    const buckets = await bucketsOf(mysql, asked)
    expect(buckets.map(({ bucket, rows, hasCopies }) => [bucket, rows, hasCopies])).toEqual([
      [-2n, 6, false],
      [-1n, 10, false],
      [0n, 19, false],
      [1n, 10, false],
      [2n, 6, false],
    ])
    // 0 to 5 times 9007199254740993 ten thousandths.
    expect(buckets[0]?.sums).toEqual(['13510798882111.4895'])
    const wanted = [-2n, 2n]
    const scope = { kind: 'buckets', bucketing, wanted } as const
    const keys = await readKeys(mysql, {
      location: at('numbers'),
      columns: ['id'],
      keyOrder: ['integer'],
      scope,
    })
    expect(keys.map(Number)).toEqual([-25, -24, -23, -22, -21, -20, 20, 21, 22, 23, 24, 25])
  })

  test('say of a record that is too long for a hash that its bucket must be looked at', async () => {
    await mariadb.query(`DROP TABLE IF EXISTS long_a, long_b; CREATE TABLE long_a (id int PRIMARY KEY, one text, two mediumtext);
      INSERT INTO long_a VALUES (1, 'x', REPEAT('x', 700000)), (2, 'y', 'y');
      CREATE TABLE long_b LIKE long_a; INSERT INTO long_b VALUES (1, 'x', REPEAT('y', 700000)), (2, 'y', 'y')`)
    // The same long text twice is more than the server's max_allowed_packet of 1 MB.
    const columns = ['id', 'two', 'two']
    const bucketing = { kind: 'ranges', width: 1n } as const
    const buckets = await bucketsOf(mysql, { table: 'long_a', columns, bucketing })
    expect(buckets.map(({ bucket, hasCopies }) => [bucket, hasCopies])).toEqual([
      [1n, true],
      [2n, false],
    ])
    const hashes = async (table: string) =>
      (await readAll(mysql, { location: at(table), columns, hashedBy: 'md5' })).map(([, hash]) => hash)
    const [a, b] = [await hashes('long_a'), await hashes('long_b')]
    expect(a[0]).not.toBe(null)
    expect(a[0]).not.toBe(b[0])
    expect(a[1]).toBe(b[1])
  })

  test('trust a unique index only where it forbids every second copy', async () => {
    const copies = async (table: string, keyOrder: readonly KeyOrder[] = ['bytes', 'bytes']) => {
      const columns = ['shop', 'number', 'name']
      return (await bucketsOf(mysql, { table, columns, keyOrder })).map(({ hasCopies }) => hasCopies)
    }
    await mariadb.query(`DROP TABLE IF EXISTS copies; CREATE TABLE copies (shop varchar(9), number varchar(9), name text,
      part int, UNIQUE (shop, part), KEY (number)); INSERT INTO copies VALUES ('a', '7', 'x', 1), ('a', '7', 'x', 2)`)
    expect(await copies('copies')).toEqual([true])
    await mariadb.query(`DELETE FROM copies WHERE part = 2; INSERT INTO copies VALUES ('a', '007', 'x', 2)`)
    expect(await copies('copies')).toEqual([false])
    expect(await copies('copies', ['bytes', 'integer'])).toEqual([true])
    await mariadb.query('ALTER TABLE copies ADD UNIQUE (shop, number)')
    expect(await copies(`${new URL(mariadb.url).pathname.slice(1)}.copies`, ['bytes', 'integer'])).toEqual([
      true,
    ])
  })

  const text = fc.oneof(
    fc.constantFrom(
      null,
      '',
      ' ',
      'x',
      'X',
      'x ',
      'é',
      'e\u0301',
      '😀',
      '\\N',
      'a\tb',
      `'`,
      'N',
      '1:x',
      '\u0001',
    ),
    fc.string({ unit: 'binary', maxLength: 6 }).map((value) => value.replaceAll('\0', '')),
  )
  const numeric = fc.constantFrom(
    '7',
    '007',
    '+7',
    '-7',
    '-0',
    '0',
    '00',
    '12345678901234567890',
    '1.0',
    'x',
    ' 7',
  )

  test.each([
    [
      'integer',
      'int',
      'int',
      fc.option(fc.integer({ min: -99, max: 99 }).map(String), { nil: null, freq: 9 }),
    ],
    ['integer', 'varchar(40)', 'text', fc.oneof(numeric, fc.constantFrom(null, ''))],
    ['bytes', 'varchar(40)', 'text', text],
  ] as const)(
    'are those of PostgreSQL for the same records, keys by %s of %s',
    async (order, own, others, key) => {
      const create = (type: string, blob: string) =>
        `DROP TABLE IF EXISTS same; CREATE TABLE same (id ${type}, name ${blob}, amount decimal(20,4))`
      await mariadb.query(create(own, 'text'))
      await postgres.query(create(others, 'text'))
      const amount = fc.option(
        fc.integer({ min: -9999, max: 9999 }).map((value) => `${value}.5000`),
        { nil: null },
      )
      const rows = fc.array(fc.tuple(key, text, amount), { maxLength: 30 })
      const wanted: Bucketing[] = [
        { kind: 'hash', count: 1 },
        { kind: 'hash', count: 7 },
      ]
      if (own === 'int') wanted.push({ kind: 'ranges', width: 3n })
      const runs = Math.min(Number(process.env.COUNTERFOIL_PROPERTY_RUNS ?? 25), 200)
      await fc.assert(
        fc.asyncProperty(rows, async (content) => {
          await mariadb.query('DELETE FROM same')
          await postgres.query('TRUNCATE same')
          for (const row of content) {
            await mariadb.query('INSERT INTO same VALUES (?, ?, ?)', row)
            await postgres.query('INSERT INTO same VALUES ($1, $2, $3)', row)
          }
          for (const bucketing of wanted) {
            const asked = { table: 'same', columns: ['id', 'name', 'amount'], bucketing, summedCells: [2] }
            const ofMysql = await bucketsOf(mysql, { ...asked, keyOrder: [order] })
            expect(ofMysql).toEqual(await bucketsOf(other, { ...asked, keyOrder: [order] }))
            const buckets = ofMysql.map(({ bucket }) => bucket)
            const scope = {
              kind: 'buckets',
              bucketing,
              wanted: buckets.filter((_, index) => index % 2 === 0),
            } as const
            const read = { location: at('same'), columns: ['id', 'name'], keyOrder: [order], scope }
            const [here, there] = [await readAll(mysql, read), await readAll(other, read)]
            expect(here.map(String).sort()).toEqual(there.map(String).sort())
            const sizes = ofMysql.filter((_, index) => index % 2 === 0).map((bucket) => bucket.rows)
            expect(here.length).toBe(sizes.reduce((sum, size) => sum + size, 0))
          }
        }),
        { numRuns: runs },
      )
    },
  )
})
