import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CounterfoilError } from '../../domain/errors.ts'
import { lockFolder } from '../../store/lock-folder.ts'

/** Every demo's folder has it, no folder of something else; in it is the lock. */
const MARK = 'demo'

/**
 * Takes a folder for one demo and says how to give it back. Throws `tracker-busy` where a demo runs in it and `usage`
 * where it holds something else: the demo overwrites and deletes files. The tracker has a lock of its own, but it is
 * opened last.
 */
export async function claimFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true })
  const files = await readdir(folder)
  if (files.length > 0 && !files.includes(MARK)) {
    throw new CounterfoilError(
      'usage',
      `"${folder}" holds files that are not of a demo. Give an empty or new folder, for example: --data ${join(folder, 'demo')}`,
    )
  }
  const lock = await lockFolder(join(folder, MARK)).catch((cause: unknown) => {
    if (!(cause instanceof CounterfoilError) || cause.code !== 'tracker-busy') throw cause
    const sentence = `A demo runs in "${folder}" already. Stop it, or give this one another folder and page: --data FOLDER --port NUMBER`
    throw new CounterfoilError('tracker-busy', sentence, { cause })
  })
  return lock.release
}

/** Deletes what earlier demos left in a claimed folder. */
export async function emptyFolder(folder: string): Promise<void> {
  for (const file of await readdir(folder)) {
    if (file !== MARK) await rm(join(folder, file), { recursive: true, force: true })
  }
}
