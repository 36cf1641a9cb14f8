import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CounterfoilError } from '../domain/errors.ts'

/** Folders that this process has locked itself. */
const held = new Set<string>()

/**
 * Keeps a data folder for this process alone: a file in it names our process id. The file of a process that died is
 * taken over. Throws `tracker-busy`.
 */
export async function lockFolder(dataFolder: string): Promise<{ release(): Promise<void> }> {
  const file = join(dataFolder, 'tracker.lock')
  await mkdir(dataFolder, { recursive: true })
  if (held.has(file)) throw busy(dataFolder, process.pid)
  held.add(file)
  try {
    await claim(dataFolder, file)
  } catch (error) {
    held.delete(file)
    throw error
  }
  const release = async () => {
    if (held.delete(file)) await rm(file, { force: true })
  }
  return { release }
}

async function claim(dataFolder: string, file: string): Promise<void> {
  const own = `${file}.${process.pid}`
  await writeFile(own, `${process.pid}\n`)
  try {
    const holder = await readHolder(file)
    if (holder !== null) {
      if (isAlive(holder)) throw busy(dataFolder, holder)
      await removeStale(file, holder)
    }
    // Unlike writing, linking is all or nothing: nobody ever reads a lock without its process id.
    await link(own, file).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
      throw busy(dataFolder, (await readHolder(file)) ?? 'another one')
    })
  } finally {
    await rm(own, { force: true })
  }
}

async function readHolder(file: string): Promise<number | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  return text === null ? null : Number.parseInt(text, 10) || 0
}

/** Our own id in a lock that we do not hold is that of a dead process: in a container they repeat. */
function isAlive(pid: number): boolean {
  if (pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Another process may have replaced the stale lock by its own since we read it: then that one is put back. */
async function removeStale(file: string, holder: number): Promise<void> {
  const aside = `${file}.stale.${process.pid}`
  await rename(file, aside).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  const moved = await readHolder(aside)
  if (moved !== null && moved !== holder) await link(aside, file).catch(() => undefined)
  await rm(aside, { force: true })
}

function busy(dataFolder: string, pid: number | string): CounterfoilError {
  return new CounterfoilError(
    'tracker-busy',
    `The tracker in ${dataFolder} is in use by process ${pid}: stop that process, or set DATABASE_URL to a ` +
      'PostgreSQL server, which several processes can use at once',
  )
}
