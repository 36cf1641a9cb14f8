import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { expect, onTestFinished, test } from 'vitest'
import { reportDiscrepancies } from '../../src/operations/report-discrepancies.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { copyEmbeddedTracker } from '../support/embedded-tracker.ts'

/** Two pages and a half of it, every second one resolved on the 3rd. */
const COUNT = 2_500

test('reportDiscrepancies() writes every page once, and of days what lived on them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-report-'))
  await copyEmbeddedTracker(folder)
  const { db, close } = await openDatabase({ databaseUrl: null, dataFolder: folder })
  onTestFinished(async () => {
    await close()
    await rm(folder, { recursive: true, force: true })
  })
  await db.execute(sql`insert into discrepancies (reconciliation, fingerprint, kind, key_text, finding, severity, status,
      status_by, status_at, resolution_reason, first_seen_at, last_seen_at, times_seen, times_reopened, first_run_id,
      last_run_id, version)
    select 'customers', id::text, 'duplicate', '["' || id || '"]', json_build_object('kind', 'duplicate', 'key',
        json_build_object('id', id::text), 'side', 'crm', 'count', 2, 'severity', (array['high', 'medium', 'low'])[1 + id % 3]),
      (array['high', 'medium', 'low'])[1 + id % 3], case when id % 2 = 0 then 'resolved' else 'new' end,
      '{"kind":"run","id":"r","surface":"run"}', '2026-11-03T12:00Z', case when id % 2 = 0 then 'agrees' end,
      '2026-11-02T23:30Z', '2026-11-02T23:30Z', 1, 0, 'r', 'r', 1
    from generate_series(1, ${COUNT}::int) as id`)
  const nothing = () => {}
  const context = {
    db,
    settings: { sources: {}, reconciliations: [] },
    scratchFolder: join(folder, 'scratch'),
    newId: () => 'one',
    now: () => new Date('2026-11-07T09:00:00Z'),
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  }
  const actor = { kind: 'person', id: 'U1', surface: 'slack' } as const
  const report = async (period: Parameters<typeof reportDiscrepancies>[1]['period']) => {
    const { path, rows, bytes, remove } = await reportDiscrepancies(context, {
      actor,
      reconciliation: null,
      period,
    })
    const text = await readFile(path, 'utf8')
    await remove()
    expect(Buffer.byteLength(text)).toBe(bytes)
    const lines = text.split('\r\n').slice(1, -1)
    const numbers = lines.map((line) => Number(line.split(',')[0]))
    const severities = lines.map((line) => /,(high|medium|low),(?:new|resolved),/.exec(line)?.[1])
    // All of one before the next.
    expect(severities.filter((severity, index) => severity !== severities[index - 1])).toEqual(
      rows === 0 ? [] : ['high', 'medium', 'low'],
    )
    expect(new Set(numbers).size).toBe(rows)
    return numbers.length
  }
  expect(await report(null)).toBe(COUNT / 2)
  expect(await report({ from: '2026-11-03', to: '2026-11-03', zone: 'UTC' })).toBe(COUNT)
  expect(await report({ from: '2026-11-04', to: '2026-11-30', zone: 'UTC' })).toBe(COUNT / 2)
  // First seen at half past eleven at night: in Berlin that is the next day.
  expect(await report({ from: '2026-11-02', to: '2026-11-02', zone: 'UTC' })).toBe(COUNT)
  expect(await report({ from: '2026-11-02', to: '2026-11-02', zone: 'Europe/Berlin' })).toBe(0)
  expect(await readdir(context.scratchFolder)).toEqual([])
})
