import { CounterfoilError } from '../../domain/errors.ts'
import type { RawValue } from '../../domain/record.ts'
import { encodeRecord } from '../../domain/record-batch.ts'
import type { FoundFiles } from './find-files.ts'
import { readLines } from './read-lines.ts'
import { readMembers } from './read-members.ts'
import type { Sink, Staged } from './staged.ts'

/** Rewrites NDJSON files. A member that an object lacks is null; columns are in the order of their first occurrence. */
export async function stageNdjson(name: string, found: FoundFiles, sink: Sink): Promise<Staged> {
  const places = new Map<string, number>()
  let longestRow = 0
  for (const [number, file] of found.files.entries()) {
    for await (const objects of readObjects(name, file)) {
      const rows = objects.map(({ line, members }) => {
        const row = encodeRecord([String(number), String(line), ...cellsOf(members, places)])
        longestRow = Math.max(longestRow, Buffer.byteLength(row))
        return `${row}\n`
      })
      await sink(Buffer.from(rows.join('')))
    }
  }
  return { names: [...places.keys()], layout: 'numbers-first', longestRow }
}

/** All member names of the files. All objects are read: the last may have one that no other has. */
export async function readMemberNames(name: string, found: FoundFiles): Promise<readonly string[]> {
  const { names } = await stageNdjson(name, found, async () => undefined)
  return names
}

/** Cells in the order in which their names were first met; new names go to the end. */
function cellsOf(members: ReadonlyMap<string, RawValue>, places: Map<string, number>): RawValue[] {
  for (const name of members.keys()) if (!places.has(name)) places.set(name, places.size)
  return [...places.keys()].map((name) => members.get(name) ?? null)
}

interface JsonObject {
  readonly line: number
  readonly members: ReadonlyMap<string, RawValue>
}

/** The objects of a file, some at a time. Blank lines are nothing. */
async function* readObjects(name: string, file: string): AsyncGenerator<readonly JsonObject[], void> {
  let empty = true
  for await (const lines of readLines(name, file)) {
    empty = false
    yield parseLines(name, file, lines)
  }
  if (empty) throw broken(name, `${file} is empty`)
}

function parseLines(name: string, file: string, lines: { bytes: Buffer; line: number }): JsonObject[] {
  const objects: JsonObject[] = []
  for (const [index, text] of lines.bytes.toString().split('\n').entries()) {
    if (text.trim() === '') continue
    const line = lines.line + index
    try {
      objects.push({ line, members: readMembers(text) })
    } catch (problem) {
      throw broken(name, `${file} line ${line}: ${problem instanceof Error ? problem.message : problem}`)
    }
  }
  return objects
}

function broken(name: string, what: string): CounterfoilError {
  return new CounterfoilError(
    'source-incomplete',
    `${name}: ${what}; correct the file, or write it again to its end.`,
  )
}
