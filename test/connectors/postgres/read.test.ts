import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Connector } from '../../../src/connectors/contract.ts'
import { startPostgres, type TestPostgres } from '../../support/postgres.ts'
import { expectManyRecords } from '../expect-many-records.ts'
import { at, query, readAll, readKeys } from '../read-all.ts'
import { openTestPostgres } from './open-test-postgres.ts'

let postgres: TestPostgres
let connector: Connector

beforeAll(async () => {
  postgres = await startPostgres()
  connector = await openTestPostgres(postgres.url)
  await postgres.query(VALUES)
})
afterAll(async () => {
  await connector?.close()
  await postgres?.close()
})

const VALUES = `
CREATE DOMAIN cents AS bigint;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE "values" (
  id int PRIMARY KEY, small smallint, big bigint, amount numeric(20,4), loose numeric, ratio float8, single float4,
  price money, yes boolean, at timestamptz, local timestamp, day date, doc json, docb jsonb, name text, code varchar(9),
  padded char(5), uid uuid, raw bytea, lasts interval, tags text[], domain cents, feeling mood
);
INSERT INTO "values" VALUES (1, -3, 9007199254740993, 10.5, 0.00000000000000000001, 0.1, 0.3, 1234.5, true,
  '2024-01-01 00:00:00.123456+02', '2024-03-31 02:30:00', '0044-03-15 BC', '{"b":1.10, "a": 1e400}',
  '{"b":1.10, "a":9007199254740993}', E'tab\\there\\nnew\\\\line\\r€ 😀', '', 'ab', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11',
  '\\xDEADBEEF', '1 day 2 hours', '{a,"b,c"}', 7, 'ok'),
 (2, null, null, null, 'NaN', '-0', 'infinity', null, null, 'infinity', null, null, null, null, '\\N', 'NULL', null, null, '', null, null, null, null)`

describe('columns of a Postgres table', () => {
  test('have the type they are compared as and the type of the database', async () => {
    const columns = await connector.columns(at('values'))
    expect(columns.map(({ name, type, nativeType }) => `${name}: ${type} (${nativeType})`)).toEqual([
      'id: integer (integer)',
      'small: integer (smallint)',
      'big: integer (bigint)',
      'amount: decimal (numeric(20,4))',
      'loose: decimal (numeric)',
      'ratio: decimal (double precision)',
      'single: decimal (real)',
      'price: decimal (money)',
      'yes: boolean (boolean)',
      'at: timestamp (timestamp with time zone)',
      'local: timestamp (timestamp without time zone)',
      'day: date (date)',
      'doc: json (json)',
      'docb: json (jsonb)',
      'name: text (text)',
      'code: text (character varying(9))',
      'padded: text (character(5))',
      'uid: text (uuid)',
      'raw: text (bytea)',
      'lasts: text (interval)',
      'tags: text (text[])',
      'domain: integer (bigint)',
      'feeling: text (mood)',
    ])
  })

  test('of a query are those of the query, also when it ends in a semicolon', async () => {
    const columns = await connector.columns(query('select id, name as "Full name" from "values";\n'))
    expect(columns.map((column) => column.name)).toEqual(['id', 'Full name'])
  })
})

describe('records of a Postgres table', () => {
  test('are the raw text of the database, whatever the type', async () => {
    const names = (await connector.columns(at('values'))).map((column) => column.name)
    const [first, second] = await readAll(connector, { location: at('public.values'), columns: names })
    expect(Object.fromEntries(names.map((name, index) => [name, first?.[index]]))).toEqual({
      id: '1',
      small: '-3',
      big: '9007199254740993',
      amount: '10.5000',
      loose: '0.00000000000000000001',
      ratio: '0.1',
      single: '0.3',
      price: '1234.50',
      yes: 't',
      at: '2023-12-31 22:00:00.123456+00',
      local: '2024-03-31 02:30:00',
      day: '0044-03-15 BC',
      doc: '{"b":1.10, "a": 1e400}',
      docb: '{"a": 9007199254740993, "b": 1.10}',
      name: 'tab\there\nnew\\line\r€ 😀',
      code: '',
      padded: 'ab   ',
      uid: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
      raw: '\\xdeadbeef',
      lasts: '1 day 02:00:00',
      tags: '{a,"b,c"}',
      domain: '7',
      feeling: 'ok',
    })
    expect(second).toEqual([
      ...['2', null, null, null, 'NaN', '-0', 'Infinity', null, null, 'infinity', null, null, null, null],
      ...['\\N', 'NULL', null, null, '\\x', null, null, null, null],
    ])
  })

  test('do not change with the settings of the role that reads', async () => {
    await postgres.query(`CREATE ROLE odd LOGIN PASSWORD 'odd' SUPERUSER;
      ALTER ROLE odd SET timezone = 'America/New_York'; ALTER ROLE odd SET datestyle = 'German';
      ALTER ROLE odd SET extra_float_digits = -5; ALTER ROLE odd SET bytea_output = 'escape';
      ALTER ROLE odd SET intervalstyle = 'iso_8601'; ALTER ROLE odd SET client_encoding = 'LATIN1'`)
    const odd = await openTestPostgres(postgres.url.replace(/\/\/[^@]*@/, '//odd:odd@'))
    const request = { location: at('values'), columns: ['id', 'at', 'local', 'ratio', 'raw', 'lasts'] }
    expect(await readAll(odd, request)).toEqual(await readAll(connector, request))
  })

  test('are read with the password of the environment where the url has none', async () => {
    const withoutPassword = await openTestPostgres(postgres.url.replace(':s3cret-pw@', '@'))
    const request = { location: query('select 1 as id'), columns: ['id'] }
    await expect(readKeys(withoutPassword, request)).rejects.toMatchObject({ code: 'source-unreachable' })
    vi.stubEnv('PGPASSWORD', 's3cret-pw')
    expect(await readKeys(withoutPassword, request).finally(() => vi.unstubAllEnvs())).toEqual(['1'])
  })

  test('have a column twice when it is asked for twice', async () => {
    const records = await readAll(connector, { location: at('values'), columns: ['id', 'code', 'id'] })
    expect(records).toEqual([
      ['1', '', '1'],
      ['2', 'NULL', '2'],
    ])
  })

  test('of an empty table are none', async () => {
    expect(
      await readAll(connector, { location: query('select 1 as id where false'), columns: ['id'] }),
    ).toEqual([])
  })

  test('are those the condition of the config lets through, also when it ends in a comment', async () => {
    const location = { table: 'values', query: null, where: `"values".code = '' or false -- not the others` }
    expect(await readKeys(connector, { location, columns: ['id'] })).toEqual(['1'])
  })

  test('come as text of UTF-8 from a database of another encoding, in the order of UTF-8', async () => {
    await postgres.query(
      `CREATE DATABASE western ENCODING 'WIN1252' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
    )
    const western = await openTestPostgres(postgres.url.replace(/postgres$/, 'western'))
    const location = query(`select unnest(array['€', 'é', 'z', 'ÿ']) as id`)
    expect(await readKeys(western, { location, columns: ['id'] })).toEqual(['z', 'é', 'ÿ', '€'])
  })

  test('of a database without encoding are refused where they are not UTF-8', async () => {
    await postgres.query(
      `CREATE DATABASE bare ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
    )
    const bare = await openTestPostgres(postgres.url.replace(/postgres$/, 'bare'))
    const location = query(`select '1' as id, convert_from('\\xf1', 'SQL_ASCII') as name`)
    await expect(readAll(bare, { location, columns: ['id', 'name'] })).rejects.toMatchObject({
      code: 'source-encoding',
      message: expect.stringContaining('crm: invalid byte sequence for encoding "UTF8"'),
    })
  })

  test('arrive complete and in order in many batches', async () => {
    const location = query(
      `select i as id, repeat(md5(i::text) || chr(8364) || chr(9), 1 + i % 5) as name from generate_series(1, 100000) as i`,
    )
    await expectManyRecords(connector, location)
  })

  test('may be larger than a chunk of the network', async () => {
    const location = query(
      `select i as id, repeat('x', 3000000) || i as name from generate_series(1, 5) as i`,
    )
    const records = await readAll(connector, { location, columns: ['id', 'name'] })
    expect(records.map(([id, name]) => [id, name?.length, name?.at(-1)])).toEqual(
      ['1', '2', '3', '4', '5'].map((id) => [id, 3000001, id]),
    )
  })

  test('are of one instant each read, and of a later one the next', async () => {
    await postgres.query('CREATE TABLE moving AS SELECT 1 AS id')
    expect(await readKeys(connector, { location: at('moving'), columns: ['id'] })).toEqual(['1'])
    await postgres.query('INSERT INTO moving VALUES (2)')
    expect(await readKeys(connector, { location: at('moving'), columns: ['id'] })).toEqual(['1', '2'])
  })
})
