import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { scratchWhenNeeded } from '../../src/scratch/scratch-when-needed.ts'

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-scratch-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

test('scratchWhenNeeded() opens one scratch, when it is asked for', async () => {
  const folder = await makeFolder()
  const needed = scratchWhenNeeded(folder)
  expect(await readdir(folder)).toEqual([])
  expect(await needed.open()).toBe(await needed.open())
  expect(await readdir(folder)).toHaveLength(1)
  await needed.close()
  expect(await readdir(folder)).toEqual([])
})

test('scratchWhenNeeded() opens none after it was closed, and closes one that is still opening', async () => {
  const folder = await makeFolder()
  const needed = scratchWhenNeeded(folder)
  const opening = needed.open()
  await needed.close()
  await opening
  await expect(needed.open()).rejects.toThrow('closed')
  expect(await readdir(folder)).toEqual([])
})
