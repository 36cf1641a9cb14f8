import type { RecordPosition } from './key-bytes.ts'

const TRUE = 1
const FALSE = 2
const LETTERS = new Uint8Array(256)
for (const letter of 'tTyY1') LETTERS[letter.charCodeAt(0)] = TRUE
for (const letter of 'fFnN0') LETTERS[letter.charCodeAt(0)] = FALSE

/**
 * What the bytes of a cell say where they say it in the usual way: `t`, `1`, `true`, and the other three. Null for all
 * else, other words of `parseBoolean` among them.
 */
export function readFlag({ bytes, at, stop }: RecordPosition): boolean | null {
  const read = stop - at === 1 ? LETTERS[bytes[at]!]! : readWord(bytes, at, stop)
  return read === 0 ? null : read === TRUE
}

function readWord(bytes: Buffer, at: number, stop: number): number {
  const word = stop - at === 4 ? 'true' : stop - at === 5 ? 'false' : null
  if (word === null) return 0
  for (let index = 0; index < word.length; index++) {
    if (bytes[at + index] !== word.charCodeAt(index)) return 0
  }
  return word === 'true' ? TRUE : FALSE
}
