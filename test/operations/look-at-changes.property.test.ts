import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compareReconciliation } from '../../src/operations/compare-reconciliation.ts'
import type { Context } from '../../src/operations/context.ts'
import { listDiscrepancies } from '../../src/operations/list-discrepancies.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { fingerprint } from '../../src/tracker/fingerprint.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { openTrackedFiles, type TrackedFiles } from '../support/tracked-files.ts'

const SIDES = ['crm', 'billing'] as const
const CASES = 6

/** Each case has a reconciliation of its own, over tables of its own. */
const CONFIG = `
sources:
  db: { type: postgres, url: "\${DB_URL}" }
reconciliations:
${Array.from(
  { length: CASES },
  (_, index) => `
  case${index}:
    sides:
      crm: { source: db, table: crm${index}, key: id, updatedAt: changed_at }
      billing: { source: db, table: billing${index}, key: id, updatedAt: changed_at }
    fields:
      balance: { type: decimal, tolerance: 0.5 }
      plan: { type: text, nulls: pending }
    missing: { grace: 20m }
    changes: { overlap: 5m, sweep: true }
    guard: false`,
).join('')}
`

let postgres: TestPostgres
let files: TrackedFiles
beforeAll(async () => {
  postgres = await startPostgres()
  for (let index = 0; index < CASES; index++) {
    for (const side of SIDES) {
      await postgres.query(
        `create table ${side}${index} (id int, balance numeric(8,2), plan text, changed_at timestamptz)`,
      )
    }
  }
  await postgres.query('create database tracker')
  const databaseUrl = postgres.url.replace(/postgres$/, 'tracker')
  files = await openTrackedFiles({ config: CONFIG, variables: { DB_URL: postgres.url }, databaseUrl })
})
afterAll(async () => {
  await files?.close()
  await postgres?.close()
})

const edit = fc.record({
  what: fc.constantFrom('write', 'write', 'write', 'delete', 'add'),
  side: fc.constantFrom(...SIDES),
  id: fc.integer({ min: 1, max: 6 }),
  balance: fc.constantFrom('1.00', '1.40', '9.00'),
  plan: fc.constantFrom('pro', 'free', null),
  /** Minutes between the time that stands in the record and its commit: within the overlap. */
  late: fc.integer({ min: 0, max: 4 }),
})
const step = fc.record({
  minutes: fc.integer({ min: 0, max: 30 }),
  edits: fc.array(edit, { maxLength: 4 }),
})

test('runs of changes leave open what full runs would', async () => {
  let index = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 9 }), async (steps) => {
      await follow(index++, steps)
    }),
    { numRuns: CASES, endOnFailure: true },
  )
})

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never
type Edit = Step['edits'][number]

/** After each step a run of changes, and then both sides compared whole: what is open is what that finds. */
async function follow(index: number, steps: readonly Step[]): Promise<void> {
  const name = `case${index}`
  let now = new Date('2026-11-21T12:00:00Z')
  const context: Context = { ...files.context, now: () => now }
  const reconciliation = context.settings.reconciliations[index]!
  for (const { minutes, edits } of steps) {
    now = new Date(now.getTime() + minutes * 60_000)
    for (const each of edits) await apply(`${each.side}${index}`, each, now)
    await runReconciliation(context, {
      name,
      scope: { kind: 'changed' },
      trigger: 'cli',
      requestedBy: 'ada',
    })
    const { discrepancies } = await listDiscrepancies(context, {
      reconciliation: name,
      limit: 1_000,
    })
    const whole = await compareReconciliation(context, { reconciliation, scope: { kind: 'everything' } })
    expect(discrepancies.map((open) => open.fingerprint).sort()).toEqual(
      whole.findings.map((finding) => fingerprint(name, finding)).sort(),
    )
  }
}

async function apply(table: string, { what, id, balance, plan, late }: Edit, now: Date): Promise<void> {
  if (what !== 'add') await postgres.query(`delete from ${table} where id = $1`, [id])
  if (what === 'delete') return
  const changedAt = new Date(now.getTime() - late * 60_000).toISOString()
  await postgres.query(`insert into ${table} values ($1, $2, $3, $4)`, [id, balance, plan, changedAt])
}
