import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { watch } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lockFolder } from '../../src/store/lock-folder.ts'
import { type LockHolder, ourselves, writeHolder } from '../../src/store/lock-holder.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'counterfoil-lock-'))
})
afterEach(async () => await rm(folder, { recursive: true, force: true }))

const BEAT_MS = 50
const lock = () => lockFolder(folder, BEAT_MS)
const file = () => join(folder, 'tracker.lock')
const write = (holder: Partial<LockHolder>) => writeFile(file(), writeHolder({ ...ourselves(), ...holder }))
const busy = (words: RegExp) => ({ code: 'tracker-busy', message: expect.stringMatching(words) })

/** A process that lives for as long as the work takes. */
async function besideAnother(work: (pid: number) => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  await work(child.pid!).finally(() => child.kill('SIGKILL'))
  await once(child, 'exit')
}

const birthOf = async (pid: number) => {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8')
  return status.slice(status.lastIndexOf(')') + 2).split(' ')[19]!
}

describe.runIf(ourselves().space !== null)('a lock of this machine', () => {
  test('is respected while its process lives', async () => {
    await besideAnother(async (pid) => {
      await write({ pid, birth: await birthOf(pid) })
      await expect(lock()).rejects.toMatchObject(busy(new RegExp(`in use by process ${pid}: stop`)))
    })
  })

  test('is taken over when another process has its id by now', async () => {
    await besideAnother(async (pid) => {
      await write({ pid, birth: '1' })
      await (await lock()).release()
    })
  })

  test('is taken over when its process was killed and nobody has looked after it', async () => {
    // The shell becomes a program that never asks what became of its child.
    const parent = spawn('bash', ['-c', 'sleep 1000 & echo $!; exec sleep 1000'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const pid = Number(String((await once(parent.stdout, 'data'))[0]))
    await write({ pid, birth: await birthOf(pid) })
    process.kill(pid, 'SIGKILL')
    await expect.poll(async () => await readFile(`/proc/${pid}/stat`, 'utf8')).toContain(') Z ')
    await (await lock()).release()
    parent.kill('SIGKILL')
    await once(parent, 'exit')
  })

  test('is taken over when its process is dead, and leaves nothing behind', async () => {
    await write({ pid: 2 ** 22 + 1, birth: '1' })
    await (await lock()).release()
    expect(await readdir(folder)).toEqual([])
  })
})

describe('a lock of another machine or container', () => {
  const elsewhere = { pid: process.pid, host: 'web-2', space: 'another boot', birth: '1' }

  test('is respected while it shows life, and the machine is named', async () => {
    await write(elsewhere)
    const beat = setInterval(() => void utimes(file(), new Date(), new Date()), BEAT_MS)
    await expect(lock()).rejects.toMatchObject(busy(/in use by process \d+ on web-2: stop/))
    clearInterval(beat)
  })

  test('is taken over when it shows none, or the last was long ago', async () => {
    await write(elsewhere)
    const first = await lock()
    await first.release()
    await write(elsewhere)
    const yesterday = new Date(Date.now() - 86_400_000)
    await utimes(file(), yesterday, yesterday)
    await (await lockFolder(folder, 3_600_000)).release()
  })

  test('is told apart from ours, also when host and process id are the same', async () => {
    await write({ space: 'another container' })
    const beat = setInterval(() => void utimes(file(), new Date(), new Date()), BEAT_MS)
    await expect(lock()).rejects.toMatchObject(busy(/in use by process/))
    clearInterval(beat)
  })
})

test('a holder shows life, and takes away only its own lock', async () => {
  const held = await lock()
  const touched = new Promise<void>((resolve) => {
    const watcher = watch(file(), () => {
      watcher.close()
      resolve()
    })
  })
  await touched
  const taken = { pid: 7, host: 'web-2', space: 'another boot', birth: '1' }
  await write(taken)
  await held.release()
  expect(await readdir(folder)).toEqual(['tracker.lock'])
})
