import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connector, SideScope } from '../../../src/connectors/contract.ts'
import type { KeyOrder, RawValue } from '../../../src/domain/record.ts'
import { startPostgres, type TestPostgres } from '../../support/postgres.ts'
import { nowhere, readAll, readKeys } from '../read-all.ts'
import { openTestPostgres } from './open-test-postgres.ts'

let postgres: TestPostgres
let connector: Connector

beforeAll(async () => {
  postgres = await startPostgres()
  connector = await openTestPostgres(postgres.url)
  await postgres.query(`
    CREATE COLLATION anycase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    CREATE TABLE people (id bigint PRIMARY KEY, code text, folded text COLLATE anycase, uid uuid, padded char(4), tenant text);
    INSERT INTO people VALUES
      (-5, '007', 'ABC', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'a', 'x'),
      (42, '7', 'abc', null, 'ab', 'x'),
      (9007199254740993, E'it''s; drop table people', 'Abc', null, 'abc', 'y'),
      (100, null, null, null, null, 'y')`)
})
afterAll(async () => {
  await connector?.close()
  await postgres?.close()
})

const keyScope = (...keys: RawValue[][]): SideScope => ({ kind: 'keys', keys })

function read(columns: string[], keyOrder: KeyOrder[], scope: SideScope): Promise<RawValue[][]> {
  return readAll(connector, { location: { ...nowhere, table: 'people' }, columns, keyOrder, scope })
}

describe('a scope of keys', () => {
  test('finds integers by value, beyond 2^53 too, and nothing for what is no integer', async () => {
    const scope = keyScope(
      ['42'],
      ['-5'],
      ['9007199254740993'],
      ['9007199254740992'],
      ['x'],
      [''],
      [null],
      ['1e2'],
      ['9'.repeat(50)],
    )
    expect(await read(['id'], ['integer'], scope)).toEqual([['-5'], ['42'], ['9007199254740993']])
    expect(await read(['id'], ['integer'], keyScope(['0042'], ['+100']))).toEqual([['42'], ['100']])
  })

  test('finds integers by their text where the order is that of bytes', async () => {
    expect(await read(['id'], ['bytes'], keyScope(['0042'], ['100']))).toEqual([['100']])
  })

  test('finds text by its bytes: no number, no case, no collation of the column', async () => {
    expect(await read(['code'], ['bytes'], keyScope(['7']))).toEqual([['7']])
    expect(await read(['folded'], ['bytes'], keyScope(['abc'], ['ABC']))).toEqual([['ABC'], ['abc']])
    expect(await read(['padded'], ['bytes'], keyScope(['ab  '], ['a']))).toEqual([['ab  ']])
  })

  test('finds text by value where the order is that of integers', async () => {
    expect(await read(['code', 'id'], ['integer'], keyScope(['7']))).toEqual([
      ['007', '-5'],
      ['7', '42'],
    ])
  })

  test('takes hostile values as values', async () => {
    const hostile = [["it's; drop table people"], ["') or true --"], ['\u0000'], ['\ud800'], ['\\'], ['$1']]
    expect(await read(['code'], ['bytes'], keyScope(...hostile))).toEqual([["it's; drop table people"]])
    expect(await postgres.query('select count(*)::int as n from people')).toEqual([{ n: 4 }])
  })

  test('finds uuids by the text the database writes, and nothing for what is none', async () => {
    const uid = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'
    expect(await read(['uid'], ['bytes'], keyScope([uid], ['nonsense']))).toEqual([[uid]])
  })

  test('finds composite keys part by part', async () => {
    const scope = keyScope(['x', '42'], ['y', '42'], ['y', '100'])
    expect(await read(['tenant', 'id'], ['bytes', 'integer'], scope)).toEqual([
      ['x', '42'],
      ['y', '100'],
    ])
  })

  test('of 100,000 keys is read like one of few', async () => {
    const keys = Array.from({ length: 100_000 }, (_, index) => [String(index)])
    expect(await read(['id'], ['integer'], { kind: 'keys', keys })).toEqual([['42'], ['100']])
  })

  test('reads the keys it was given also where a column has the name of their list', async () => {
    const location = {
      ...nowhere,
      query: `select 7 as id, '[8]'::json as part, '[9]'::json as list, 1 as wanted`,
    }
    const scope = keyScope(['7'])
    expect(await readKeys(connector, { location, columns: ['id'], keyOrder: ['integer'], scope })).toEqual([
      '7',
    ])
  })

  test('of no keys has no records', async () => {
    expect(await read(['id'], ['integer'], keyScope())).toEqual([])
  })

  test('uses the index of the key column', async () => {
    await postgres.query(`CREATE TABLE large AS SELECT i::bigint AS id, 'k' || i AS code FROM generate_series(1, 200000) AS i;
      ALTER TABLE large ADD PRIMARY KEY (id); CREATE UNIQUE INDEX ON large (code); ANALYZE large`)
    const before = await scannedRows()
    expect(
      await readKeys(connector, {
        location: { ...nowhere, table: 'large' },
        columns: ['id'],
        keyOrder: ['integer'],
        scope: keyScope(['7']),
      }),
    ).toEqual(['7'])
    expect(
      await readKeys(connector, {
        location: { ...nowhere, table: 'large' },
        columns: ['code'],
        scope: keyScope(['k7']),
      }),
    ).toEqual(['k7'])
    expect((await scannedRows()) - before).toBe(0)
  })
})

/** Rows that sequential scans of the table have read so far. */
async function scannedRows(table = 'large'): Promise<number> {
  await postgres.query('select pg_stat_force_next_flush()')
  await postgres.query('select pg_stat_clear_snapshot()')
  const [row] = await postgres.query(
    'select seq_tup_read::int as n from pg_stat_user_tables where relname = $1',
    [table],
  )
  return Number(row?.n)
}

describe('a scope of changes', () => {
  const changed = (zone = 'UTC'): SideScope => ({
    kind: 'changed',
    column: 'changed_at',
    since: '2026-11-01T10:00:00.000Z',
    zone,
  })

  /** The values that are in scope, in the order given: their place is the key. */
  async function inScope(type: string, values: (string | null)[], zone?: string): Promise<RawValue[]> {
    const list = values.map((value) => (value === null ? 'null' : `'${value}'`)).join(', ')
    const query = `select * from unnest(array[${list}]::${type}[]) with ordinality as t(changed_at, place)`
    const columns = ['place', 'changed_at']
    const location = { ...nowhere, query }
    const rows = await readAll(connector, { location, columns, keyOrder: ['integer'], scope: changed(zone) })
    return rows.map(([, value]) => value!)
  }

  test('takes in what is at or after the instant, and what tells none', async () => {
    const instants = [
      '2026-11-01 09:59:59.999999Z',
      '2026-11-01 10:00:00Z',
      '2026-11-01 12:00:00+01',
      null,
      'infinity',
    ]
    expect(await inScope('timestamptz', instants)).toEqual([
      '2026-11-01 10:00:00+00',
      '2026-11-01 11:00:00+00',
      null,
      'infinity',
    ])
    const untold = ['', null, 'never', '2026-13-45', '2025-13-45', '2026-02-30 10:00']
    expect(await inScope('text', [...untold, ...instants])).toEqual([...untold, ...instants.slice(1)])
  })

  test('reads a value without a zone in the zone of the side', async () => {
    const local = ['2026-11-01 10:59:59.999999', '2026-11-01 11:00:00', '2026-10-30 23:00:00', null]
    const expected = ['2026-11-01 11:00:00', null]
    expect(await inScope('timestamp', local, 'Europe/Berlin')).toEqual(expected)
    expect(await inScope('text', local, 'Europe/Berlin')).toEqual(expected)
    expect(
      await inScope('text', ['2026-11-01T10:59:59Z', '2026-11-01T10:59:59+01:00'], 'Europe/Berlin'),
    ).toEqual(['2026-11-01T10:59:59Z'])
  })

  test('takes in a whole day where the value is one', async () => {
    const days = ['2026-10-31', '2026-11-01', '2026-11-02', null]
    expect(await inScope('date', days)).toEqual(['2026-11-01', '2026-11-02', null])
    expect(await inScope('text', days)).toEqual(['2026-11-01', '2026-11-02', null])
    expect(await inScope('date', days, 'Pacific/Kiritimati')).toEqual(['2026-11-02', null])
  })

  test('refuses a column that tells no time', async () => {
    await expect(inScope('int', ['1'])).rejects.toMatchObject({
      code: 'source-query',
      message:
        'crm: the updatedAt "changed_at" is integer; name a column that is a date, a timestamp or text.',
    })
  })

  test.each(['timestamptz', 'timestamp', 'date'])('uses the index of a column of type %s', async (type) => {
    await postgres.query(`DROP TABLE IF EXISTS moving;
      CREATE TABLE moving AS SELECT i AS id, ('2026-01-01'::timestamptz + i * interval '1 minute')::${type} AS changed_at
        FROM generate_series(1, 200000) AS i;
      CREATE INDEX ON moving (changed_at); ANALYZE moving`)
    await postgres.query('update moving set changed_at = null where id = 7')
    const scope = { ...changed('Europe/Berlin'), since: '2026-05-18T20:00:00Z' } as SideScope
    const location = { ...nowhere, table: 'moving' }
    const before = await scannedRows('moving')
    const keys = await readKeys(connector, { location, columns: ['id'], keyOrder: ['integer'], scope })
    expect(keys).toContain('7')
    expect(keys.length).toBeLessThan(5_000)
    expect((await scannedRows('moving')) - before).toBe(0)
  })
})

describe('a scope of dates', () => {
  const dates = (column: string, zone = 'UTC'): SideScope => ({
    kind: 'dates',
    column,
    from: '2026-11-01',
    to: '2026-11-02',
    zone,
  })

  async function inScope(type: string, values: (string | null)[], zone?: string): Promise<RawValue[]> {
    const list = values.map((value) => (value === null ? 'null' : `'${value}'`)).join(', ')
    const location = { ...nowhere, query: `select unnest(array[${list}]::${type}[]) as paid_on` }
    return readKeys(connector, { location, columns: ['paid_on'], scope: dates('paid_on', zone) })
  }

  test('takes both days whole and leaves null out', async () => {
    expect(
      await inScope('date', ['2026-10-31', '2026-11-01', '2026-11-02', '2026-11-03', null, 'infinity']),
    ).toEqual(['2026-11-01', '2026-11-02'])
    const instants = [
      '2026-10-31 23:59:59.999999',
      '2026-11-01 00:00:00',
      '2026-11-02 23:59:59.999999',
      '2026-11-03 00:00:00',
      null,
    ]
    expect(await inScope('timestamptz', instants)).toEqual([
      '2026-11-01 00:00:00+00',
      '2026-11-02 23:59:59.999999+00',
    ])
    expect(await inScope('timestamp', instants)).toEqual([
      '2026-11-01 00:00:00',
      '2026-11-02 23:59:59.999999',
    ])
    expect(await inScope('text', instants)).toEqual(['2026-11-01 00:00:00', '2026-11-02 23:59:59.999999'])
  })

  test('reads a value without a zone in the zone of the side, so that all sides take in the same instants', async () => {
    const local = ['2026-11-01 00:59:59', '2026-11-01 01:00:00', '2026-11-03 00:59:59', '2026-11-03 01:00:00']
    const expected = ['2026-11-01 01:00:00', '2026-11-03 00:59:59']
    expect(await inScope('timestamp', local, 'Europe/Berlin')).toEqual(expected)
    expect(await inScope('text', local, 'Europe/Berlin')).toEqual(expected)
    const zoned = [
      '2026-11-01T00:59:59+01',
      '2026-11-01T00:00:00Z',
      '2026-11-02 23:59:59+00:00',
      '2026-11-01',
      '2026-11-03',
      '',
    ]
    expect(await inScope('text', zoned, 'Europe/Berlin')).toEqual([
      '2026-11-01',
      '2026-11-01T00:00:00Z',
      '2026-11-02 23:59:59+00:00',
    ])
  })

  test('fails on text that is no date, with the text', async () => {
    await expect(inScope('text', ['2026-11-01', 'soon'])).rejects.toMatchObject({
      code: 'source-query',
      message: expect.stringMatching(/^crm: .*"soon".*dateColumn/),
    })
  })

  test('refuses a column that is no date', async () => {
    await expect(inScope('int', ['1'])).rejects.toMatchObject({
      code: 'source-query',
      message: 'crm: the dateColumn "paid_on" is integer; name a column that is a date, a timestamp or text.',
    })
  })
})
