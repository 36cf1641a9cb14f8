import { performance } from 'node:perf_hooks'
import type { JoinedKeys, JoinRequest, Joins } from '../contract.ts'
import { refuseStopped } from '../refuse-stopped.ts'
import type { CheckedCsv } from './check-csv.ts'
import { explainFilesError } from './explain-error.ts'
import type { FilesSource } from './find-files.ts'
import { findLines, type LineFiles } from './find-lines.ts'
import { joinLines } from './join-lines.ts'
import { joinPays } from './join-pays.ts'
import { recordsOfLines } from './records-of-lines.ts'
import { refuseChanged } from './refuse-changed.ts'
import { checkInThread } from './sort-in-thread.ts'

/** A join takes about as long as the checks beside it; one of keys that occur often on all sides would never end. */
const PATIENCE = 5
const LEAST_PATIENCE_MS = 10_000

/**
 * Joins of sides that are all CSV files. DuckDB compares the lines as they stand, while each file is checked to its end
 * by the same scanner that reads records; that also tells whether the lines meant what DuckDB took them for. Only lines
 * that are not the same on every side become records.
 */
export class FileJoins implements Joins {
  readonly #source: FilesSource

  constructor(source: FilesSource) {
    this.#source = source
  }

  database(): string {
    return 'files'
  }

  async pays(request: JoinRequest): Promise<boolean> {
    return await this.#find(request, async (sides) => ('why' in sides ? false : await joinPays(sides.found)))
  }

  async read(request: JoinRequest): Promise<JoinedKeys> {
    return await this.#find(request, async (sides, signal) => {
      if ('why' in sides) return refused(sides.why)
      return await joinFiles(this.#source, sides.found, { ...request, signal })
    })
  }

  async #find<Result>(
    request: JoinRequest,
    then: (sides: Awaited<ReturnType<typeof findLines>>, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const over = new AbortController()
    const signal = AbortSignal.any([request.signal, over.signal])
    try {
      const sides = request.sides.map((side) => {
        if (!(side.joins instanceof FileJoins)) throw new Error('a side to be joined is no files')
        return { ...side, source: side.joins.#source }
      })
      return await then(await findLines({ ...request, sides, signal }), signal)
    } catch (cause) {
      refuseStopped(this.#source.name, request.signal)
      throw explainFilesError(this.#source, null, cause)
    } finally {
      over.abort()
    }
  }
}

async function joinFiles(
  { scratch }: FilesSource,
  sides: readonly LineFiles[],
  { keyOrder, maxKeys, signal }: JoinRequest,
): Promise<JoinedKeys> {
  const patience = new AbortController()
  const options = { keyOrder, maxKeys, signal, patience: patience.signal }
  const startedAt = performance.now()
  const joining = joinLines(await scratch(), sides, options)
  // What a check finds wrong comes first.
  joining.catch(() => undefined)
  const checked = await Promise.all(sides.map((side) => checkSide(side, signal)))
  const checkedMs = performance.now() - startedAt
  const timer = setTimeout(() => patience.abort(), Math.max(LEAST_PATIENCE_MS, PATIENCE * checkedMs))
  const joined = await joining.finally(() => clearTimeout(timer))
  for (const { source, found, before } of sides) await refuseChanged(source, found, before)
  if ('why' in joined) return refused(joined.why)
  const why = whyNotTrusted(sides, checked, joined)
  if (why !== null) return refused(why)
  const { identical, keys, hasUnkeyed, lines } = joined
  const records = sides.map((side, index) => recordsOfLines(lines[index]!, side, keyOrder))
  return { keys, identical, sums: [], hasUnkeyed, records }
}

async function checkSide(
  { source, found, headers, before }: LineFiles,
  signal: AbortSignal,
): Promise<CheckedCsv> {
  try {
    return await checkInThread({ name: source.name, files: found.files, headers }, signal)
  } catch (cause) {
    throw explainFilesError(source, null, cause)
  } finally {
    // Also when it failed: whatever was found wrong with a file that changes is wrong because it changes.
    if (!signal.aborted) await refuseChanged(source, found, before)
  }
}

/** Null where each line is a record, and each record is among what was joined once. */
function whyNotTrusted(
  sides: readonly LineFiles[],
  checked: readonly CheckedCsv[],
  { identical, lines }: { readonly identical: number; readonly lines: readonly (readonly string[])[] },
): string | null {
  for (const [index, { rows, hasRowPerLine, firstQuoted, hasLineMark }] of checked.entries()) {
    const { source, places, keyParts } = sides[index]!
    // At the end of a line DuckDB leaves it out.
    if (hasLineMark) return `"${source.name}" has control characters in its text`
    if (!hasRowPerLine) return `a cell of "${source.name}" has a line break`
    if (firstQuoted <= Math.max(...places.slice(0, keyParts))) return `keys of "${source.name}" are quoted`
    if (identical + lines[index]!.length !== rows) return 'some key occurs more than once'
  }
  return null
}

function refused(why: string): JoinedKeys {
  return { keys: null, identical: 0, sums: [], hasUnkeyed: false, why }
}
