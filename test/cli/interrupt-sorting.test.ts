import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { makeFolder, startCounterfoil } from './run-counterfoil.ts'

test('compare exits 130 and leaves nothing on disk when it is interrupted while DuckDB sorts', async () => {
  // CSV would be sorted in memory.
  const lines = Array.from(
    { length: 400_000 },
    (_, row) => `{"id":"K-${(row * 7919) % 400_009}","plan":"pro"}`,
  )
  const file = `${lines.join('\n')}\n`
  const cwd = await makeFolder({ 'a.ndjson': file, 'b.ndjson': file })
  const scratch = join(cwd, 'data', 'scratch')
  const { child, ended } = startCounterfoil(['compare', 'a.ndjson', 'b.ndjson', '--key', 'id'], {
    cwd,
    env: { COUNTERFOIL_DATA: 'data' },
  })
  const files = () => readdir(scratch, { recursive: true }).catch(() => [])
  // DuckDB makes its file before it sorts.
  while (!(await files()).some((name) => name.endsWith('.sorted')) && child.exitCode === null) await pause(5)
  child.kill('SIGINT')
  const { status, stdout, stderr } = await ended
  expect({ status, signal: child.signalCode, stdout }).toEqual({ status: 130, signal: null, stdout: '' })
  expect(stderr).toContain('counterfoil: Stopped')
  expect(await files()).toEqual([])
})
