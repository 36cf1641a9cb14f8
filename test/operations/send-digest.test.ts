import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DigestFacts } from '../../src/domain/digest-facts.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { sendDigest } from '../../src/operations/send-digest.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { findDigest } from '../../src/store/digests.ts'
import { listPending } from '../../src/store/outbox.ts'
import type { TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'

let server: TrackerServer
let files: TrackedFiles

beforeAll(async () => {
  server = await startTrackerServer()
  files = await server.open()
})
afterAll(async () => {
  await files?.close()
  await server?.close()
})

async function run(crm: readonly string[], billing: readonly string[]): Promise<readonly number[]> {
  await files.write('crm.csv', ['id,balance,plan,created', ...crm])
  await files.write('billing.csv', ['id,balance,plan,created', ...billing])
  const scope = { kind: 'everything' } as const
  const outcome = await runReconciliation(files.context, {
    name: 'customers',
    scope,
    trigger: 'cli',
    requestedBy: 'ada',
  })
  return outcome.discrepancies.map(({ number }) => number)
}

const facts = async (day: string) => (await findDigest(files.context.db, `#ops:${day}`))?.facts as DigestFacts

test('a digest counts what happened since the last one, once a day, however often it is asked for', async () => {
  const [first] = await run(['1,10,pro,', '2,20,pro,', '3,30,pro,'], ['1,11,pro,', '2,20,free,'])
  const actor = { kind: 'person', id: 'ada', surface: 'cli' } as const
  await triageDiscrepancy(files.context, {
    number: first!,
    action: 'resolve',
    actor,
    reason: 'not-a-problem',
  })
  const asked = await Promise.all(
    [1, 2, 3].map(() => sendDigest(files.context, { channel: '#ops', day: '2026-11-01' })),
  )
  expect(asked.filter(Boolean)).toHaveLength(1)
  // Two high (a balance, a missing record) and one medium (a plan) were opened; one of the high ones was resolved.
  expect(await facts('2026-11-01')).toMatchObject({
    opened: 3,
    resolvedByPeople: 1,
    resolvedByThemselves: 0,
    open: { high: 1, medium: 1, low: 0 },
    reconciliations: [{ name: 'customers', opened: 3, resolved: 1, open: 2 }],
  })
  const due = await listPending(files.context.db)
  expect(due.map(({ tag }) => tag)).toContain('digest:#ops:2026-11-01')
})

test('the next digest starts where the last one ended', async () => {
  await run(['2,20,free,'], ['2,20,free,'])
  expect(await sendDigest(files.context, { channel: '#ops', day: '2026-11-02' })).toBe(true)
  const [before, now] = [await facts('2026-11-01'), await facts('2026-11-02')]
  expect(now.since).toBe(before.until)
  expect(now).toMatchObject({
    opened: 0,
    resolvedByPeople: 0,
    resolvedByThemselves: 2,
    open: { high: 0, medium: 0, low: 0 },
    oldest: null,
    numbers: [],
  })
})
