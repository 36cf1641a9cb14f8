import { link, mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CounterfoilError } from '../domain/errors.ts'
import { BEAT_MS, isHolderAlive, type LockHolder, ourselves, readHolder, writeHolder } from './lock-holder.ts'

/** Folders that this process has locked itself. */
const held = new Set<string>()

/**
 * Keeps a data folder for this process alone: a file in it names our process and machine, and shows every `beatMs` that
 * we live. The file of a process that died is taken over. Throws `tracker-busy`.
 */
export async function lockFolder(
  dataFolder: string,
  beatMs: number = BEAT_MS,
): Promise<{ release(): Promise<void> }> {
  const file = join(dataFolder, 'tracker.lock')
  await mkdir(dataFolder, { recursive: true })
  const us = ourselves()
  if (held.has(file)) throw busy(dataFolder, us)
  held.add(file)
  try {
    await claim({ dataFolder, file, us, beatMs })
  } catch (error) {
    held.delete(file)
    throw error
  }
  const beat = setInterval(() => void showLife(file, us), beatMs)
  beat.unref()
  const release = async () => {
    clearInterval(beat)
    if (held.delete(file) && (await isOurs(file, us))) await rm(file, { force: true })
  }
  return { release }
}

interface Claim {
  readonly dataFolder: string
  readonly file: string
  readonly us: LockHolder
  readonly beatMs: number
}

async function claim({ dataFolder, file, us, beatMs }: Claim): Promise<void> {
  const own = `${file}.${us.host}.${us.pid}`
  await writeFile(own, writeHolder(us))
  try {
    const text = await readLock(file)
    if (text !== null) {
      const holder = readHolder(text)
      if (await isHolderAlive(holder, file, beatMs)) throw busy(dataFolder, holder)
      await removeStale(file, text)
    }
    // Unlike writing, linking is all or nothing: nobody ever reads a lock without its process id.
    await link(own, file).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
      throw busy(dataFolder, readHolder((await readLock(file)) ?? ''))
    })
  } finally {
    await rm(own, { force: true })
  }
}

async function readLock(file: string): Promise<string | null> {
  return await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
}

async function isOurs(file: string, us: LockHolder): Promise<boolean> {
  return (await readLock(file).catch(() => null)) === writeHolder(us)
}

/** A missed beat does no harm; the next one comes. */
async function showLife(file: string, us: LockHolder): Promise<void> {
  const now = new Date()
  if (await isOurs(file, us)) await utimes(file, now, now).catch(() => undefined)
}

/** Another process may have replaced the stale lock by its own since we read it: then that one is put back. */
async function removeStale(file: string, stale: string): Promise<void> {
  const aside = `${file}.stale.${process.pid}`
  await rename(file, aside).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  const moved = await readLock(aside)
  if (moved !== null && moved !== stale) await link(aside, file).catch(() => undefined)
  await rm(aside, { force: true })
}

function busy(dataFolder: string, { pid, host }: LockHolder): CounterfoilError {
  const process = pid > 0 ? `process ${pid}` : 'another process'
  const where = host === null || host === ourselves().host ? '' : ` on ${host}`
  return new CounterfoilError(
    'tracker-busy',
    `The tracker in ${dataFolder} is in use by ${process}${where}: stop that process, or set DATABASE_URL to a ` +
      'PostgreSQL server, which several processes can use at once',
  )
}
