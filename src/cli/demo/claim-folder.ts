import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CounterfoilError } from '../../domain/errors.ts'

const LOCK_FILE = 'demo.pid'
/** What every folder of a demo has, and no folder of something else. */
const MARK_FILE = 'demo.json'

/** Folders of this process's own demos, which its process number alone cannot tell from those of a dead one. */
const claimed = new Set<string>()

/**
 * Takes a folder for one demo and says how to give it back. Throws `tracker-busy` where a demo runs in it and `usage`
 * where it holds something else: the demo overwrites and deletes files.
 */
export async function claimFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true })
  const files = await readdir(folder)
  if (files.length > 0 && !files.includes(MARK_FILE) && !files.includes(LOCK_FILE)) {
    throw new CounterfoilError(
      'usage',
      `"${folder}" holds files that are not of a demo. Give an empty or new folder, for example: --data ${join(folder, 'demo')}`,
    )
  }
  await refuseIfRunning(folder)
  await writeFile(join(folder, LOCK_FILE), `${process.pid}\n`)
  claimed.add(folder)
  return async () => {
    claimed.delete(folder)
    await rm(join(folder, LOCK_FILE), { force: true })
  }
}

/** Deletes what earlier demos left in a claimed folder. */
export async function emptyFolder(folder: string): Promise<void> {
  for (const file of await readdir(folder)) {
    if (file !== LOCK_FILE) await rm(join(folder, file), { recursive: true, force: true })
  }
}

async function refuseIfRunning(folder: string): Promise<void> {
  const path = join(folder, LOCK_FILE)
  const pid = Number(await readFile(path, 'utf8').catch(() => ''))
  const running = pid === process.pid ? claimed.has(folder) : pid > 0 && isAlive(pid)
  if (!running) return
  throw new CounterfoilError(
    'tracker-busy',
    `A demo runs in "${folder}" already (process ${pid}). Stop it, or give another folder with --data and another --port. ` +
      `If no demo runs, delete ${path}`,
  )
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
