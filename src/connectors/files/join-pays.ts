import { stat } from 'node:fs/promises'
import type { LineFiles } from './find-lines.ts'
import { readLines } from './read-lines.ts'

/** Files of fewer bytes are sorted before a join has begun. */
const FEW_BYTES = 8 * 1024 * 1024
/** Beginnings with fewer keys in common, as those of files in no order, tell nothing. */
const FEW_KEYS = 50
/** Where more differs, lines that differ are found at more cost than all are read in order. */
const MAX_SHARE = 0.2

/** Whether a join of lines costs less than reading all in order, by the files' size and the first lines of each side. */
export async function joinPays(sides: readonly LineFiles[]): Promise<boolean> {
  const sizes = await Promise.all(sides.map(sizeOf))
  if (sizes.reduce((sum, size) => sum + size, 0) < FEW_BYTES) return false
  const [first, ...others] = await Promise.all(sides.map(beginningOf))
  return others.every((other) => {
    const common = [...first!].filter(([key]) => other.has(key))
    const differing = common.filter(([key, line]) => other.get(key) !== line)
    return common.length < FEW_KEYS || differing.length <= common.length * MAX_SHARE
  })
}

async function sizeOf({ found }: LineFiles): Promise<number> {
  const facts = await Promise.all(found.files.map((file) => stat(file)))
  return facts.reduce((sum, { size }) => sum + size, 0)
}

/** The first lines of a side by their keys, as far as one can tell without looking for quotes. */
async function beginningOf({
  source,
  found,
  headers,
  places,
  keyParts,
}: LineFiles): Promise<Map<string, string>> {
  const { delimiter, bytes: headerBytes } = headers[0]!
  const lines = new Map<string, string>()
  for await (const { bytes } of readLines(source.name, found.files[0]!)) {
    for (const line of bytes.subarray(headerBytes).toString().split(/\r?\n/)) {
      const cells = line.split(delimiter)
      lines.set(JSON.stringify(places.slice(0, keyParts).map((place) => cells[place])), line)
    }
    break
  }
  return lines
}
