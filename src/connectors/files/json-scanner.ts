import { BYTE } from '../../domain/byte.ts'
import { countNewlines, LONGEST_LINE_BYTES } from './read-lines.ts'

/** A place in a JSON file that cannot be read: the line, and what is wrong with it. */
export class JsonProblem extends Error {
  readonly line: number

  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

/** One record's JSON, not parsed yet. */
export interface JsonText {
  readonly bytes: Buffer
  /** The line it begins in. */
  readonly line: number
}

/** A value being passed: kept for what it is, or skipped. */
interface Passing {
  readonly use: 'record' | 'name' | 'skip'
  readonly shape: 'string' | 'nested' | 'scalar'
  readonly line: number
  readonly pieces: Buffer[]
  bytes: number
  depth: number
  quoted: boolean
  escaped: boolean
}

type Expected = 'value' | 'first' | 'name' | 'first-name' | 'colon' | 'comma'

const { NEWLINE, QUOTE, BACKSLASH, COMMA, COLON, ARRAY, ARRAY_END, OBJECT, OBJECT_END } = BYTE

/**
 * Cuts a JSON file into its records as bytes come, in the memory of one record: the members of the array that `path`
 * leads to (none: the one at the top, or objects one after the other). What stands beside is passed over. By hand because
 * parsers hold the whole text or round its numbers. Throws `JsonProblem`.
 */
export class JsonScanner {
  #path: readonly string[]
  /** The objects on the way to the array, and the array. */
  #open: ('object' | 'array')[] = []
  #expected: Expected = 'value'
  #passing: Passing | null = null
  #name = ''
  #line = 1
  #found = false
  /** Names beside the one that is looked for, for messages. */
  #names: string[] = []
  #records: JsonText[] = []

  constructor(path: readonly string[]) {
    this.#path = path
  }

  /** Takes the next bytes of the file and returns the records that end in them. */
  push(chunk: Buffer): readonly JsonText[] {
    this.#records = []
    for (let at = 0; at < chunk.length; ) {
      if (this.#passing) {
        at = this.#pass(chunk, at, this.#passing)
        continue
      }
      const byte = chunk[at]!
      if (byte === NEWLINE) this.#line++
      if (byte === NEWLINE || byte === 32 || byte === 9 || byte === 13) at++
      else at = this.#meet(byte, at)
    }
    return this.#records
  }

  /** Says that the file has ended: an array or a value that is still open was cut short. */
  finish(): void {
    if (this.#passing || this.#open.length > 0) throw this.#problem('the JSON is cut short')
    if (this.#path.length > 0 && !this.#found) {
      if (this.#expected === 'value') throw this.#problem('the file is empty')
      const names = this.#names.map((name) => `"${name}"`).join(', ') || 'nothing'
      throw this.#problem(`there is no array "${this.#path.join('.')}"; beside it stand ${names}`)
    }
    if (this.#path.length === 0 && this.#expected === 'value') throw this.#problem('the file is empty')
  }

  /** What a byte between values means. Returns where to go on: at the byte again when a value begins there. */
  #meet(byte: number, at: number): number {
    if (this.#expected === 'value') return this.#begin(byte, at)
    if (this.#expected === 'comma') return this.#meetComma(byte, at)
    if (this.#expected === 'first') return byte === ARRAY_END ? this.#close(at) : this.#begin(byte, at)
    if (this.#expected === 'colon' && byte === COLON) {
      this.#expected = 'value'
      return at + 1
    }
    if (this.#expected === 'first-name' && byte === OBJECT_END) return this.#close(at)
    if (this.#expected !== 'colon' && byte === QUOTE) return this.#startPassing('name', byte, at)
    throw this.#problem('the JSON is broken')
  }

  #meetComma(byte: number, at: number): number {
    if (this.#open.length === 0) return this.#meetTop(byte, at)
    const inObject = this.#open.at(-1) === 'object'
    if (byte === (inObject ? OBJECT_END : ARRAY_END)) return this.#close(at)
    if (byte !== COMMA) throw this.#problem('the JSON is broken')
    this.#expected = inObject ? 'name' : 'value'
    return at + 1
  }

  /** After a whole value at the top only another object may stand, and only when those are the records. */
  #meetTop(byte: number, at: number): number {
    if (this.#path.length === 0 && !this.#found && byte === OBJECT)
      return this.#startPassing('record', byte, at)
    throw this.#problem('something follows the end of the JSON')
  }

  /** A value begins: a record, a step of the path, or something else. */
  #begin(byte: number, at: number): number {
    const depth = this.#open.length
    if (this.#open.at(-1) === 'array') {
      if (byte !== OBJECT) throw this.#problem('a member of the array is no JSON object')
      return this.#startPassing('record', byte, at)
    }
    if (depth === 0) return this.#beginTop(byte, at)
    if (this.#name !== this.#path[depth - 1]) return this.#startPassing('skip', byte, at)
    const last = depth === this.#path.length
    if (byte !== (last ? ARRAY : OBJECT)) {
      throw this.#problem(`"${this.#path.slice(0, depth).join('.')}" is no ${last ? 'array' : 'object'}`)
    }
    if (last && this.#found) throw this.#problem(`"${this.#path.join('.')}" occurs twice`)
    return this.#enter(last ? 'array' : 'object', at)
  }

  #beginTop(byte: number, at: number): number {
    if (this.#path.length > 0) {
      if (byte === OBJECT) return this.#enter('object', at)
      throw this.#problem(`no JSON object stands here that could have "${this.#path[0]}"`)
    }
    if (byte === ARRAY) return this.#enter('array', at)
    if (byte === OBJECT) return this.#startPassing('record', byte, at)
    throw this.#problem('the file holds neither an array of objects nor objects')
  }

  #enter(kind: 'object' | 'array', at: number): number {
    this.#open.push(kind)
    this.#expected = kind === 'array' ? 'first' : 'first-name'
    if (kind === 'array') this.#found = true
    return at + 1
  }

  #close(at: number): number {
    this.#open.pop()
    this.#expected = 'comma'
    return at + 1
  }

  #startPassing(use: Passing['use'], byte: number, at: number): number {
    if (byte === COMMA || byte === COLON || byte === ARRAY_END || byte === OBJECT_END)
      throw this.#problem('the JSON is broken')
    const nested = byte === ARRAY || byte === OBJECT
    const shape = nested ? 'nested' : byte === QUOTE ? 'string' : 'scalar'
    const start = { depth: 0, bytes: 0, quoted: false, escaped: false }
    this.#passing = { use, shape, line: this.#line, pieces: [], ...start }
    return at
  }

  /** Passes over a value as far as the chunk goes. Returns where it ended, or the chunk's end. */
  #pass(chunk: Buffer, start: number, passing: Passing): number {
    const end = passing.shape === 'scalar' ? scalarEnd(chunk, start) : bracketEnd(chunk, start, passing)
    const piece = chunk.subarray(start, end === -1 ? chunk.length : end)
    this.#line += countNewlines(piece)
    this.#keep(passing, piece)
    if (end !== -1) this.#endPassing(passing)
    return start + piece.length
  }

  #keep(passing: Passing, piece: Buffer): void {
    passing.bytes += piece.length
    if (passing.use === 'skip' && passing.shape !== 'scalar') return
    if (passing.bytes > LONGEST_LINE_BYTES) throw this.#problem('a record or name is longer than 64 MB')
    passing.pieces.push(piece)
  }

  #endPassing({ use, shape, line, pieces }: Passing): void {
    this.#passing = null
    this.#expected = use === 'name' ? 'colon' : 'comma'
    if (use === 'record') this.#records.push({ bytes: joined(pieces), line })
    if (use === 'name') this.#name = String(this.#parse(joined(pieces)))
    if (use === 'name' && this.#names.length < 20) this.#names.push(this.#name)
    if (use === 'skip' && shape === 'scalar') this.#parse(joined(pieces))
  }

  #parse(bytes: Buffer): unknown {
    try {
      return JSON.parse(bytes.toString())
    } catch {
      throw this.#problem('the JSON is broken')
    }
  }

  #problem(message: string): JsonProblem {
    return new JsonProblem(this.#line, message)
  }
}

/** After the last byte of a text or of what brackets enclose; -1 where it goes on. */
function bracketEnd(chunk: Buffer, start: number, passing: Passing): number {
  for (let at = start; at < chunk.length; at++) {
    const byte = chunk[at]!
    if (passing.quoted) passQuoted(byte, passing)
    else if (byte === QUOTE) passing.quoted = true
    else if (byte === ARRAY || byte === OBJECT) passing.depth++
    else if (byte === ARRAY_END || byte === OBJECT_END) passing.depth--
    else continue
    if (passing.depth === 0 && !passing.quoted) return at + 1
  }
  return -1
}

function passQuoted(byte: number, passing: Passing): void {
  if (passing.escaped) passing.escaped = false
  else if (byte === BACKSLASH) passing.escaped = true
  else if (byte === QUOTE) passing.quoted = false
}

function scalarEnd(chunk: Buffer, start: number): number {
  for (let at = start; at < chunk.length; at++) if (isDelimiter(chunk[at]!)) return at
  return -1
}

function joined(pieces: readonly Buffer[]): Buffer {
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
}

function isDelimiter(byte: number): boolean {
  return byte <= 32 || byte === COMMA || byte === ARRAY_END || byte === OBJECT_END
}
