import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CounterfoilError } from '../../domain/errors.ts'
import { lockFolder } from '../../store/lock-folder.ts'

/** Whose a folder is: each has a folder of that name in it, which no folder of something else has; in it is the lock. */
export type FolderMark = 'demo' | 'playground'

/**
 * Takes a folder for one demo or playground and says how to give it back. Throws `tracker-busy` where one runs in it and
 * `usage` where it holds something else: files in it are overwritten and deleted. The tracker has a lock of its own, but it
 * is opened last.
 */
export async function claimFolder(folder: string, mark: FolderMark): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true })
  const files = await readdir(folder)
  if (files.length > 0 && !files.includes(mark)) {
    throw new CounterfoilError(
      'usage',
      `"${folder}" holds files that are not of a ${mark}. Give an empty or new folder, for example: --data ${join(folder, mark)}`,
    )
  }
  const lock = await lockFolder(join(folder, mark)).catch((cause: unknown) => {
    if (!(cause instanceof CounterfoilError) || cause.code !== 'tracker-busy') throw cause
    const sentence = `A ${mark} runs in "${folder}" already. Stop it, or give this one another folder and page: --data FOLDER --port NUMBER`
    throw new CounterfoilError('tracker-busy', sentence, { cause })
  })
  return lock.release
}

/** Deletes what was left in a claimed folder. */
export async function emptyFolder(folder: string, mark: FolderMark): Promise<void> {
  for (const file of await readdir(folder)) {
    if (file !== mark) await rm(join(folder, file), { recursive: true, force: true })
  }
}
