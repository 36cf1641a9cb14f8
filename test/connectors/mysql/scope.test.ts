import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connector, SideScope } from '../../../src/connectors/contract.ts'
import type { KeyOrder, RawValue } from '../../../src/domain/record.ts'
import { MARIADB_MISSING, startMariadb, type TestMariadb } from '../../support/mariadb.ts'
import { nowhere, readAll, readKeys } from '../read-all.ts'
import { openTestMysql } from './open-test-mysql.ts'

let mariadb: TestMariadb
let connector: Connector

const keyScope = (...keys: RawValue[][]): SideScope => ({ kind: 'keys', keys })

function read(columns: string[], keyOrder: KeyOrder[], scope: SideScope): Promise<RawValue[][]> {
  return readAll(connector, { location: { ...nowhere, table: 'people' }, columns, keyOrder, scope })
}

/** Rows that statements of other connections have read by scanning, so far. */
async function scannedRows(): Promise<number> {
  const [row] =
    await mariadb.query(`select cast(variable_value as char) as n from information_schema.global_status
    where variable_name = 'HANDLER_READ_RND_NEXT'`)
  return Number(row?.n)
}

describe.skipIf(MARIADB_MISSING)(`scopes of a MariaDB side ${MARIADB_MISSING ?? ''}`, () => {
  beforeAll(async () => {
    mariadb = await startMariadb()
    connector = await openTestMysql(mariadb.url)
    await mariadb.query(`
      CREATE TABLE people (id bigint PRIMARY KEY, code text, folded varchar(20) CHARACTER SET latin1, uid uuid, raw binary(2),
        tenant varchar(9) COLLATE utf8mb4_unicode_ci, filled int(6) zerofill, huge bigint unsigned);
      INSERT INTO people VALUES
        (-5, '007', 'ABC', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 0xBEEF, 'x', 42, 18446744073709551615),
        (42, '7', 'abc', null, 0x0001, 'x', 7, 0),
        (9007199254740993, 'it''s; drop table people', 'abc ', null, null, 'y', null, null),
        (100, null, 'ñ', null, null, 'y', null, null),
        (101, '-00', 'n', null, null, 'z', null, null)`)
  })
  afterAll(async () => {
    await connector?.close()
    await mariadb?.close()
  })

  test('after a key has what comes after it by value, and all where its index cannot tell', async () => {
    const after = (...key: string[]): SideScope => ({ kind: 'after', key })
    expect(await read(['id'], ['integer'], after('42'))).toEqual([['100'], ['101'], ['9007199254740993']])
    expect(await read(['id'], ['integer'], after('9007199254740992'))).toEqual([['9007199254740993']])
    expect(await read(['id'], ['integer'], after('9'.repeat(30)))).toHaveLength(5)
    // It may be null, and a record without a key comes along.
    expect(await read(['huge'], ['integer'], after('0'))).toHaveLength(5)
    expect(await read(['code'], ['bytes'], after('7'))).toHaveLength(5)
  })

  test('of keys find integers by value, beyond 2^53 too, and nothing for what is no integer', async () => {
    const odd = [['x'], [''], [null], ['1e2'], ['9'.repeat(50)], ['42\n'], ['9007199254740992']]
    const scope = keyScope(['42'], ['-5'], ['9007199254740993'], ...odd)
    expect(await read(['id'], ['integer'], scope)).toEqual([['-5'], ['42'], ['9007199254740993']])
    expect(await read(['id'], ['integer'], keyScope(['0042'], ['42'], ['+100']))).toEqual([['42'], ['100']])
    expect(await read(['huge'], ['integer'], keyScope(['18446744073709551615'], ['-0']))).toEqual([
      ['0'],
      ['18446744073709551615'],
    ])
  })

  test('of keys find integers by their text where the order is that of bytes', async () => {
    expect(await read(['id'], ['bytes'], keyScope(['0042'], ['100']))).toEqual([['100']])
    expect(await read(['filled'], ['bytes'], keyScope(['42'], ['000007']))).toEqual([['000007']])
    expect(await read(['filled'], ['integer'], keyScope(['42']))).toEqual([['000042']])
  })

  test('of keys find text by its bytes: no number, no case, no accent, no blanks, no collation', async () => {
    expect(await read(['code'], ['bytes'], keyScope(['7']))).toEqual([['7']])
    expect(await read(['folded'], ['bytes'], keyScope(['abc'], ['ABC']))).toEqual([['ABC'], ['abc']])
    expect(await read(['folded'], ['bytes'], keyScope(['abc '], ['n']))).toEqual([['abc '], ['n']])
    expect(await read(['folded'], ['bytes'], keyScope(['😀'], ['ñ'], ['n\u0303'], ['?']))).toEqual([['ñ']])
  })

  test('of keys find text by value where the order is that of integers', async () => {
    expect(await read(['code', 'id'], ['integer'], keyScope(['7'], ['0']))).toEqual([
      ['-00', '101'],
      ['007', '-5'],
      ['7', '42'],
    ])
  })

  test('of keys take hostile values as values', async () => {
    const hostile = [
      ["it's; drop table people"],
      ["') or true -- "],
      ['\u0000'],
      ['\ud800'],
      ['\\'],
      ['?'],
      ['@x'],
      ['"]'],
    ]
    expect(await read(['code'], ['bytes'], keyScope(...hostile))).toEqual([["it's; drop table people"]])
    expect(await mariadb.query('select count(*) as n from people')).toEqual([{ n: 5 }])
  })

  test('of keys find bytes and uuids by the text they are read as, and nothing for what is none', async () => {
    const uid = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'
    expect(await read(['uid'], ['bytes'], keyScope([uid], ['nonsense']))).toEqual([[uid]])
    expect(await read(['raw'], ['bytes'], keyScope(['\\xbeef'], ['\\x0001'], ['\\xzz'], ['beef']))).toEqual([
      ['\\x0001'],
      ['\\xbeef'],
    ])
  })

  test('of composite keys find them part by part', async () => {
    const scope = keyScope(['x', '42'], ['y', '42'], ['y', '100'], ['X', '-5'])
    expect(await read(['tenant', 'id'], ['bytes', 'integer'], scope)).toEqual([
      ['x', '42'],
      ['y', '100'],
    ])
  })

  test('of 100,000 keys are read like one of few, and of none have no records', async () => {
    const keys = Array.from({ length: 100_000 }, (_, index) => [String(index)])
    expect(await read(['id'], ['integer'], { kind: 'keys', keys })).toEqual([['42'], ['100'], ['101']])
    expect(await read(['code'], ['bytes'], { kind: 'keys', keys })).toEqual([['7']])
    expect(await read(['id'], ['integer'], keyScope())).toEqual([])
  })

  test('of more keys than the server takes at once are refused, not cut', async () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => [`${index}${'x'.repeat(1000)}`])
    await expect(read(['code'], ['bytes'], { kind: 'keys', keys })).rejects.toMatchObject({
      code: 'source-query',
      message: expect.stringMatching(
        /^billing: the keys of this run take \d+ bytes .* raise its max_allowed_packet\.$/,
      ),
    })
  })

  test('of keys use the index of the key column, and a read of all that of an integer key', async () => {
    await mariadb.query(`CREATE TABLE large (id bigint PRIMARY KEY, code varchar(20) NOT NULL UNIQUE, old varchar(20)
        CHARACTER SET latin1 UNIQUE, raw varbinary(8) UNIQUE) AS
      SELECT seq AS id, concat('k', seq) AS code, concat('k', seq) AS old, unhex(lpad(hex(seq), 8, '0')) AS raw
      FROM seq_1_to_100000; ANALYZE TABLE large`)
    const location = { ...nowhere, table: 'large' }
    const before = await scannedRows()
    const one = (column: string, key: string, order: KeyOrder = 'bytes') =>
      readKeys(connector, { location, columns: [column], keyOrder: [order], scope: keyScope([key]) })
    expect(await one('id', '7', 'integer')).toEqual(['7'])
    expect(await one('code', 'k7')).toEqual(['k7'])
    expect(await one('old', 'k7')).toEqual(['k7'])
    expect(await one('raw', '\\x00000007')).toEqual(['\\x00000007'])
    expect(
      await readAll(connector, { location, columns: ['id', 'code'], keyOrder: ['integer'] }),
    ).toHaveLength(100_000)
    expect((await scannedRows()) - before).toBeLessThan(10_000)
  })

  const dates = (zone = 'UTC'): SideScope => ({
    kind: 'dates',
    column: 'paid_on',
    from: '2026-11-01',
    to: '2026-11-02',
    zone,
  })
  const changed = (since: string, zone = 'UTC'): SideScope => ({
    kind: 'changed',
    column: 'paid_on',
    since,
    zone,
  })

  async function inScope(type: string, values: (string | null)[], scope: SideScope): Promise<RawValue[]> {
    await mariadb.query(
      `SET time_zone = '+00:00', sql_mode = ''; CREATE OR REPLACE TABLE paid (paid_on ${type} NULL)`,
    )
    for (const value of values) await mariadb.query('INSERT INTO paid VALUES (?)', [value])
    const location = { ...nowhere, table: 'paid' }
    return readKeys(connector, { location, columns: ['paid_on'], scope })
  }

  test('of dates take both days whole and leave null out', async () => {
    const days = ['2026-10-31', '2026-11-01', '2026-11-02', '2026-11-03', null, '0000-00-00']
    expect(await inScope('date', days, dates())).toEqual(['2026-11-01', '2026-11-02'])
    const instants = [
      '2026-10-31 23:59:59.999999',
      '2026-11-01 00:00:00.000000',
      '2026-11-02 23:59:59.999999',
      '2026-11-03 00:00:00.000000',
      null,
    ]
    const inside = instants.slice(1, 3)
    expect(await inScope('timestamp(6)', instants, dates('Europe/Berlin'))).toEqual(
      inside.map((text) => `${text}+00`),
    )
    expect(await inScope('datetime(6)', instants, dates())).toEqual(inside)
    expect(await inScope('varchar(40)', [...instants, '', '2026-11-03T01:00+02'], dates())).toEqual([
      ...inside,
      '2026-11-03T01:00+02',
    ])
  })

  test('of dates read a value without a zone in the zone of the side', async () => {
    const local = ['2026-11-01 00:59:59', '2026-11-01 01:00:00', '2026-11-03 00:59:59', '2026-11-03 01:00:00']
    const expected = ['2026-11-01 01:00:00', '2026-11-03 00:59:59']
    expect(await inScope('datetime', local, dates('Europe/Berlin'))).toEqual(expected)
    expect(await inScope('varchar(40)', local, dates('Europe/Berlin'))).toEqual(expected)
  })

  test('of changed records take the instant itself, what is later, and what tells nothing', async () => {
    const since = '2026-11-01T10:00:00.500Z'
    const times = [
      '2026-11-01 10:00:00.499999',
      '2026-11-01 10:00:00.500000',
      '2027-01-01 00:00:00.000000',
      null,
    ]
    const later = [times[1], times[2]]
    expect(await inScope('timestamp(6)', times, changed(since))).toEqual([
      ...later.map((text) => `${text}+00`),
      null,
    ])
    expect(await inScope('datetime(6)', times, changed(since))).toEqual([...later, null])
    expect(
      await inScope(
        'datetime(6)',
        ['2026-11-01 11:00:00.5', '2026-11-01 11:00:00.4', '0000-00-00'],
        changed(since, 'Europe/Berlin'),
      ),
    ).toEqual(['0000-00-00 00:00:00.000000', '2026-11-01 11:00:00.500000'])
    expect(
      await inScope('varchar(40)', [...times, '', 'soon', '2026-11-01', '2026-10-31'], changed(since)),
    ).toEqual(['', '2026-11-01', ...later, 'soon', null])
    expect(await inScope('date', ['2026-10-31', '2026-11-01', null], changed(since))).toEqual([
      '2026-11-01',
      null,
    ])
  })

  test('of dates fail on text that is no date, and refuse a column that is none', async () => {
    await expect(inScope('varchar(40)', ['2026-11-01', 'soon'], dates())).rejects.toMatchObject({
      code: 'source-query',
      message: 'billing: "soon" is no date; correct it, or check the dateColumn "paid_on" of the side.',
    })
    await expect(inScope('int', ['1'], dates())).rejects.toMatchObject({
      code: 'source-query',
      message: 'billing: the dateColumn "paid_on" is int; name a column that is a date, a timestamp or text.',
    })
  })
})
