import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BucketChecksum, Bucketing } from '../../src/connectors/contract.ts'
import { openConnector } from '../../src/connectors/open-connector.ts'
import type { CandidateSearch, Field, Reconciliation } from '../../src/domain/reconciliation.ts'
import { compareReconciliation } from '../../src/operations/compare-reconciliation.ts'
import { makeReconciliation } from '../engine/make-reconciliation.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'

let postgres: TestPostgres

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(async () => {
  await postgres?.close()
})

interface Line {
  readonly facts: Record<string, unknown>
  readonly message: string
}

/** Compares tables `a` and `b` and says what the search logged. */
async function compare(reconciliation: Reconciliation, candidates: CandidateSearch) {
  const lines: Line[] = []
  const log = {
    debug: () => undefined,
    info: (facts: object, message: string) => lines.push({ facts: { ...facts }, message }),
    warn: (facts: object, message: string) => lines.push({ facts: { ...facts }, message }),
    error: () => undefined,
  }
  const settings = { type: 'postgres', url: postgres.url, statementTimeoutSeconds: 60 } as const
  const context = {
    connect: (name: string) => openConnector({ name, settings, scratchFolder: '/nowhere', log }),
    scratchFolder: '/nowhere',
    log,
    now: () => new Date('2026-11-21T12:00:00Z'),
    newId: () => 'run-1',
    signal: new AbortController().signal,
  }
  const comparison = await compareReconciliation(context, {
    reconciliation: { ...reconciliation, candidates },
    scope: { kind: 'everything' },
  })
  return { comparison, lines }
}

const location = (table: string) => ({ table, query: null, where: null })

function reconciliationOf(
  key: readonly string[],
  fields: Readonly<Record<string, Partial<Field>>>,
): Reconciliation {
  const made = makeReconciliation({
    key: [...key],
    sides: { a: {}, b: {} },
    fields,
  })
  const sides = made.sides.map((side) => ({ ...side, location: location(side.name) }))
  return { ...made, sides }
}

/** Fills both tables with the same columns. */
async function tables(columns: string, a: string, b: string): Promise<void> {
  await postgres.query(`DROP TABLE IF EXISTS a, b; CREATE TABLE a (${columns}); CREATE TABLE b (${columns})`)
  await postgres.query(`INSERT INTO a ${a}; INSERT INTO b ${b}`)
}

/** What all three ways must say alike; how many records were read is what they differ in. */
async function sameByAll(reconciliation: Reconciliation, searches: readonly CandidateSearch[]) {
  const merged = (await compare(reconciliation, 'merge')).comparison
  for (const search of searches) {
    const { comparison, lines } = await compare(reconciliation, search)
    expect(comparison.findings).toEqual(merged.findings)
    expect(comparison.summary).toEqual(merged.summary)
    expect(comparison.patterns).toEqual(merged.patterns)
    expect(lines.map((line) => line.message)).not.toContain('all records are read')
  }
  return merged
}

const ROWS = `SELECT n, 'name ' || n, n * 1.25, CASE WHEN n % 7 = 0 THEN NULL ELSE n * 0.1::float8 END FROM generate_series`
const COLUMNS = 'id bigint PRIMARY KEY, name text, amount numeric(20,4), ratio float8'
const FIELDS = { name: {}, amount: {}, ratio: {} }

describe('candidates by checksum and by key and hash', () => {
  test('say what a merge says, with few records read', async () => {
    await tables(COLUMNS, `${ROWS}(-300, 3000) AS n`, `${ROWS}(-300, 3000) AS n`)
    await postgres.query(`UPDATE b SET amount = amount + 0.0001 WHERE id = 17;
      UPDATE b SET name = NULL WHERE id = -299; DELETE FROM a WHERE id = 3000; DELETE FROM b WHERE id = 5;
      UPDATE a SET ratio = '-0' WHERE id = 2; UPDATE b SET ratio = 0 WHERE id = 2; UPDATE b SET ratio = 'NaN' WHERE id = 1;
      INSERT INTO b VALUES (9007199254740993, E'\\\\N', 1, 2)`)
    const merged = await sameByAll(reconciliationOf(['id'], FIELDS), ['checksum', 'keyHash', 'join'])
    // Those of the findings, and 2, whose -0 and 0 are two texts.
    const { lines } = await compare(reconciliationOf(['id'], FIELDS), 'join')
    expect(lines).toEqual([
      { facts: { reconciliation: 'customers', keys: 7 }, message: 'the sides were joined in their database' },
    ])
    expect(merged.findings.map((finding) => [finding.kind, finding.key.id])).toEqual([
      ['mismatch', '-299'],
      ['mismatch', '1'],
      ['missing', '5'],
      ['mismatch', '17'],
      ['missing', '3000'],
      ['missing', '9007199254740993'],
    ])
  })

  test('add up control totals exactly, of floats too', async () => {
    await tables(COLUMNS, `${ROWS}(1, 500) AS n`, `${ROWS}(1, 500) AS n`)
    await postgres.query('UPDATE b SET amount = 0.0001 WHERE id = 17')
    const wanted = { name: {}, amount: { total: true }, ratio: { total: true } }
    const merged = await sameByAll(reconciliationOf(['id'], wanted), ['checksum', 'join'])
    expect(merged.summary.sides.a?.totals.amount).toBe('156562.5000')
    expect((await compare(reconciliationOf(['id'], wanted), 'keyHash')).lines[0]?.message).toBe(
      'hashes have no control totals, so all records are read',
    )
  })

  test('find keys that occur twice on every side alike, and records without a key', async () => {
    const same = `VALUES (1, 'x', 1), (1, 'x', 1), (2, 'y', 2), (NULL, 'z', 3), (4, 'w', 4)`
    await tables('id int, name text, amount numeric', same, same)
    const merged = await sameByAll(reconciliationOf(['id'], { name: {}, amount: {} }), [
      'checksum',
      'keyHash',
      'join',
    ])
    expect(merged.summary.counts).toMatchObject({ matched: 2, agreeing: 2, duplicate: 2, invalid: 2 })
  })

  test('trust a unique index only where it forbids every second copy', async () => {
    const twice = `VALUES (1, 'x'), (1, 'x'), (2, 'y')`
    await tables('id int, name text', twice, twice)
    await postgres.query(`CREATE UNIQUE INDEX ON a (id) WHERE id > 1; CREATE UNIQUE INDEX ON b ((id * 1)) WHERE id > 1;
      CREATE TABLE child () INHERITS (a); INSERT INTO child VALUES (2, 'y')`)
    const merged = await sameByAll(reconciliationOf(['id'], { name: {} }), ['checksum', 'keyHash', 'join'])
    expect(merged.summary.counts.duplicate).toBe(3)
    await postgres.query('DROP TABLE child')
  })

  test.each([
    ['uuid', `md5(n::text)::uuid`],
    ['text', `'Kunde ' || n || 'é' COLLATE "C"`],
    ['numeric', 'n * 1000000000000000000000'],
  ])('know keys of type %s', async (type, key) => {
    const rows = `SELECT ${key}, n FROM generate_series(1, 400) AS n`
    await tables(`id ${type}, amount int`, rows, rows)
    await postgres.query(
      `UPDATE b SET amount = -1 WHERE amount IN (7, 399); DELETE FROM a WHERE amount = 300`,
    )
    const merged = await sameByAll(reconciliationOf(['id'], { amount: {} }), ['checksum', 'keyHash', 'join'])
    expect(merged.summary.counts).toMatchObject({ mismatch: 2, missing: 1, matched: 399 })
  })

  test('keep parts of a composite key apart', async () => {
    await tables(
      'shop text, number int, amount int',
      `VALUES ('1', 11, 1), ('11', 1, 1), ('a', 1, 5), ('', 3, 1), (NULL, 4, 1)`,
      `VALUES ('1', 11, 1), ('11', 1, 2), ('a', 1, 5), ('', 3, 1), (NULL, 4, 1)`,
    )
    const merged = await sameByAll(reconciliationOf(['shop', 'number'], { amount: {} }), [
      'checksum',
      'keyHash',
      'join',
    ])
    expect(merged.summary.counts).toMatchObject({ mismatch: 1, invalid: 4, matched: 3, agreeing: 2 })
  })

  test('agree on random tables, whatever the way', async () => {
    const value = fc.option(fc.constantFrom('', 'x', 'X', '\\N', 'a\tb', 'é', '😀', ' '), { nil: null })
    const row = fc.record({
      id: fc.option(fc.integer({ min: -9, max: 9 }), { nil: null, freq: 12 }),
      name: value,
    })
    const rows = fc.array(row, { maxLength: 25 })
    await tables('id int, name text', 'SELECT 1 WHERE false', 'SELECT 1 WHERE false').catch(() => undefined)
    await postgres.query(
      'DROP TABLE IF EXISTS a, b; CREATE TABLE a (id int, name text); CREATE TABLE b (id int, name text)',
    )
    const runs = Number(process.env.COUNTERFOIL_PROPERTY_RUNS ?? 25)
    await fc.assert(
      fc.asyncProperty(rows, rows, fc.boolean(), async (a, b, isSame) => {
        await postgres.query('TRUNCATE a, b')
        for (const [table, content] of [
          ['a', a],
          ['b', isSame ? a : [...a.slice(3), ...b.slice(0, 5)]],
        ] as const) {
          await postgres.query(
            `INSERT INTO ${table} SELECT (r ->> 'id')::int, r ->> 'name' FROM json_array_elements($1::json) AS r`,
            [JSON.stringify(content)],
          )
        }
        await sameByAll(reconciliationOf(['id'], { name: {} }), ['checksum', 'keyHash', 'join', 'auto'])
      }),
      { numRuns: Math.min(runs, 300) },
    )
  })

  test('read all records, and say why, where a record must be looked at', async () => {
    await tables('id int PRIMARY KEY, amount text', `VALUES (1, 'n/a')`, `VALUES (1, 'n/a')`)
    const { comparison, lines } = await compare(
      reconciliationOf(['id'], { amount: { type: 'decimal' } }),
      'checksum',
    )
    expect(comparison.summary.counts.invalid).toBe(2)
    expect(lines).toEqual([
      {
        facts: {
          reconciliation: 'customers',
          candidates: 'checksum',
          why: 'no column type says that all values of "amount" are a decimal, so each is read',
        },
        message: 'all records are read',
      },
    ])
  })
})

describe('the checksums of Postgres', () => {
  const bucketsOf = async (table: string, dialect: string, bucketing: Bucketing) => {
    const settings = { type: 'postgres', url: postgres.url, statementTimeoutSeconds: 60 } as const
    const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
    const { checksums } = await openConnector({ name: 'x', settings, scratchFolder: '/nowhere', log })
    const { signal } = new AbortController()
    const columns = ['id', 'name']
    const keyOrder = ['integer'] as const
    const request = {
      location: location(table),
      columns,
      keyOrder,
      bucketing,
      dialect,
      summedCells: [],
      signal,
    }
    const buckets: BucketChecksum[] = []
    for await (const batch of checksums!.read(request)) buckets.push(...batch)
    return buckets
  }

  test('put integers into ranges cut towards zero, and every record into one bucket', async () => {
    await tables(
      'id int PRIMARY KEY, name text',
      `SELECT n, 'x' FROM generate_series(-25, 25) AS n`,
      'VALUES (1)',
    )
    const buckets = await bucketsOf('a', 'md5', { kind: 'ranges', width: 10n })
    expect(buckets.map(({ bucket, rows }) => [bucket, rows])).toEqual([
      [-2n, 6],
      [-1n, 10],
      [0n, 19],
      [1n, 10],
      [2n, 6],
    ])
  })

  test.each(['md5', 'native'])(
    'tell records apart that only escapes, nulls or lengths part (%s)',
    async (kind) => {
      const dialect = kind === 'md5' ? 'md5' : 'postgres-18-UTF8'
      const values = [`''`, 'NULL', `'N'`, `'\\N'`, `','`, `'"'`, `'""'`, `'1:'`, `' '`]
      const checksums = new Set<string>()
      for (const value of values) {
        await tables('id int PRIMARY KEY, name text', `VALUES (1, ${value})`, 'VALUES (1)')
        const [only] = await bucketsOf('a', dialect, { kind: 'hash', count: 1 })
        checksums.add(only!.checksum)
      }
      expect(checksums.size).toBe(values.length)
    },
  )

  test('do not forget a pair of copies, as XOR would', async () => {
    await tables(
      'id int, name text',
      `VALUES (1, 'x'), (1, 'x')`,
      `VALUES (1, 'x'), (1, 'x'), (1, 'x'), (1, 'x')`,
    )
    const [a] = await bucketsOf('a', 'md5', { kind: 'hash', count: 1 })
    const [b] = await bucketsOf('b', 'md5', { kind: 'hash', count: 1 })
    expect([a!.rows, b!.rows, a!.hasCopies]).toEqual([2, 4, true])
    expect(BigInt(b!.checksum)).toBe(BigInt(a!.checksum) * 2n)
    expect(BigInt(a!.checksum)).toBeGreaterThan(0n)
  })
})
