import { afterAll, beforeAll, expect } from 'vitest'
import { type Drivers, databaseSource, openDrivers } from './open-drivers.ts'
import { compareReal } from './real-sources.ts'
import { trap } from './trap.ts'

let drivers: Drivers
beforeAll(async () => {
  drivers = await openDrivers()
})
afterAll(() => drivers?.close())

trap(3, { title: 'big integers of a database differ by one', proves: 'rule 4' }, async () => {
  const values = (type: string, value: string) =>
    `CREATE TABLE NAME AS SELECT 1 AS id, ${value}::${type} AS amount`
  for (const type of ['bigint', 'numeric']) {
    expect(
      await drivers.findings(
        { amount: {} },
        {
          crm: values(type, '100000000001').replace('NAME', 'crm'),
          billing: values(type, '100000000002').replace('NAME', 'billing'),
        },
      ),
    ).toEqual(['mismatch 1 amount: crm=100000000001 billing=100000000002'])
  }
})

trap(11, { title: 'no database rounds for the judge', proves: 'contract: raw text' }, async () => {
  const fields = { amount: {} }
  const crm = 'CREATE TABLE crm AS SELECT 1 AS id, 2.5::numeric AS amount'
  const billing = (sql: string) => `CREATE TABLE billing AS SELECT 1 AS id, ${sql} AS amount`
  expect(await drivers.findings(fields, { crm, billing: billing('2.5::float8') })).toEqual([])
  expect(await drivers.findings(fields, { crm, billing: billing('2.5::numeric::int') })).toEqual([
    'mismatch 1 amount: crm=2.5 billing=3',
  ])
  expect(await drivers.findings(fields, { crm, billing: billing('2.5::float8::int') })).toEqual([
    'mismatch 1 amount: crm=2.5 billing=2',
  ])
})

trap(
  26,
  { title: 'the blanks of a char(n) are told, and trim takes them away', proves: 'rule 2' },
  async () => {
    const contents = {
      crm: `CREATE TABLE crm AS SELECT 1 AS id, 'abc'::char(5) AS code`,
      billing: `CREATE TABLE billing AS SELECT 1 AS id, 'abc'::varchar AS code`,
    }
    expect(await drivers.findings({ code: {} }, contents)).toEqual(['mismatch 1 code: crm=abc   billing=abc'])
    expect(await drivers.findings({ code: { trim: true } }, contents)).toEqual([])
  },
)

trap(
  31,
  { title: 'encodings are read as what they are, or the read fails', proves: 'contract: source-encoding' },
  async () => {
    await drivers.postgres.query(
      `CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'`,
    )
    const latin = databaseSource(drivers.postgres.url.replace(/\/postgres$/, '/latin'))
    const { scratchFolder } = drivers
    const query = (text: string) => ({
      location: { table: null, where: null, query: `SELECT 1 AS id, '${text}'::text AS name` },
    })
    const compare = (crm: string, billing: string) =>
      compareReal(
        { sides: { crm: query(crm), billing: query(billing) }, fields: { name: {} } },
        { sources: { crm: latin, billing: databaseSource(drivers.postgres.url) }, scratchFolder },
      )
    expect((await compare('Señor', 'Señor')).findings).toEqual([])
    expect((await compare('Señor', 'Senor')).findings).toHaveLength(1)

    await drivers.files.write('latin.csv', Buffer.from('id,name\n1,Se\xf1or\n', 'latin1'))
    expect(await drivers.files.failure(drivers.files.readPattern('latin.csv'))).toContain('source-encoding')
    expect(await drivers.files.readFile('bom.csv', '\ufeffid,name\n1,a\n')).toEqual([['1', 'a']])
    expect(
      (await (await drivers.files.open('bom.csv')).columns({ table: null, query: null, where: null }))[0]
        ?.name,
    ).toBe('id')
    const rows = [
      ['id', 'name'],
      ['1', 'a\0b'],
    ]
    expect(
      await drivers.findings(
        { name: {} },
        {
          crm: rows,
          billing: [
            ['id', 'name'],
            ['1', 'ab'],
          ],
        },
      ),
    ).toHaveLength(1)
  },
)

trap(
  44,
  { title: 'an instant is the same in every session and every offset', proves: 'rule 6' },
  async () => {
    await drivers.postgres.query(`ALTER ROLE CURRENT_USER SET timezone = 'America/New_York'`)
    try {
      const contents = (at: string) => ({
        crm: `CREATE TABLE crm AS SELECT 1 AS id, '2024-01-01 00:00:00.123456Z'::timestamptz AS at, '2024-01-01 00:00'::timestamp AS local`,
        billing: [
          ['id', 'at', 'local'],
          ['1', at, '2024-01-01T00:00:00'],
        ],
      })
      const fields = { at: {}, local: {} }
      for (const at of [
        '2024-01-01T00:00:00.123456Z',
        '2024-01-01 05:45:00.123456+05:45',
        '2023-12-31 19:00:00.123456-05',
      ]) {
        expect(await drivers.findings(fields, contents(at))).toEqual([])
      }
      expect(await drivers.findings(fields, contents('2024-01-01 00:00:00.123457Z'))).toHaveLength(1)
      expect(await drivers.findings(fields, contents('2023-12-31 19:00:00.123456Z'))).toHaveLength(1)
    } finally {
      await drivers.postgres.query('ALTER ROLE CURRENT_USER RESET timezone')
    }
  },
)

trap(
  48,
  { title: 'dates are not shifted by the clock of this machine', proves: 'contract: raw text' },
  async () => {
    const before = process.env.TZ
    try {
      for (const zone of ['Pacific/Kiritimati', 'America/Los_Angeles']) {
        process.env.TZ = zone
        const contents = (day: string) => ({
          crm: `CREATE TABLE crm AS SELECT 1 AS id, '2024-03-31'::date AS day, '2024-03-31 02:30:00.000001'::timestamp AS at`,
          billing: [
            ['id', 'day', 'at'],
            ['1', day, '2024-03-31 02:30:00.000001'],
          ],
        })
        expect(await drivers.findings({ day: {}, at: {} }, contents('2024-03-31'))).toEqual([])
        expect(await drivers.findings({ day: {}, at: {} }, contents('2024-03-30'))).toHaveLength(1)
      }
    } finally {
      if (before === undefined) delete process.env.TZ
      else process.env.TZ = before
    }
  },
)

trap(
  51,
  { title: 'big integers inside JSON are whole, from a database and from a file', proves: 'rule 4' },
  async () => {
    const make = (name: string, type: string, id: string) =>
      `CREATE TABLE ${name} AS SELECT 1 AS id, '{"ids": [${id}], "a": 1}'::${type} AS doc`
    for (const type of ['json', 'jsonb']) {
      expect(
        await drivers.findings(
          { doc: {} },
          {
            crm: make('crm', type, '9007199254740993'),
            billing: make('billing', 'jsonb', '9007199254740992'),
          },
        ),
      ).toHaveLength(1)
      const billing = make('billing', 'jsonb', '9007199254740993')
      expect(
        await drivers.findings({ doc: {} }, { crm: make('crm', type, '9007199254740993'), billing }),
      ).toEqual([])
    }
    expect(
      await drivers.files.readFile(
        'big.ndjson',
        '{"id": 9007199254740993, "doc": {"n": 9007199254740993}}\n',
      ),
    ).toEqual([['9007199254740993', '{"n": 9007199254740993}']])
  },
)

trap(56, { title: 'the order of 120 columns does not matter', proves: 'rule 7' }, async () => {
  const names = Array.from({ length: 120 }, (_, index) => `f${index}`)
  const make = (name: string, columns: readonly string[], differing: string) =>
    `CREATE TABLE ${name} AS SELECT ${columns.map((column) => `'${column === differing ? name : column}' AS ${column}`)}, 1 AS id`
  const fields = Object.fromEntries(names.map((name) => [name, {}]))
  const reversed = [...names].reverse()
  expect(
    await drivers.findings(fields, { crm: make('crm', names, ''), billing: make('billing', reversed, '') }),
  ).toEqual([])
  expect(
    await drivers.findings(fields, {
      crm: make('crm', names, 'f119'),
      billing: make('billing', reversed, ''),
    }),
  ).toEqual(['mismatch 1 f119: crm=crm billing=f119'])
})
