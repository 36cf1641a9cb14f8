import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where `copyMadeOnce` keeps what it copies. */
    madeOnceFolder: string
  }
}

/** Makes the folder for what test files share, and removes it after the last. */
export default async function globalSetup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-made-once-'))
  // PostgreSQL does not run as root, and so makes its part as another user.
  await chmod(folder, 0o755)
  project.provide('madeOnceFolder', folder)
  return () => rm(folder, { recursive: true, force: true })
}
