import { BYTE } from '../../domain/byte.ts'
import { CounterfoilError } from '../../domain/errors.ts'
import { LONGEST_FOR_PATTERN } from '../../domain/expectation.ts'
import { trailerPattern } from '../../domain/trailer-pattern.ts'
import { countNewlines, type Lines } from './read-lines.ts'

const { NEWLINE } = BYTE

/**
 * The last line of a text file that says that it was written to its end, and how many records it has where the pattern
 * has `{rows}`. One object for one file; without a pattern it lets everything pass.
 */
export class Trailer {
  readonly isWanted: boolean
  #written: string
  #pattern: RegExp | null
  /** The last lines so far: the one that may be the trailer, and blank ones after it. */
  #held: Lines = { bytes: Buffer.alloc(0), line: 1 }

  constructor(pattern: string | null) {
    this.#written = pattern ?? ''
    this.#pattern = pattern === null ? null : trailerPattern(pattern)
    this.isWanted = pattern !== null
  }

  /** The lines without the last that is not blank. */
  async *strip(lines: AsyncIterable<Lines>): AsyncGenerator<Lines, void> {
    for await (const piece of lines) {
      if (!this.#pattern) {
        yield piece
        continue
      }
      const bytes = Buffer.concat([this.#held.bytes, piece.bytes])
      const { line } = this.#held
      const end = lastLineStart(bytes)
      const before = bytes.subarray(0, end)
      this.#held = { bytes: bytes.subarray(end), line: line + countNewlines(before) }
      if (end > 0) yield { bytes: before, line }
    }
  }

  /** Refuses a file whose lines all went through `strip` when its trailer lacks or counts other rows. */
  check(name: string, { file, rows }: { file: string; rows: number }): void {
    if (!this.#pattern) return
    const text = this.#held.bytes.toString().trimEnd()
    const place = `${name}: ${file} line ${this.#held.line}`
    const match = text.length > LONGEST_FOR_PATTERN ? null : this.#pattern.exec(text)
    if (!match) {
      throw incomplete(
        `${place}: the file ends without a trailer that matches ${JSON.stringify(this.#written)}; wait until it is written to its end, or correct the trailer of the source.`,
      )
    }
    const counted = match.groups?.rows
    if (counted === undefined || BigInt(counted) === BigInt(rows)) return
    throw incomplete(
      `${place}: the trailer counts ${counted} records, and the file has ${rows}; write it again to its end.`,
    )
  }
}

/** Where the last line begins that is not blank. */
function lastLineStart(bytes: Buffer): number {
  let end = bytes.length
  while (end > 0 && bytes[end - 1]! <= 32) end--
  return end === 0 ? 0 : bytes.lastIndexOf(NEWLINE, end - 1) + 1
}

function incomplete(sentence: string): CounterfoilError {
  return new CounterfoilError('source-incomplete', sentence)
}
