import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MARIADB_MISSING, startMariadb, type TestMariadb } from '../support/mariadb.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { makeFolder, runCounterfoil } from './run-counterfoil.ts'

let postgres: TestPostgres
let mariadb: TestMariadb

const ROWS = 3000

describe.skipIf(MARIADB_MISSING)(`compare of Postgres and MariaDB ${MARIADB_MISSING ?? ''}`, () => {
  beforeAll(async () => {
    ;[postgres, mariadb] = await Promise.all([startPostgres(), startMariadb()])
    await postgres.query(`CREATE TABLE accounts (id bigint PRIMARY KEY, ref text, name text, balance numeric(24,4), rate real,
        active boolean, opened date, seen timestamptz(6), doc jsonb, raw bytea);
      INSERT INTO accounts SELECT i, 'R' || i, 'Zoë ' || i || E' 😀\\t\\\\', i * 9007199254740.0001, i / 10.0, i % 2 = 0,
        date '2024-01-01' + i % 300, timestamptz '2024-03-31 00:30:00.000001+00' + i * interval '1 minute',
        jsonb_build_object('n', 9007199254740993 + i, 'a', '1.0'), decode(lpad(to_hex(i), 8, '0'), 'hex')
      FROM generate_series(1, ${ROWS}) AS i;
      CREATE TABLE words AS SELECT unnest(ARRAY['a', 'A', 'a ', 'ä', 'B', '_', '😀', U&'\\FFFD']) AS word, 1 AS n`)
    await mariadb.query(`SET time_zone = '+02:00'; CREATE TABLE accounts (id bigint PRIMARY KEY, ref varchar(20), name varchar(60),
        balance decimal(24,4), rate float, active boolean, opened date, seen timestamp(6) NULL, doc json, raw varbinary(8));
      INSERT INTO accounts SELECT seq, concat('R', seq), concat('Zoë ', seq, ' 😀\\t\\\\'), seq * 9007199254740.0001, seq / 10,
        seq % 2 = 0, date '2024-01-01' + interval seq % 300 day,
        '2024-03-31 02:30:00.000001' + interval seq minute,
        json_object('a', '1.0', 'n', 9007199254740993 + seq), unhex(lpad(hex(seq), 8, '0'))
      FROM seq_1_to_${ROWS};
      CREATE TABLE words (word varchar(9) COLLATE utf8mb4_general_ci, n int);
      INSERT INTO words VALUES ('a', 1), ('A', 1), ('a ', 1), ('ä', 2), ('_', 1), ('😀', 1), ('\ufffd', 1)`)
  })
  afterAll(async () => {
    await mariadb?.close()
    await postgres?.close()
  })

  async function compare(table: string, key: string) {
    const sides = [
      '--side',
      `shop=${postgres.url}#public.${table}`,
      '--side',
      `billing=${mariadb.url}#${table}`,
    ]
    const words = ['compare', ...sides, '--key', key, '--format', 'json']
    const { status, stdout, stderr } = await runCounterfoil(words, { cwd: await makeFolder() })
    expect(stderr).toBe('')
    return { status, ...JSON.parse(stdout) }
  }

  test('agrees about every type that both have', async () => {
    const { status, counts, sides } = await compare('accounts', 'id')
    expect({ status, counts }).toMatchObject({ status: 0, counts: { matched: ROWS, agreeing: ROWS } })
    expect(sides).toMatchObject({ shop: { rows: ROWS }, billing: { rows: ROWS } })
  })

  test('finds what was planted, and nothing else', async () => {
    await mariadb.query(`UPDATE accounts SET balance = balance + 0.0001 WHERE id = 7;
      UPDATE accounts SET seen = seen + interval 1 microsecond WHERE id = 8;
      UPDATE accounts SET active = NOT active, name = upper(name) WHERE id = 9;
      UPDATE accounts SET doc = '{"a": "1.0", "n": 9007199254741004}' WHERE id = 10;
      UPDATE accounts SET raw = NULL WHERE id = 2999; DELETE FROM accounts WHERE id = 100;
      INSERT INTO accounts (id, ref) VALUES (9007199254740993, 'new')`)
    const { status, counts, findings } = await compare('accounts', 'id')
    expect({ status, counts }).toMatchObject({
      status: 1,
      counts: { mismatch: 6, missing: 2, invalid: 0, duplicate: 0 },
    })
    const found = findings.map((finding: { key: { id: string }; field?: string; missingFrom?: string[] }) =>
      [finding.key.id, finding.field ?? `missing from ${finding.missingFrom}`].join(' '),
    )
    expect(found.sort()).toEqual([
      ...['10 doc', '100 missing from billing', '2999 raw', '7 balance', '8 seen', '9 active', '9 name'],
      '9007199254740993 missing from shop',
    ])
    expect(findings.find((finding: { field?: string }) => finding.field === 'seen').values).toEqual({
      shop: '2024-03-31 00:38:00.000001+00',
      billing: '2024-03-31 00:38:00.000002+00',
    })
  })

  test('pairs text keys by their bytes, whatever the collations', async () => {
    const { findings } = await compare('words', 'word')
    expect(findings).toMatchObject([
      { kind: 'missing', key: { word: 'B' }, missingFrom: ['billing'] },
      { kind: 'mismatch', key: { word: 'ä' }, field: 'n', values: { shop: '1', billing: '2' } },
    ])
  })
})
