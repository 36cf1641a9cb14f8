import { readdir, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

/** Folders of this process: another process may once have had its number, so a number alone proves nothing. */
const ours = new Set<string>()

const NAME = /^scratch-(.+)-(\d+)-[^-]+$/
const FORGOTTEN_AFTER_MS = 7 * 24 * 3600 * 1000

/** Marks a folder as in use by this process; the returned function takes the mark away. */
export function rememberFolder(folder: string): () => void {
  ours.add(folder)
  return () => ours.delete(folder)
}

/** Removes scratch folders whose process on this machine is gone; those of other machines when a week old. */
export async function removeLeftovers(scratchFolder: string): Promise<void> {
  for (const name of await readdir(scratchFolder)) {
    const [, host, pid] = NAME.exec(name) ?? []
    const folder = join(scratchFolder, name)
    if (host === undefined || ours.has(folder)) continue
    const left = host === hostname() ? !isAlive(Number(pid)) : await isForgotten(folder)
    if (left) await rm(folder, { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives and is another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function isForgotten(folder: string): Promise<boolean> {
  const facts = await stat(folder).catch(() => null)
  return facts !== null && Date.now() - facts.mtimeMs > FORGOTTEN_AFTER_MS
}
