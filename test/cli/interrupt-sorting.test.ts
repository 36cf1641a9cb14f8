import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { makeFolder, startCounterfoil } from './run-counterfoil.ts'

test('compare exits 130 and leaves nothing on disk when it is interrupted while DuckDB sorts', async () => {
  const lines = Array.from({ length: 400_000 }, (_, row) => `K-${(row * 7919) % 400_009},pro`)
  const file = `id,plan\n${lines.join('\n')}\n`
  const cwd = await makeFolder({ 'a.csv': file, 'b.csv': file })
  const scratch = join(cwd, 'data', 'scratch')
  const { child, ended } = startCounterfoil(['compare', 'a.csv', 'b.csv', '--key', 'id'], {
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
