import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { copyEmbeddedTracker } from '../support/embedded-tracker.ts'
import { writeSettled } from '../support/write-settled.ts'
import { makeFolder, runCounterfoil, runShell } from './run-counterfoil.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, key: id }
      billing: { source: billing, key: id }
    fields: { plan: text }
`
const csv = (plan: string, count: number) =>
  `id,plan\n${Array.from({ length: count }, (_, id) => `${id},${plan}\n`).join('')}`

/** The words of no trace of a stack, and of nothing that only we can read. */
const INTERNAL = /\n +at |internal error|Build with|Failed query/

/** No file of the child may be larger than so many KB: for whoever writes, the disk is then full. */
const limited = (kilobytes: number, line: string) => `ulimit -f ${kilobytes}; ${line}`

test('a standard output that is full ends with 3 and one line that says so', async () => {
  const cwd = await makeFolder({ 'a.csv': csv('pro', 2_000), 'b.csv': csv('free', 2_000) })
  const compare = 'counterfoil compare a.csv b.csv --key id --format json > /dev/full'
  const { status, stderr } = await runShell(compare, { cwd })
  expect(status).toBe(3)
  expect(stderr).toMatch(/^counterfoil: ENOSPC: no space left on device[^\n]*\n$/)
})

test('a full disk under the scratch folder fails the comparison, blames the disk and leaves nothing there', async () => {
  const lines = Array.from(
    { length: 60_000 },
    (_, row) => `{"id":"K-${(row * 7919) % 60_013}","plan":"pro"}\n`,
  )
  const cwd = await makeFolder({ 'a.ndjson': lines.join(''), 'b.ndjson': lines.toReversed().join('') })
  const line = limited(200, 'counterfoil compare a.ndjson b.ndjson --key id')
  const { status, stdout, stderr } = await runShell(line, { cwd, env: { COUNTERFOIL_DATA: 'data' } })
  expect({ status, stdout }).toEqual({ status: 3, stdout: '' })
  expect(stderr).toMatch(
    /^counterfoil: [ab]: [^\n]*make room on the disk of the data folder, then run again\.\n$/,
  )
  expect(await readdir(join(cwd, 'data', 'scratch'))).toEqual([])
})

test('a first start on a full disk says so, and the next one begins anew', { timeout: 120_000 }, async () => {
  const cwd = await makeFolder({
    'counterfoil.yml': CONFIG,
    'crm.csv': csv('pro', 2),
    'billing.csv': csv('free', 2),
  })
  const env = { COUNTERFOIL_DATA: join(cwd, 'data') }
  const full = await runShell(limited(2_000, 'counterfoil run customers'), { cwd, env })
  expect(full).toMatchObject({ status: 3, stdout: '' })
  expect(full.stderr).toMatch(
    /^counterfoil: The tracker in \S+ cannot be opened \([^\n]*disk has room[^\n]*\n$/,
  )
  expect(full.stderr).not.toMatch(INTERNAL)
  const again = await runCounterfoil(['run', 'customers'], { cwd, env })
  expect(again.status).toBe(1)
  expect(again.stderr).toContain('opened 2')
})

test('an embedded tracker that cannot write says so or has to be killed, and knows afterwards what it knew before', {
  timeout: 180_000,
}, async () => {
  const cwd = await makeFolder({
    'counterfoil.yml': CONFIG,
    'crm.csv': csv('pro', 50),
    'billing.csv': csv('free', 50),
  })
  const data = join(cwd, 'data')
  await copyEmbeddedTracker(data)
  const place = { cwd, env: { COUNTERFOIL_DATA: data } }
  const list = () => runCounterfoil(['list', '--format', 'ndjson'], place)
  expect((await runCounterfoil(['run', 'customers'], place)).stderr).toContain('opened 50')
  const known = await list()
  await writeSettled(join(cwd, 'billing.csv'), csv('x'.repeat(100), 50))
  // The database that runs in our process may never come back from a write of its log that failed: nothing but a kill helps.
  const line = 'export -f counterfoil; timeout -s KILL 20 bash -c "counterfoil run customers"; exit $?'
  const { status, stderr } = await runShell(limited(2_000, line), place)
  expect([3, 137]).toContain(status)
  expect(stderr).not.toMatch(INTERNAL)
  if (status === 3) expect(stderr).toMatch(/disk/)
  expect(await list()).toEqual(known)
})
