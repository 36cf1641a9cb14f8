import { readFile, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { listDiscrepancies } from '../../src/operations/list-discrepancies.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { listEvents } from '../../src/store/events.ts'
import { listRuns } from '../../src/store/runs.ts'
import type { TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'
import { writeSettled } from '../support/write-settled.ts'

let server: TrackerServer
let files: TrackedFiles

beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())

beforeEach(async () => {
  files = await server.open()
  await files.write('crm.csv', [
    'id,balance,plan,created',
    '1,10.00,pro,2026-11-01',
    '2,20.00,pro,2026-11-02',
    '3,30.00,free,2026-11-03',
  ])
  await files.write('billing.csv', [
    'id,balance,plan,created',
    '1,10.00,pro,2026-11-01',
    '2,25.00,pro,2026-11-02',
    '4,40.00,free,2026-11-04',
  ])
})
afterEach(async () => await files.close())

const run = (scope: Parameters<typeof runReconciliation>[1]['scope'] = { kind: 'everything' }) =>
  runReconciliation(files.context, { name: 'customers', scope, trigger: 'cli', requestedBy: 'ada' })

async function openOnes() {
  const { discrepancies } = await listDiscrepancies(files.context, { limit: 100 })
  return discrepancies
    .map(({ number, finding, status }) => `#${number} ${finding.kind} ${finding.key.id} ${status}`)
    .sort()
}

const agreeing = [
  'id,balance,plan,created',
  '1,10.00,pro,2026-11-01',
  '2,20.00,pro,2026-11-02',
  '3,30.00,free,2026-11-03',
]

test('a run remembers what it finds, and the same run again reports nothing new', async () => {
  const first = await run()
  expect(first.changes).toEqual({ opened: 3, seenAgain: 0, reopened: 0, resolved: 0 })
  const before = await openOnes()
  expect(before.map((line) => line.replace(/#\d+ /, '')).sort()).toEqual([
    'mismatch 2 new',
    'missing 3 new',
    'missing 4 new',
  ])
  const second = await run()
  expect(second.changes).toEqual({ opened: 0, seenAgain: 3, reopened: 0, resolved: 0 })
  expect(await openOnes()).toEqual(before)
})

test('a fixed record resolves its discrepancy, and one that returns reopens it with the same number', async () => {
  await run()
  const before = await openOnes()
  const broken = await readFile(join(files.folder, 'billing.csv'))
  await files.write('billing.csv', agreeing)
  expect((await run()).changes).toEqual({ opened: 0, seenAgain: 0, reopened: 0, resolved: 3 })
  expect(await openOnes()).toEqual([])
  await writeSettled(join(files.folder, 'billing.csv'), broken)
  const returned = await run()
  expect(returned.changes).toEqual({ opened: 0, seenAgain: 0, reopened: 3, resolved: 0 })
  expect(await openOnes()).toEqual(before)
  const kinds = (await listEvents(files.context.db, returned.discrepancies[0]!.number)).map(
    ({ kind }) => kind,
  )
  expect(kinds).toEqual(['opened', 'resolved', 'reopened'])
})

const breakages: Record<string, (path: string) => Promise<void>> = {
  missing: (path) => rm(path),
  empty: (path) => truncate(path, 0),
  'not UTF-8': (path) =>
    writeSettled(path, Buffer.from('id,balance,plan,created\n1,10,\xff\xfe,2026-11-01\n', 'latin1')),
  'cut in the middle of a row': (path) =>
    writeSettled(path, 'id,balance,plan,created\n1,10.00,pro,2026-11-01\n2,25'),
  'cut inside quotes': (path) => writeSettled(path, 'id,balance,plan,created\n1,10.00,"pro,2026-11-01\n'),
}

for (const [how, breakIt] of Object.entries(breakages)) {
  test(`a run fails and leaves the tracker as it was when a source is ${how}`, async () => {
    await run()
    const before = await openOnes()
    await breakIt(join(files.folder, 'billing.csv'))
    await expect(run()).rejects.toThrow(/billing/)
    expect(await openOnes()).toEqual(before)
    const [last] = await listRuns(files.context.db, { reconciliation: 'customers', limit: 1 })
    expect(last).toMatchObject({ state: 'failed', changes: null })
    expect(last?.error).toMatch(/billing/)
  })
}

test('a run fails when a gzip file is cut short', async () => {
  const zipped = await server.open(
    (await readFile(join(files.folder, 'counterfoil.yml'), 'utf8')).replace('billing.csv', 'billing.csv.gz'),
  )
  try {
    await zipped.write('crm.csv', agreeing)
    const whole = gzipSync(`${agreeing.join('\n')}\n`)
    const request = {
      name: 'customers',
      scope: { kind: 'everything' },
      trigger: 'cli',
      requestedBy: 'ada',
    } as const
    await writeSettled(join(zipped.folder, 'billing.csv.gz'), whole)
    expect((await runReconciliation(zipped.context, request)).changes.opened).toBe(0)
    await writeSettled(join(zipped.folder, 'billing.csv.gz'), whole.subarray(0, whole.length - 10))
    await expect(runReconciliation(zipped.context, request)).rejects.toThrow(/billing/)
  } finally {
    await zipped.close()
  }
})

test('a check of one key concludes about that key alone', async () => {
  await run()
  await files.write('billing.csv', agreeing)
  const checked = await run({ kind: 'keys', keys: [{ id: '2' }] })
  expect(checked.changes).toEqual({ opened: 0, seenAgain: 0, reopened: 0, resolved: 1 })
  expect(checked.comparison.records).toHaveLength(1)
  expect((await openOnes()).map((line) => line.replace(/#\d+ /, ''))).toEqual(
    ['missing 3 new', 'missing 4 new'].sort(),
  )
})

test('a check of one key that is gone from every side resolves what was missing', async () => {
  await run()
  await files.write('billing.csv', ['id,balance,plan,created', '1,10.00,pro,2026-11-01'])
  const checked = await run({ kind: 'keys', keys: [{ id: '4' }] })
  expect(checked.changes.resolved).toBe(1)
})

test('a date range does not call a record missing that the other side dates outside the range', async () => {
  await files.write('crm.csv', ['id,balance,plan,created', '1,10.00,pro,2026-11-07', '2,1.00,pro,2026-11-07'])
  await files.write('billing.csv', ['id,balance,plan,created', '1,10.00,pro,2026-11-08'])
  const { comparison, changes } = await run({ kind: 'dates', from: '2026-11-01', to: '2026-11-07' })
  expect(comparison.findings).toMatchObject([{ kind: 'missing', key: { id: '2' }, missingFrom: ['billing'] }])
  expect(comparison.summary.counts).toMatchObject({ matched: 1, agreeing: 1, missing: 1 })
  expect(changes.opened).toBe(1)
})

test('a date range resolves open discrepancies that now agree, and leaves the others open', async () => {
  await run()
  await files.write('billing.csv', [...agreeing.slice(0, 3), '4,40.00,free,2026-11-04'])
  const { changes } = await run({ kind: 'dates', from: '2026-11-02', to: '2026-11-02' })
  expect(changes).toEqual({ opened: 0, seenAgain: 2, reopened: 0, resolved: 1 })
})

test('a second run of the same scope is refused while one is going', async () => {
  const outcomes = await Promise.allSettled([run(), run()])
  const refused = outcomes.filter(({ status }) => status === 'rejected')
  expect(refused).toMatchObject([{ reason: { code: 'run-busy' } }])
})

test('an expected difference stays silent until its values change', async () => {
  const first = await run()
  const mismatch = first.discrepancies.find(({ finding }) => finding.kind === 'mismatch')!
  const actor = { kind: 'person', id: 'ada', surface: 'cli' } as const
  await triageDiscrepancy(files.context, {
    number: mismatch.number,
    action: 'resolve',
    actor,
    reason: 'expected',
  })
  expect((await run()).changes).toMatchObject({ reopened: 0 })
  await files.write('billing.csv', [
    'id,balance,plan,created',
    '1,10.00,pro,2026-11-01',
    '2,26.00,pro,2026-11-02',
    '4,40.00,free,2026-11-04',
  ])
  const changed = await run()
  expect(changed.changes).toMatchObject({ opened: 0, reopened: 1 })
  expect(await openOnes()).toContain(`#${mismatch.number} mismatch 2 new`)
})

test('triage accepts the first of two people and tells the second who was faster', async () => {
  const { discrepancies } = await run()
  const { number } = discrepancies[0]!
  const click = (id: string) =>
    triageDiscrepancy(files.context, {
      number,
      action: 'acknowledge',
      actor: { kind: 'person', id, surface: 'slack' },
    })
  const outcomes = await Promise.all([click('U1'), click('U2')])
  expect(outcomes.filter(({ accepted }) => accepted)).toHaveLength(1)
  const winner = outcomes.find(({ accepted }) => accepted)!
  const loser = outcomes.find(({ accepted }) => !accepted)!
  expect(loser).toMatchObject({ refused: 'already', discrepancy: { statusBy: winner.discrepancy.statusBy } })
})

test('triage of a number that does not exist is a clear refusal', async () => {
  const actor = { kind: 'person', id: 'ada', surface: 'cli' } as const
  await expect(
    triageDiscrepancy(files.context, { number: 99, action: 'acknowledge', actor }),
  ).rejects.toThrow(/#99/)
})
