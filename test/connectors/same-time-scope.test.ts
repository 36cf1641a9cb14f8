import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connector, SideScope } from '../../src/connectors/contract.ts'
import type { RawValue } from '../../src/domain/record.ts'
import { MARIADB_MISSING, startMariadb, type TestMariadb } from '../support/mariadb.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { openTestFiles, type TestFiles } from './files/open-test-files.ts'
import { json, openTestApi } from './http/open-test-api.ts'
import { openTestMysql } from './mysql/open-test-mysql.ts'
import { openTestPostgres } from './postgres/open-test-postgres.ts'
import { nowhere, readKeys } from './read-all.ts'
import { openTestDatabase, type TestDatabase } from './sqlite/open-test-database.ts'

const TEXT = { postgres: 'text', mariadb: 'varchar(60) CHARACTER SET utf8mb4' }
type Types = typeof TEXT

let postgres: TestPostgres
let mariadb: TestMariadb | null = null
let files: TestFiles
let shop: TestDatabase
const connectors: Record<string, Connector> = {}

beforeAll(async () => {
  files = await openTestFiles()
  shop = await openTestDatabase()
  connectors.sqlite = await shop.open()
  postgres = await startPostgres()
  connectors.postgres = await openTestPostgres(postgres.url)
  if (MARIADB_MISSING) return
  mariadb = await startMariadb()
  connectors.mariadb = await openTestMysql(mariadb.url)
  await mariadb.query(`SET time_zone = '+00:00'`)
})
afterAll(async () => {
  for (const connector of Object.values(connectors)) await connector.close()
  await files?.close()
  await shop?.close()
  await postgres?.close()
  await mariadb?.close()
})

type Rows = readonly (readonly [id: string, at: string | null])[]

/** The same rows, by the name of the source. Databases have them in a column of the given types. */
async function writeEverywhere(rows: Rows, types: Types): Promise<Record<string, Connector>> {
  await postgres.query(`DROP TABLE IF EXISTS paid; CREATE TABLE paid (id text, at ${types.postgres})`)
  await mariadb?.query(`CREATE OR REPLACE TABLE paid (id varchar(9), at ${types.mariadb} NULL)`)
  for (const row of rows) {
    await postgres.query(`INSERT INTO paid VALUES ($1, $2::${types.postgres})`, row)
    await mariadb?.query('INSERT INTO paid VALUES (?, ?)', row)
  }
  shop.write(`DROP TABLE IF EXISTS paid; CREATE TABLE paid (id TEXT, at TEXT)`)
  shop.write(
    'INSERT INTO paid VALUES (?, ?)',
    rows.map((row) => [...row]),
  )
  const cells = rows.map(([id, at]) => `${id},${at === null ? '' : `"${at}"`}\n`)
  await files.write('paid.csv', `id,at\n${cells.join('')}`)
  await files.write('paid.json', JSON.stringify(rows.map(([id, at]) => ({ id, at }))))
  const body = { data: rows.map(([id, at]) => ({ id, at })) }
  const api = await openTestApi(() => json(body))
  return {
    ...connectors,
    csv: await files.open('paid.csv'),
    json: await files.open('paid.json'),
    http: await api.open(),
    // It is asked for what changed, and answers more.
    'http since': await api.open({ since: '?since={since}' }),
  }
}

async function inScope(
  rows: Rows,
  scope: SideScope,
  types: Types = TEXT,
): Promise<Record<string, RawValue[]>> {
  const all = await writeEverywhere(rows, types)
  const found: Record<string, RawValue[]> = {}
  for (const [name, connector] of Object.entries(all)) {
    const isTable = name in connectors
    const location = isTable ? { ...nowhere, table: 'paid' } : nowhere
    if (!isTable) await connector.columns(location)
    found[name] = await readKeys(connector, { location, columns: ['id', 'at'], scope })
  }
  return found
}

/** Rows whose ids say whether they are `in` or `out` of scope: all sources must agree with that. */
async function expectScope(
  scope: SideScope,
  { inside, outside, types }: { inside: (string | null)[]; outside: (string | null)[]; types?: Types },
): Promise<void> {
  const named = (word: string, values: (string | null)[]) =>
    values.map((at, index) => [`${word}${String(index).padStart(3, '0')}`, at] as const)
  const rows = [...named('in', inside), ...named('out', outside)]
  const found = await inScope(rows, scope, types)
  const expected = named('in', inside).map(([id]) => id)
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, expected])))
}

const changed = (since: string, zone = 'UTC'): SideScope => ({ kind: 'changed', column: 'at', since, zone })
const dates = (from: string, to: string, zone = 'UTC'): SideScope => ({
  kind: 'dates',
  column: 'at',
  from,
  to,
  zone,
})

const DAY: Types = { postgres: 'date', mariadb: 'date' }
const CLOCK: Types = { postgres: 'timestamp', mariadb: 'datetime(6)' }
const INSTANT: Types = { postgres: 'timestamptz', mariadb: 'timestamp(6) DEFAULT NULL' }

describe('what changed since an instant, the same from every kind of source', () => {
  test('is what was at the instant or after, to the microsecond, and what tells nothing', async () => {
    await expectScope(changed('2026-11-07T12:00:00.500Z'), {
      inside: [
        '2026-11-07T12:00:00.500Z',
        '2026-11-07T12:00:00.5Z',
        '2026-11-07 12:00:00.500000',
        '2026-11-07 12:00:00.500001+00',
        '2026-11-07T13:00:00.500+01:00',
        '2026-11-07T14:00:01+0200',
        '2026-11-07 12:00:01 UTC',
        '2026-11-07 12:01',
        '2026-11-07T12:01Z',
        '2026-11-07T07:00:01-05',
        '2026-11-08T02:00:01+14:00',
        '9999-12-31 23:59:59',
        null,
        '',
        '2026-13-41 00:00:00',
        '2026-02-30',
        '1700000000',
        'soon',
      ],
      outside: [
        '2026-11-07T12:00:00.499Z',
        '2026-11-07 12:00:00.499999',
        '2026-11-07 12:00',
        '2026-11-07T13:00:00.499999+01:00',
        '2026-11-08T01:59:59+14:00',
        '1970-01-01T00:00:00Z',
        '0001-01-01 00:00:00',
      ],
    })
  })

  test('takes a plain day whole, in the zone of the side', async () => {
    await expectScope(changed('2026-11-07T12:00:00.000Z'), {
      inside: ['2026-11-07', '2026-11-08', '9999-12-31', null],
      outside: ['2026-11-06', '2026-10-31', '1970-01-01', '0001-01-01'],
    })
    await expectScope(changed('2026-11-06T23:30:00.000Z', 'Europe/Berlin'), {
      inside: ['2026-11-07', null],
      outside: ['2026-11-06'],
    })
    await expectScope(changed('2026-11-07T03:00:00.000Z', 'America/New_York'), {
      inside: ['2026-11-06', '2026-11-07'],
      outside: ['2026-11-05'],
    })
  })

  test('takes a plain day whole that has 25 hours or 23', async () => {
    for (const types of [TEXT, DAY]) {
      await expectScope(changed('2026-10-25T22:30:00.000Z', 'Europe/Berlin'), {
        inside: ['2026-10-25', '2026-10-26'],
        outside: ['2026-10-24'],
        types,
      })
      await expectScope(changed('2026-03-29T22:30:00.000Z', 'Europe/Berlin'), {
        inside: ['2026-03-30'],
        outside: ['2026-03-29', '2026-03-28'],
        types,
      })
      // The second time that it is 23:30 on 24 October: clocks go back at midnight.
      await expectScope(changed('2026-10-24T21:30:00.000Z', 'Asia/Beirut'), {
        inside: ['2026-10-24', '2026-10-25'],
        outside: ['2026-10-23'],
        types,
      })
    }
  })

  test('reads a value without a zone in the zone of the side, others by their own', async () => {
    await expectScope(changed('2026-11-07T12:00:00.000Z', 'Europe/Berlin'), {
      inside: ['2026-11-07 13:00:00', '2026-11-07T13:00', '2026-11-07T12:00:00Z', '2026-11-07 13:00:00+01'],
      outside: ['2026-11-07 12:59:59', '2026-11-07T11:59:59.999999Z', '2026-11-07 12:30:00+01'],
    })
  })

  test('is the same in columns that have a type', async () => {
    const since = '2026-11-07T12:00:00.500Z'
    await expectScope(changed(since), {
      inside: ['2026-11-07', '2026-11-08', null],
      outside: ['2026-11-06'],
      types: DAY,
    })
    await expectScope(changed(since, 'Europe/Berlin'), {
      inside: ['2026-11-07 13:00:00.5', '2026-11-07 13:00:01', null],
      outside: ['2026-11-07 13:00:00.499999', '2026-11-07 12:30:00'],
      types: CLOCK,
    })
    await expectScope(changed(since), {
      inside: ['2026-11-07 12:00:00.5', '2026-11-07 12:00:01', null],
      outside: ['2026-11-07 12:00:00.499999', '2026-11-07 11:30:00'],
      types: INSTANT,
    })
  })
})

describe('a range of dates, the same from every kind of source', () => {
  test('is of whole days of UTC, without what has no date', async () => {
    const values = {
      inside: [
        '2026-11-01 00:00:00',
        '2026-11-02T23:59:59.999999Z',
        '2026-11-01',
        '2026-11-02',
        '2026-11-01T01:00:00+01:00',
        '2026-11-03T00:59:59+01:00',
        '2026-11-02 23:59',
        '2026-11-01 00:00:00 UTC',
      ],
      outside: [
        '2026-10-31 23:59:59.999999',
        '2026-11-03T00:00:00Z',
        '2026-10-31',
        '2026-11-03',
        '2026-11-01T00:59:59+01:00',
        '2026-11-03 00:00',
        null,
        '',
      ],
    }
    await expectScope(dates('2026-11-01', '2026-11-02'), values)
  })

  test('reads a value without a zone in the zone of the side, and a plain date as its own day', async () => {
    const values = {
      inside: ['2026-11-01 01:00:00', '2026-11-03 00:59:59', '2026-11-01', '2026-11-02', '2026-11-02T23:30Z'],
      outside: [
        '2026-11-01 00:59:59',
        '2026-11-03 01:00:00',
        '2026-10-31',
        '2026-11-03',
        '2026-10-31T23:30Z',
      ],
    }
    await expectScope(dates('2026-11-01', '2026-11-02', 'Europe/Berlin'), values)
  })

  test('is the same in columns that have a type', async () => {
    await expectScope(dates('2026-11-01', '2026-11-02', 'Asia/Tokyo'), {
      inside: ['2026-11-01', '2026-11-02'],
      outside: ['2026-10-31', '2026-11-03', null],
      types: DAY,
    })
    await expectScope(dates('2026-10-25', '2026-10-25', 'Europe/Berlin'), {
      inside: ['2026-10-25 02:00:00', '2026-10-25 02:30:00', '2026-10-25 23:00:00', '2026-10-26 00:59:59'],
      outside: ['2026-10-25 01:59:59', '2026-10-26 01:00:00', null],
      types: CLOCK,
    })
    await expectScope(dates('2026-11-01', '2026-11-02'), {
      inside: ['2026-11-01 00:00:00', '2026-11-02 23:59:59.999999'],
      outside: ['2026-10-31 23:59:59.999999', '2026-11-03 00:00:00', null],
      types: INSTANT,
    })
  })
})
