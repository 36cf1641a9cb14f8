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
  const beginnings = await Promise.all(sides.map(beginningOf))
  const [first, ...others] = beginnings.map((lines) => new Map(lines))
  // Such keys cannot be joined.
  if (beginnings.some((lines) => lines.some(([key]) => key.includes('"')))) return false
  if (beginnings.some((lines) => new Set(lines.map(([key]) => key)).size < lines.length)) return false
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

/** The first lines of a side with their keys, as far as one can tell without looking for quotes. */
async function beginningOf(side: LineFiles): Promise<(readonly [key: string, line: string])[]> {
  const { source, found, headers, places, keyParts } = side
  const { delimiter, bytes: headerBytes } = headers[0]!
  for await (const { bytes } of readLines(source.name, found.files[0]!)) {
    const lines = bytes.subarray(headerBytes).toString().trimEnd().split(/\r?\n/)
    return lines.map((line) => {
      const cells = line.split(delimiter)
      const key = places.slice(0, keyParts).map((place) => cells[place] ?? '')
      return [key.join(delimiter), line] as const
    })
  }
  return []
}
