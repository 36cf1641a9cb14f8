import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { openConnector } from '../../src/connectors/open-connector.ts'
import type { CounterfoilError } from '../../src/domain/errors.ts'
import type { CandidateSearch, Reconciliation } from '../../src/domain/reconciliation.ts'
import type { FilesSettings } from '../../src/domain/settings.ts'
import type { Comparison } from '../../src/engine/index.ts'
import { compareReconciliation } from '../../src/operations/compare-reconciliation.ts'
import { makeReconciliation, type Wanted } from '../engine/make-reconciliation.ts'
import { writeSettled } from '../support/write-settled.ts'

export const JOINED = 'the lines of the files were joined'
export const RULES: Wanted = { key: ['id'], sides: { a: {}, b: {} }, fields: { name: {}, note: {} } }

type Sources = Readonly<Record<string, Partial<FilesSettings>>>

/** A folder of CSV files that are compared by merge and by join; open for one test file. */
export function openJoinedFiles() {
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'counterfoil-join-'))
  })
  afterAll(async () => await rm(folder, { recursive: true, force: true }))

  /** Compares files that were written, and says what the search logged. */
  async function compare(reconciliation: Reconciliation, candidates: CandidateSearch, sources: Sources = {}) {
    const lines: string[] = []
    const tell = (_: object, message: string) => lines.push(message)
    const log = { debug: () => undefined, info: tell, warn: tell, error: () => undefined }
    const scratchFolder = join(folder, 'scratch')
    const context = {
      connect: (name: string) => {
        const settings = { type: 'files', path: join(folder, `${name}.csv`), ...sources[name] } as const
        return openConnector({ name, settings, scratchFolder, log })
      },
      scratchFolder,
      log,
      now: () => new Date('2026-11-01T12:00:00Z'),
      newId: () => 'run-1',
      signal: new AbortController().signal,
    }
    const scope = { kind: 'everything' } as const
    const comparison = await compareReconciliation(context, {
      reconciliation: { ...reconciliation, candidates },
      scope,
    }).catch((error: CounterfoilError) => error)
    expect(await readdir(scratchFolder)).toEqual([])
    return { comparison, lines }
  }

  /** Both ways must say the same. Returns the log of the join, and what was said. */
  async function sameByJoin(wanted: Wanted, sources: Sources = {}) {
    const reconciliation = makeReconciliation(wanted)
    const merged = await compare(reconciliation, 'merge', sources)
    const joined = await compare(reconciliation, 'join', sources)
    expect(said(joined.comparison)).toEqual(said(merged.comparison))
    return { lines: joined.lines, result: merged.comparison }
  }

  async function write(files: Readonly<Record<string, string | Buffer>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      const file = name.includes('.') ? name : `${name}.csv`
      await writeSettled(join(folder, file), content)
    }
  }

  return { write, sameByJoin, pathOf: (name: string) => join(folder, name) }
}

/** What a comparison says, or why it failed. Records without a key have no order. */
function said(result: Comparison | CounterfoilError): unknown {
  if (result instanceof Error) return [result.code, result.message]
  const texts = result.findings.map((finding) => JSON.stringify(finding))
  const keyed = texts.filter((text) => !text.includes('"kind":"invalid"'))
  const { summary, patterns } = result
  return { keyed, all: [...texts].sort(), summary, patterns }
}

export function countsOf(result: Comparison | CounterfoilError) {
  if (result instanceof Error) throw result
  return result.summary.counts
}
