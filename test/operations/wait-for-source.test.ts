import { afterAll, beforeAll, expect, test } from 'vitest'
import { openConnector } from '../../src/connectors/open-connector.ts'
import type { CandidateSearch } from '../../src/domain/reconciliation.ts'
import type { OnWait } from '../../src/domain/source-wait.ts'
import { compareReconciliation } from '../../src/operations/compare-reconciliation.ts'
import { listenForWait } from '../connectors/listen-for-wait.ts'
import { quietLog } from '../connectors/read-all.ts'
import { makeReconciliation } from '../engine/make-reconciliation.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'

let postgres: TestPostgres

beforeAll(async () => {
  postgres = await startPostgres()
  await postgres.query(`CREATE TABLE load (level int); INSERT INTO load VALUES (0);
    CREATE TABLE a AS SELECT i::int AS id, repeat('x', 300) AS plan FROM generate_series(1, 30000) AS i;
    CREATE TABLE b AS SELECT id, CASE id WHEN 29999 THEN 'other' ELSE plan END AS plan FROM a WHERE id <> 7`)
})
afterAll(async () => await postgres?.close())

const setLoad = async (level: number) => void (await postgres.query('UPDATE load SET level = $1', [level]))

/** Compares two tables of one server, of which the source `a` may be busy. */
async function compare(
  candidates: CandidateSearch,
  { atMostSeconds = 600, signal = new AbortController().signal, onWait }: Partial<Asked> = {},
) {
  const common = { type: 'postgres', url: postgres.url, statementTimeoutSeconds: 60 } as const
  const pauseWhile = { query: 'SELECT level FROM load', everySeconds: 0.2, atMostSeconds }
  const context = {
    connect: (name: string, telling?: OnWait) =>
      openConnector({
        name,
        settings: name === 'a' ? { ...common, pauseWhile } : common,
        scratchFolder: '/nowhere',
        log: quietLog,
        ...(telling ? { onWait: telling } : {}),
      }),
    scratchFolder: '/nowhere',
    log: quietLog,
    now: () => new Date('2026-11-21T12:00:00Z'),
    newId: () => 'run-1',
    signal,
    ...(onWait ? { onWait } : {}),
  }
  const made = makeReconciliation({ sides: { a: {}, b: {} }, fields: { plan: {} } })
  const sides = made.sides.map((side) => ({
    ...side,
    location: { table: side.name, query: null, where: null },
  }))
  const reconciliation = { ...made, sides, candidates }
  const { findings } = await compareReconciliation(context, { reconciliation, scope: { kind: 'everything' } })
  return findings.map(({ kind, key }) => `${kind} ${key.id}`).sort()
}

interface Asked {
  readonly atMostSeconds: number
  readonly signal: AbortSignal
  readonly onWait: OnWait
}

/** Comes back when the server has no session of ours, and else never. */
async function noSessions(): Promise<void> {
  const none = `SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'counterfoil') AS yes`
  while ((await postgres.query(none))[0]!.yes !== true);
}

const CANDIDATES = ['merge', 'checksum', 'keyHash', 'join', 'auto'] as const

test.each(CANDIDATES)(
  'a run with candidates: %s waits for its source, and then finds what it finds',
  async (how) => {
    await setLoad(1)
    const wait = listenForWait()
    const comparing = compare(how, { onWait: wait.onWait })
    expect(await wait.begun).toBe('a')
    await setLoad(0)
    expect(await comparing).toEqual(['mismatch 29999', 'missing 7'])
    await noSessions()
  },
)

test('a run that waited too long fails, and stops what it began on the other side', async () => {
  await setLoad(1)
  await expect(compare('merge', { atMostSeconds: 0.01 })).rejects.toMatchObject({ code: 'source-busy' })
  await noSessions()
})

test('a run that is stopped while it waits ends then, and leaves nothing behind', async () => {
  await setLoad(1)
  const wait = listenForWait()
  const stop = new AbortController()
  const comparing = compare('merge', { onWait: wait.onWait, signal: stop.signal })
  await wait.begun
  stop.abort()
  await expect(comparing).rejects.toMatchObject({ code: 'run-stopped' })
  await noSessions()
})
