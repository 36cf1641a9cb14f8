import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runChild } from '../support/run-child.ts'

test('a scratch is closed at any moment of its work without a crash, and leaves nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-scratch-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const script = new URL('close-while-working.mjs', import.meta.url)
  const end = await runChild(script, folder, '120')
  expect(end).toEqual({ status: 0, signal: null, stdout: '120 cycles, left: \n', stderr: '' })
})
