import { openTestFiles, type TestFiles } from '../connectors/files/open-test-files.ts'
import type { Wanted } from '../engine/make-reconciliation.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { compareReal, csv, type RealSources, table } from './real-sources.ts'
import { sentence } from './verdict.ts'

/** Header and rows of a CSV file. */
export type Rows = readonly (readonly (string | null)[])[]

type MoreOptions = Partial<RealSources> & Pick<Wanted, 'key'>

/** A real PostgreSQL server and a folder of files, compared by what a test says of each side. */
export interface Drivers {
  readonly postgres: TestPostgres
  readonly files: TestFiles
  readonly scratchFolder: string
  /** Findings as sentences. A side is a table of its name (its SQL given) or a CSV file (its rows given). */
  findings(
    fields: Wanted['fields'],
    contents: Readonly<Record<string, string | Rows>>,
    more?: MoreOptions,
  ): Promise<string[]>
  close(): Promise<void>
}

export async function openDrivers(): Promise<Drivers> {
  const files = await openTestFiles()
  const postgres = await startPostgres()
  const scratchFolder = `${files.folder}/scratch`
  const makeSide = async (name: string, content: string | Rows) => {
    if (typeof content === 'string') {
      await postgres.query(`DROP TABLE IF EXISTS ${name}; ${content}`)
      return { side: table(name), source: databaseSource(postgres.url) }
    }
    await files.write(`${name}.csv`, csv(content))
    return { side: {}, source: { type: 'files', path: `${files.folder}/${name}.csv` } as const }
  }
  return {
    postgres,
    files,
    scratchFolder,
    findings: async (fields, contents, { key, ...more } = {}) => {
      const made: Record<string, Awaited<ReturnType<typeof makeSide>>> = {}
      for (const [name, content] of Object.entries(contents)) made[name] = await makeSide(name, content)
      const pick = <Part extends 'side' | 'source'>(part: Part) =>
        Object.fromEntries(Object.entries(made).map(([name, side]) => [name, side[part]]))
      const wanted: Wanted = { sides: pick('side'), fields, ...(key ? { key } : {}) }
      const { findings } = await compareReal(wanted, { sources: pick('source'), scratchFolder, ...more })
      return findings.map(sentence)
    },
    close: async () => {
      await files.close()
      await postgres.close()
    },
  }
}

export function databaseSource(url: string) {
  return { type: 'postgres', url, statementTimeoutSeconds: 60 } as const
}
