import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runChild } from '../support/run-child.ts'

test('comparisons of files, an API and SQLite are stopped or fail at any moment without a crash', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-stop-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const end = await runChild(new URL('stop-comparisons.mjs', import.meta.url), folder, '15')
  expect(end).toMatchObject({ status: 0, signal: null, stderr: '' })
  const { left, ...ends } = JSON.parse(end.stdout)
  expect(left).toEqual([])
  // Stopped ones, and those of the broken file; the others came to their end before they were stopped, or none did.
  const counts = ends as Record<string, number>
  expect(
    Object.keys(counts).filter((name) => !/^(completed|run-stopped|source-incomplete)$/.test(name)),
  ).toEqual([])
  expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(60)
})
