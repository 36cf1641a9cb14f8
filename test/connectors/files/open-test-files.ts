import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Connector } from '../../../src/connectors/contract.ts'
import { openConnector } from '../../../src/connectors/open-connector.ts'
import { quietLog } from '../read-all.ts'

/** A folder of test files and the connectors opened on it. */
export interface TestFiles {
  readonly folder: string
  write(name: string, content: string | Buffer): Promise<string>
  open(pattern: string): Promise<Connector>
  /** What stands in the scratch folder. */
  scratchFolders(): Promise<string[]>
  close(): Promise<void>
}

export async function openTestFiles(): Promise<TestFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-files-'))
  // Characters that mean something in a glob must not matter in our own paths.
  const scratchFolder = join(folder, 'scratch [1]')
  const opened: Connector[] = []
  return {
    folder,
    write: async (name, content) => {
      const path = join(folder, name)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, content)
      return path
    },
    open: async (pattern) => {
      const settings = { type: 'files', path: join(folder, pattern) } as const
      const connector = await openConnector({ name: 'billing', settings, scratchFolder, log: quietLog })
      opened.push(connector)
      return connector
    },
    scratchFolders: () => readdir(scratchFolder),
    close: async () => {
      for (const connector of opened) await connector.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
