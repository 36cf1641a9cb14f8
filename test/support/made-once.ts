import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inject } from 'vitest'

/**
 * Copies a folder that `make` fills, once for all test files: copying an empty database is many times faster than making
 * one. The copy has the owner and modes of what was made.
 */
export async function copyMadeOnce(
  name: string,
  target: string,
  make: (folder: string) => Promise<void>,
): Promise<void> {
  const made = join(inject('madeOnceFolder'), name)
  if (!existsSync(made)) await makeInto(made, make)
  await mkdir(target, { recursive: true })
  await promisify(execFile)('cp', ['-a', `${made}/.`, target])
}

/** Two files may do so at the same moment; the first one's is kept. */
async function makeInto(made: string, make: (folder: string) => Promise<void>): Promise<void> {
  const own = `${made}-${randomUUID()}`
  try {
    await mkdir(own)
    await make(own)
    await rename(own, made)
  } catch (cause) {
    await rm(own, { recursive: true, force: true })
    if (!existsSync(made)) throw cause
  }
}
