import { isUtf8 } from 'node:buffer'
import { BYTE } from '../../domain/byte.ts'
import { CounterfoilError } from '../../domain/errors.ts'
import { refuseEncoding, withoutMark } from './check-encoding.ts'
import { readBytes } from './read-bytes.ts'

const { NEWLINE } = BYTE
export const LONGEST_LINE_BYTES = 64 * 1024 * 1024

/** Some whole lines of a file with their newlines (the file's last may have none), checked to be UTF-8. */
export interface Lines {
  readonly bytes: Buffer
  /** Number of the first, from 1; 0 where it was not to be counted. */
  readonly line: number
}

/**
 * Reads a text file in pieces that end where lines end. A byte order mark at its start is left out. `countsLines`: false
 * where nobody asks for their numbers; what is wrong with the text is told with its line all the same.
 */
export async function* readLines(
  name: string,
  file: string,
  { countsLines = true } = {},
): AsyncGenerator<Lines, void> {
  let line = countsLines ? 1 : 0
  let rest: Buffer[] = []
  let restBytes = 0
  let started = false
  const refuse = async (bytes: Buffer) => {
    if (!countsLines && !isUtf8(bytes)) await refuseWithLine(name, file)
    refuseEncoding(name, file, { bytes, line })
  }
  for await (const chunk of readBytes(name, file)) {
    const end = chunk.lastIndexOf(NEWLINE) + 1
    rest.push(end === 0 ? chunk : chunk.subarray(0, end))
    restBytes += chunk.length
    if (restBytes > LONGEST_LINE_BYTES && end === 0) {
      if (!countsLines) await refuseWithLine(name, file)
      throw tooLong(name, file, line)
    }
    if (end === 0) continue
    const bytes = started ? join(rest) : withoutMark(join(rest))
    started = true
    await refuse(bytes)
    yield { bytes, line }
    if (countsLines) line += countNewlines(bytes)
    rest = end === chunk.length ? [] : [chunk.subarray(end)]
    restBytes = chunk.length - end
  }
  const bytes = started ? join(rest) : withoutMark(join(rest))
  if (bytes.length === 0) return
  await refuse(bytes)
  yield { bytes, line }
}

/** Reads a file again up to what is wrong with it, counting. */
async function refuseWithLine(name: string, file: string): Promise<void> {
  const lines = readLines(name, file)
  while (!(await lines.next()).done);
}

function join(pieces: readonly Buffer[]): Buffer {
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
}

/** How many newlines stand in some bytes. */
export function countNewlines(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count++
  return count
}

function tooLong(name: string, file: string, line: number): CounterfoilError {
  const sentence = `${name}: ${file} line ${line} is longer than 64 MB; is this a text file?`
  return new CounterfoilError('source-incomplete', sentence)
}
