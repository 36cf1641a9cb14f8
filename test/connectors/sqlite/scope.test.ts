import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SideScope } from '../../../src/connectors/contract.ts'
import type { KeyOrder, RawValue } from '../../../src/domain/record.ts'
import { nowhere, readAll } from '../read-all.ts'
import { openTestDatabase, type TestDatabase } from './open-test-database.ts'

let shop: TestDatabase
beforeAll(async () => {
  shop = await openTestDatabase()
})
afterAll(() => shop?.close())

const keyScope = (...keys: RawValue[][]): SideScope => ({ kind: 'keys', keys })

describe('a scope of keys of SQLite', () => {
  beforeAll(() => {
    shop.write(`CREATE TABLE people (id, code, tenant TEXT);
      INSERT INTO people VALUES (-5, '007', 'x'), (42, '7', 'x'), (9007199254740993, 'it''s "q"; drop', 'y'),
        (100, NULL, 'y'), (0, 'a' || char(9) || 'b\\', 'y'), ('+08', 'nul' || char(0), 'y'), (5.0, 7.0, 'z'), ('x', x'AB', 'z')`)
  })

  async function read(columns: string[], keyOrder: KeyOrder[], scope: SideScope): Promise<RawValue[][]> {
    const location = { ...nowhere, table: 'people' }
    return readAll(await shop.open(), { columns, keyOrder, scope, location })
  }

  test('finds integers by value, whatever they are stored as, and nothing for what is no integer', async () => {
    const wanted = [
      '+42',
      '-05',
      '9007199254740993',
      '9007199254740992',
      'x',
      '',
      null,
      '1e2',
      '-0',
      '8',
      '005',
    ]
    const scope = keyScope(...wanted.map((key) => [key]))
    expect(await read(['id'], ['integer'], scope)).toEqual(
      ['-5', '0', '5', '+08', '42', '9007199254740993'].map((key) => [key]),
    )
    expect(await read(['id'], ['integer'], keyScope([`${'0'.repeat(60)}42`], ['9'.repeat(60)]))).toEqual([
      ['42'],
    ])
  })

  test('finds text by its bytes, hostile ones too', async () => {
    const wanted = ['7', 'it\'s "q"; drop', 'a\tb\\', '\ud800', 'nul\0', '\\xab', "' or true --", '7.0', null]
    expect(await read(['code'], ['bytes'], keyScope(...wanted.map((key) => [key])))).toEqual(
      ['7', '7', '\\xab', 'a\tb\\', 'it\'s "q"; drop', 'nul\0'].map((key) => [key]),
    )
  })

  test('finds composite keys part by part', async () => {
    const scope = keyScope(['x', '42'], ['y', '42'], ['y', '100'])
    expect(await read(['tenant', 'id'], ['bytes', 'integer'], scope)).toEqual([
      ['x', '42'],
      ['y', '100'],
    ])
  })

  test('of no keys has no records, of 100,000 those that are there', async () => {
    expect(await read(['id'], ['integer'], keyScope())).toEqual([])
    const keys = Array.from({ length: 100_000 }, (_, index) => [String(index)])
    expect(await read(['id'], ['bytes'], { kind: 'keys', keys })).toEqual([['0'], ['100'], ['42'], ['5']])
  })
})

describe('a scope of dates or changes of SQLite', () => {
  async function inScope(values: (string | null)[], scope: SideScope, where: string | null = null) {
    shop.write('DROP TABLE IF EXISTS paid; CREATE TABLE paid (id INTEGER PRIMARY KEY, "paid on" DATETIME)')
    shop.write(
      'INSERT INTO paid VALUES (?, ?)',
      values.map((value, index) => [String(index), value]),
    )
    const location = { table: 'paid', query: null, where }
    const records = await readAll(await shop.open(), { columns: ['id', 'paid on'], scope, location })
    return records.map(([, value]) => value!)
  }
  const dates = {
    kind: 'dates',
    column: 'paid on',
    from: '2026-11-01',
    to: '2026-11-02',
    zone: 'Europe/Berlin',
  } as const
  const changed = {
    kind: 'changed',
    column: 'paid on',
    since: '2026-11-01T10:00:00Z',
    zone: 'Europe/Berlin',
  } as const

  test('takes both days whole, in the zone of the side, and leaves null and empty text out', async () => {
    const outside = [
      '2026-11-01 00:59:59',
      '2026-11-03 01:00:00',
      '2026-10-31',
      '2026-11-03T00:00:00Z',
      null,
      '',
    ]
    const inside = ['2026-11-01 01:00:00', '2026-11-03 00:59:59', '2026-11-01', '2026-11-01T00:00:00Z']
    expect(await inScope([...outside, ...inside], dates)).toEqual(inside)
  })

  test('takes what changed at the instant or after it, and what does not tell', async () => {
    const outside = ['2026-11-01 10:59:59', '2026-10-31', '2026-11-01T09:59:59Z']
    const inside = ['2026-11-01 11:00:00', '2026-11-01', '2026-11-01T10:00:00Z', null, '']
    expect(await inScope([...outside, ...inside], changed)).toEqual(inside)
  })

  test('fails on a value that is no date, with its row, unless a where leaves it out', async () => {
    expect(await shop.failure(inScope(['2026-11-01', 'soon'], dates))).toBe(
      'source-query | shop: /shop.db: paid row 2: "soon" in the dateColumn is no date; correct it, or leave the row out with a where.',
    )
    expect(await inScope(['2026-11-01', 'soon'], dates, `"paid on" <> 'soon'`)).toEqual(['2026-11-01'])
  })

  test('refuses a column that is not there', async () => {
    expect(await shop.failure(inScope(['2026-11-01'], { ...dates, column: 'paid_on' }))).toBe(
      'source-query | shop: /shop.db: paid has no column "paid_on" (did you mean "paid on"?); it has "id", "paid on".',
    )
  })
})
