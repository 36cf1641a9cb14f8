import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Connector } from '../../../src/connectors/contract.ts'
import { openConnector } from '../../../src/connectors/open-connector.ts'
import type { RawValue } from '../../../src/domain/record.ts'
import type { FilesSettings } from '../../../src/domain/settings.ts'
import { failureOf } from '../failure-of.ts'
import { nowhere, quietLog, readAll } from '../read-all.ts'

/** What the source says about its files. */
type FileRules = Pick<FilesSettings, 'records' | 'settledForSeconds' | 'trailer'>

/** A folder of test files and the connectors opened on it. */
export interface TestFiles {
  readonly folder: string
  write(name: string, content: string | Buffer): Promise<string>
  open(pattern: string, rules?: FileRules): Promise<Connector>
  /** All columns of the files of a pattern, ordered by the first. */
  readPattern(pattern: string, rules?: FileRules): Promise<RawValue[][]>
  /** Writes a file and reads all of its columns, ordered by the first. */
  readFile(name: string, content: string | Buffer, rules?: FileRules): Promise<RawValue[][]>
  /** How reading fails: code and sentence, the folder left out. */
  failure(reading: Promise<unknown>): Promise<string>
  /** What stands in the scratch folder. */
  scratchFolders(): Promise<string[]>
  close(): Promise<void>
}

export async function openTestFiles(): Promise<TestFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-files-'))
  // Characters that mean something in a glob must not matter in our own paths.
  const scratchFolder = join(folder, 'scratch [1]')
  const opened: Connector[] = []
  const write = async (name: string, content: string | Buffer) => {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content)
    return path
  }
  const open = async (pattern: string, rules: FileRules = {}) => {
    const settings = { type: 'files', path: join(folder, pattern), ...rules } as const
    const connector = await openConnector({ name: 'billing', settings, scratchFolder, log: quietLog })
    opened.push(connector)
    return connector
  }
  const readPattern = async (pattern: string, rules: FileRules = {}) => {
    const connector = await open(pattern, rules)
    const columns = await connector.columns(nowhere)
    return readAll(connector, { columns: columns.map((column) => column.name) })
  }
  return {
    folder,
    write,
    open,
    readPattern,
    readFile: async (name, content, rules) => {
      await write(name, content)
      return readPattern(name, rules)
    },
    failure: async (reading) => (await failureOf(reading)).replaceAll(folder, ''),
    scratchFolders: () => readdir(scratchFolder),
    close: async () => {
      for (const connector of opened) await connector.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
