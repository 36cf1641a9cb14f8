import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connector } from '../../../src/connectors/contract.ts'
import { startPostgres, type TestPostgres } from '../../support/postgres.ts'
import { at, query, readAll, readKeys } from '../read-all.ts'
import { openTestPostgres } from './open-test-postgres.ts'

let postgres: TestPostgres
let connector: Connector

beforeAll(async () => {
  postgres = await startPostgres()
  connector = await openTestPostgres(postgres.url)
  await postgres.query(RELATIONS)
})
afterAll(async () => {
  await connector?.close()
  await postgres?.close()
})

const RELATIONS = `
CREATE SCHEMA "Odd Schema";
CREATE TABLE "Odd Schema"."Weird.""Table" ("Key" int PRIMARY KEY, "a ""b""" text, "select" text);
INSERT INTO "Odd Schema"."Weird.""Table" VALUES (2, 'two', 's2'), (1, 'one', 's1');
CREATE VIEW spoken AS SELECT "Key" AS id, upper("a ""b""") AS name FROM "Odd Schema"."Weird.""Table";
CREATE MATERIALIZED VIEW kept AS SELECT * FROM spoken;
CREATE TABLE orders (id int, day date, total numeric(10,2)) PARTITION BY RANGE (day);
CREATE TABLE orders_old PARTITION OF orders FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
CREATE TABLE orders_new PARTITION OF orders DEFAULT;
INSERT INTO orders VALUES (3, '2026-02-01', 3), (1, '2025-02-01', 1), (2, null, 2);
CREATE TABLE priced (id int, net numeric, gross numeric GENERATED ALWAYS AS (net * 1.19) STORED);
INSERT INTO priced VALUES (1, 10);
CREATE COLLATION anycase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE people (name text COLLATE anycase PRIMARY KEY, plan text);
INSERT INTO people VALUES ('ann', 'pro'), ('Bob', 'free'), ('7', 'team')`

describe('a Postgres side', () => {
  test('is a table whose schema, name and columns need quotes', async () => {
    const location = at('"Odd Schema"."Weird.""Table"')
    expect(await readAll(connector, { location, columns: ['Key', 'a "b"', 'select'] })).toEqual([
      ['1', 'one', 's1'],
      ['2', 'two', 's2'],
    ])
  })

  test.each(['spoken', 'public.kept'])('is a view, materialised or not: %s', async (table) => {
    expect(await readAll(connector, { location: at(table), columns: ['id', 'name'] })).toEqual([
      ['1', 'ONE'],
      ['2', 'TWO'],
    ])
    const columns = await connector.columns(at(table))
    expect(columns.map(({ name, type }) => `${name} ${type}`)).toEqual(['id integer', 'name text'])
  })

  test('is a partitioned table with all of its partitions', async () => {
    const request = { location: at('orders'), columns: ['id', 'total'] }
    expect(await readAll(connector, request)).toEqual([
      ['1', '1.00'],
      ['2', '2.00'],
      ['3', '3.00'],
    ])
    const scope = { kind: 'dates', column: 'day', from: '2026-01-01', to: '2026-12-31', zone: 'UTC' } as const
    expect(await readKeys(connector, { ...request, scope })).toEqual(['3'])
  })

  test('has generated columns like any other', async () => {
    expect(await readAll(connector, { location: at('priced'), columns: ['id', 'gross'] })).toEqual([
      ['1', '11.90'],
    ])
  })

  test('is a query with expressions, common tables and a lock on nothing', async () => {
    const location = query(`
      WITH sums AS (SELECT day, sum(total) AS total FROM orders GROUP BY day)
      SELECT coalesce(day::text, 'never') AS id, total * 2 AS twice, CASE WHEN total > 1 THEN 'big' END AS size
      FROM sums -- a comment at the end`)
    expect(await readAll(connector, { location, columns: ['id', 'twice', 'size'] })).toEqual([
      ['2025-02-01', '2.00', null],
      ['2026-02-01', '6.00', 'big'],
      ['never', '4.00', 'big'],
    ])
  })
})

/** Values of a type of keys as COPY writes them, in the order of their UTF-8 bytes, with null last. */
const KEYS: readonly (readonly [type: string, values: readonly string[]])[] = [
  ['boolean', ['f', 't']],
  ['inet', ['10.0.0.0/8', '10.0.0.1', '10.0.0.10', '::1']],
  ['cidr', ['10.0.0.0/8', '10.0.0.1/32', '::1/128']],
  ['"char"', ['A', 'a']],
  ['name', ['Ann', 'ann']],
  ['char(3)', ['A  ', 'a  ', 'ab ']],
  ['numeric', ['-1', '0.10', '10', '9']],
  ['date', ['-infinity', '0044-03-15 BC', '2026-11-01', 'infinity']],
  ['timestamptz', ['0044-03-15 00:00:00+00 BC', '2026-11-01 10:00:00.5+00', 'infinity']],
  ['time', ['10:00:00', '24:00:00']],
  ['interval', ['-01:00:00', '1 day']],
  ['bytea', ['\\x', '\\x00', '\\xff']],
  ['int[]', ['{1,2}', '{1,NULL}', '{}']],
  ['tags', ['x', 'y']],
  ['mood', ['ok', 'sad']],
  ['pair', ['(,)', '(1,x)']],
  ['xml', ['<a/>', '<b/>']],
  ['int4range', ['[1,5)', 'empty']],
]

describe('a Postgres key', () => {
  test.each(KEYS)('of type %s is sorted by its text as read and found by it', async (type, values) => {
    await postgres.query(`DROP TABLE IF EXISTS keyed; DROP TYPE IF EXISTS mood CASCADE; DROP DOMAIN IF EXISTS tags CASCADE;
      DROP TYPE IF EXISTS pair CASCADE; CREATE TYPE pair AS (a int, b text);
      CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN tags AS text CHECK (value <> '')`)
    await postgres.query(
      `CREATE TABLE keyed AS SELECT value::${type} AS id FROM unnest($1::text[]) AS value`,
      [[...values].reverse()],
    )
    await postgres.query('INSERT INTO keyed VALUES (null)')
    const request = { location: at('keyed'), columns: ['id'] }
    expect(await readKeys(connector, request)).toEqual([...values, null])
    for (const value of values) {
      const scope = { kind: 'keys', keys: [[value]] } as const
      expect(await readKeys(connector, { ...request, scope })).toEqual([value])
    }
  })

  test('of a collation that ignores case is sorted and found by its bytes, and by value as an integer', async () => {
    const request = { location: at('people'), columns: ['name'] }
    expect(await readKeys(connector, request)).toEqual(['7', 'Bob', 'ann'])
    const wanted = (key: string) => ({ ...request, scope: { kind: 'keys', keys: [[key]] } as const })
    expect(await readKeys(connector, wanted('ann'))).toEqual(['ann'])
    expect(await readKeys(connector, wanted('Ann'))).toEqual([])
    const integers = { ...wanted('+7'), keyOrder: ['integer'] as const }
    expect(await readKeys(connector, integers)).toEqual(['7'])
  })
})
