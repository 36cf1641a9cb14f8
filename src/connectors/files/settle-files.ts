import { stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { CounterfoilError } from '../../domain/errors.ts'
import { type FilesSource, type FoundFiles, findFiles } from './find-files.ts'

const LONGEST_WAIT_MS = 5 * 60_000

/**
 * Finds the files of a source and waits until none of them changed for as long as the source says: somebody may still be
 * writing. One that never rests, or whose time is not the past, is `source-incomplete`.
 */
export async function settleFiles(source: FilesSource, signal: AbortSignal): Promise<FoundFiles> {
  const settledForMs = (source.settings.settledForSeconds ?? 0) * 1000
  const deadline = Date.now() + LONGEST_WAIT_MS + settledForMs
  for (;;) {
    const found = await findFiles(source)
    const latest = settledForMs === 0 ? null : await latestChange(found.files)
    const restsAt = latest === null ? 0 : latest.changedAtMs + settledForMs
    if (latest === null || restsAt <= Date.now()) return found
    if (restsAt > deadline) throw unsettled(source, latest)
    await sleep(restsAt - Date.now() + 1, undefined, { signal })
  }
}

interface Change {
  readonly file: string
  readonly changedAtMs: number
}

async function latestChange(files: readonly string[]): Promise<Change | null> {
  let latest: Change | null = null
  for (const file of files) {
    const facts = await stat(file).catch(() => null)
    if (facts && (latest === null || facts.mtimeMs > latest.changedAtMs))
      latest = { file, changedAtMs: facts.mtimeMs }
  }
  return latest
}

function unsettled({ name, settings }: FilesSource, { file, changedAtMs }: Change): CounterfoilError {
  const when = new Date(changedAtMs).toISOString()
  return new CounterfoilError(
    'source-incomplete',
    `${name}: ${file} was changed at ${when} and did not rest for ${settings.settledForSeconds} s in the 5 minutes that it was waited for; run again when it is written to its end, check the clock of whoever writes it, or lower settledFor of the source.`,
  )
}
