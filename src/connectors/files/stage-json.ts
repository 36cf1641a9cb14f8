import type { RawValue } from '../../domain/record.ts'
import { encodeRecord } from '../../domain/record-batch.ts'
import type { FilesSource, FoundFiles } from './find-files.ts'
import { type JsonObject, readObjectArray, readObjectLines } from './read-objects.ts'
import type { Sink, Staged } from './staged.ts'
import { Trailer } from './trailer.ts'

/**
 * Rewrites JSON and NDJSON files. A member that an object lacks is null; columns are in the order of their first
 * occurrence.
 */
export async function stageJson(source: FilesSource, found: FoundFiles, sink: Sink): Promise<Staged> {
  const places = new Map<string, number>()
  let longestRow = 0
  for (const [number, file] of found.files.entries()) {
    for await (const objects of readObjects(source, found, file)) {
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
export async function readMemberNames(source: FilesSource, found: FoundFiles): Promise<readonly string[]> {
  const { names } = await stageJson(source, found, async () => undefined)
  return names
}

function readObjects(
  source: FilesSource,
  { format }: FoundFiles,
  file: string,
): AsyncGenerator<readonly JsonObject[], void> {
  if (format === 'json') return readObjectArray(source, file)
  return readObjectLines(source.name, file, new Trailer(source.settings.trailer ?? null))
}

/** Cells in the order in which their names were first met; new names go to the end. */
function cellsOf(members: ReadonlyMap<string, RawValue>, places: Map<string, number>): RawValue[] {
  for (const name of members.keys()) if (!places.has(name)) places.set(name, places.size)
  return [...places.keys()].map((name) => members.get(name) ?? null)
}
