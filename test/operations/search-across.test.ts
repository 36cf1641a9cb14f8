import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openConnector } from '../../src/connectors/open-connector.ts'
import type { CandidateSearch } from '../../src/domain/reconciliation.ts'
import { compareReconciliation } from '../../src/operations/compare-reconciliation.ts'
import { makeReconciliation } from '../engine/make-reconciliation.ts'
import { MARIADB_MISSING, startMariadb, type TestMariadb } from '../support/mariadb.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'

let postgres: TestPostgres
let mariadb: TestMariadb

describe.skipIf(MARIADB_MISSING)(`a PostgreSQL and a MariaDB side ${MARIADB_MISSING ?? ''}`, () => {
  beforeAll(async () => {
    postgres = await startPostgres()
    mariadb = await startMariadb()
  })
  afterAll(async () => {
    await postgres?.close()
    await mariadb?.close()
  })

  async function compare(
    candidates: CandidateSearch,
    fields: Parameters<typeof makeReconciliation>[0]['fields'],
  ) {
    const messages: string[] = []
    const say = (_: object, message: string) => messages.push(message)
    const log = { debug: () => undefined, info: say, warn: say, error: () => undefined }
    const common = { statementTimeoutSeconds: 60 }
    const context = {
      connect: (name: string) =>
        openConnector({
          name,
          settings:
            name === 'a'
              ? { type: 'postgres', url: postgres.url, ...common }
              : { type: 'mysql', url: mariadb.url, ...common },
          scratchFolder: '/nowhere',
          log,
        }),
      scratchFolder: '/nowhere',
      log,
      now: () => new Date('2026-11-21T12:00:00Z'),
      newId: () => 'run-1',
      signal: new AbortController().signal,
    }
    const made = makeReconciliation({ sides: { a: {}, b: {} }, fields })
    const location = { table: 'records', query: null, where: null }
    const sides = made.sides.map((side) => ({ ...side, location }))
    const reconciliation = { ...made, sides, candidates }
    const { findings, summary, patterns } = await compareReconciliation(context, {
      reconciliation,
      scope: { kind: 'everything' },
    })
    return { found: { findings, summary, patterns }, messages }
  }

  const create = (columns: string) => async (fill: string, others: string) => {
    await postgres.query(`DROP TABLE IF EXISTS records; CREATE TABLE records (${columns}); ${fill}`)
    await mariadb.query(`DROP TABLE IF EXISTS records; CREATE TABLE records (${columns}); ${others}`)
  }

  test('are compared by checksum and by key and hash as by merge, with exact totals', async () => {
    await create('id bigint PRIMARY KEY, name text, amount numeric(20,4), day date')(
      `INSERT INTO records SELECT n, 'name ' || n, n * 1.25, date '2026-01-01' + n % 90 FROM generate_series(-200, 2000) AS n;
       DELETE FROM records WHERE id = 1999; UPDATE records SET name = NULL WHERE id = -7`,
      `INSERT INTO records SELECT n, CONCAT('name ', n), n * 1.25, date '2026-01-01' + INTERVAL (n % 90) DAY
         FROM (SELECT CAST(seq AS SIGNED) - 200 AS n FROM seq_0_to_2200) AS numbers;
       UPDATE records SET amount = amount + 0.0001 WHERE id = 17; DELETE FROM records WHERE id = 400`,
    )
    const fields = { name: {}, amount: {}, day: {} }
    const merged = await compare('merge', fields)
    expect(merged.found.findings.map(({ kind, key }) => [kind, key.id])).toEqual([
      ['mismatch', '-7'],
      ['mismatch', '17'],
      ['missing', '400'],
      ['missing', '1999'],
    ])
    for (const [way, message] of [
      ['checksum', 'checksums were compared'],
      ['keyHash', 'hashes were compared'],
    ] as const) {
      const { found, messages } = await compare(way, fields)
      expect(messages).toEqual([message])
      expect(found).toEqual(merged.found)
    }
    const totals = { ...fields, amount: { total: true } }
    const { found, messages } = await compare('checksum', totals)
    expect(messages).toEqual(['checksums were compared'])
    expect(found).toEqual((await compare('merge', totals)).found)
  })

  test('are read whole, and the log says why, where one cannot hash a column or there is no one database', async () => {
    await create('id bigint PRIMARY KEY, ratio real')('', 'ALTER TABLE records MODIFY ratio float')
    expect((await compare('checksum', { ratio: {} })).messages).toEqual(['all records are read'])
    expect((await compare('join', { ratio: {} })).messages).toEqual(['all records are read'])
  })

  test('agree on random records, whatever the way', async () => {
    await create('id varchar(20), name text')('', '')
    const key = fc.constantFrom(null, '', ' ', 'a', 'A', 'á', 'a ', '7', '😀', 'b', 'c', 'd')
    const text = fc.constantFrom(null, '', 'x', 'X', 'x ', '\\N', 'a\tb', 'é', '😀')
    const rows = fc.array(fc.tuple(key, text), { maxLength: 15 })
    const fill = async (
      one: { query: TestPostgres['query'] },
      place: readonly [string, string],
      content: readonly (readonly (string | null)[])[],
    ) => {
      await one.query('DELETE FROM records')
      for (const row of content) await one.query(`INSERT INTO records VALUES (${place.join(', ')})`, row)
    }
    const runs = Math.min(Number(process.env.COUNTERFOIL_PROPERTY_RUNS ?? 15), 200)
    await fc.assert(
      fc.asyncProperty(rows, rows, fc.boolean(), async (a, b, isSame) => {
        await fill(postgres, ['$1', '$2'], a)
        await fill(mariadb, ['?', '?'], isSame ? a : [...a.slice(2), ...b.slice(0, 4)])
        const merged = sorted((await compare('merge', { name: {} })).found)
        for (const way of ['checksum', 'keyHash'] as const) {
          expect(sorted((await compare(way, { name: {} })).found), way).toEqual(merged)
        }
      }),
      { numRuns: runs },
    )
  })
})

/** Records with one key, or none, come in the order of their source. */
function sorted<Found extends { findings: readonly object[] }>(found: Found): Found {
  const texts = found.findings.map((finding) => JSON.stringify(finding)).sort()
  return { ...found, findings: texts.map((text) => JSON.parse(text)) }
}
