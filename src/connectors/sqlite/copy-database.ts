import { constants } from 'node:fs'
import { copyFile, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { CounterfoilError } from '../../domain/errors.ts'
import { openDatabaseThread } from './database-thread.ts'
import { type DatabaseFiles, lookAtDatabase, refuseCutShort } from './look-at-database.ts'

/** How long to wait before each next try: three seconds in all. */
const WAITS_MS = [50, 100, 200, 400, 800, 1600]
/** Clocks of file systems tick: what was written within one tick of a look may not show in the next. */
const TICK_MS = 40

/**
 * Copies a database to `target` as it was at one moment, with what was committed to its write-ahead log. The original is
 * only read: the driver knows none of the locks that other programs hold on it, and would make files beside it. A copy
 * during which anybody wrote is thrown away and tried again.
 */
export async function copyDatabase(
  name: string,
  { path, target, signal }: { path: string; target: string; signal: AbortSignal },
): Promise<void> {
  let problem: DatabaseFiles | null = null
  for (const waitMs of [0, ...WAITS_MS]) {
    await sleep(waitMs, undefined, { signal })
    const before = await lookAtDatabase(name, path)
    problem = before
    if (before.hasJournal || Math.abs(Date.now() - before.changedAtMs) < TICK_MS) continue
    await copyFiles(before, target)
    const after = await lookAtDatabase(name, path)
    if (after.fingerprint !== before.fingerprint || after.hasJournal) continue
    if (before.usesWal) await mergeLog(target)
    return refuseCutShort(name, path, target)
  }
  throw busy(name, path, problem?.hasJournal ?? false)
}

async function copyFiles(files: DatabaseFiles, target: string): Promise<void> {
  await rm(`${target}-wal`, { force: true })
  await copyFile(files.path, target, constants.COPYFILE_FICLONE)
  // A checkpoint may take it away in between; the fingerprints tell.
  if (files.walPath) await copyFile(files.walPath, `${target}-wal`).catch(() => undefined)
}

/** Writes the log into the copy, which is then one file that needs no other. */
async function mergeLog(target: string): Promise<void> {
  const thread = openDatabaseThread(target, { readOnly: false })
  try {
    const [mode] = await thread.rows('PRAGMA journal_mode = DELETE')
    if (mode?.journal_mode !== 'delete') throw new Error('the write-ahead log could not be read')
    await thread.close()
  } finally {
    await thread.stop()
  }
}

function busy(name: string, path: string, hasJournal: boolean): CounterfoilError {
  const problem = hasJournal
    ? `has an open transaction (${path}-journal stands beside it)`
    : 'is written again and again'
  const remedy = hasJournal
    ? 'run again when it is over; if its writer died, open it once with sqlite3 or that program'
    : `run again when it rests, or read a copy made by sqlite3 ${path} ".backup copy.db"`
  return new CounterfoilError('source-incomplete', `${name}: ${path} ${problem}; ${remedy}.`)
}
