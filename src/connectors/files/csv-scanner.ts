import { BYTE } from '../../domain/byte.ts'
import { LINE_MARKS, plainRows, type RowShape, rowShape } from './plain-rows.ts'

/** A place in a CSV file that cannot be read: the line, and what is wrong with it. */
export class CsvProblem extends Error {
  readonly line: number

  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

// Where the scanner stands.
const START = 0 // at the first byte of a cell
const PLAIN = 1 // in a cell without quotes
const QUOTED = 2 // between the quotes of a cell
const CLOSED = 3 // after a quote that may be a cell's last
const RETURN = 4 // after the carriage return that a newline must follow

const PLAIN_ROW = PLAIN << 8

// What to do with a byte.
const KEEP = 0
const BEGIN = 1
const CELL = 2
const EMPTY = 3
const ESCAPE = 4
const OPEN = 5
const CLOSE = 6
const DOUBLED = 7
const RETURNED = 8
const ROW = 9
const BROKEN = 10

const { TAB, NEWLINE, CARRIAGE, QUOTE, BACKSLASH } = BYTE
const ESCAPES: Readonly<Record<number, string>> = {
  [TAB]: '\\t',
  [NEWLINE]: '\\n',
  [CARRIAGE]: '\\r',
  [BACKSLASH]: '\\\\',
}

/** Room for what ends a row (the number of the file and of the line) or stands for a cell. */
const MORE_BYTES = 64
/** Copying so few bytes one by one is faster than asking for it. */
const FEW_BYTES = 48
const NEWLINE_ALONE = Buffer.from('\n')

/**
 * Rewrites records of CSV (RFC 4180: quotes enclose whole cells, a quote in them is doubled, rows end in a newline with
 * or without a carriage return) as rows of COPY text, each with `tail` and its line as two more cells where there is a
 * tail. An unquoted empty cell is null, a quoted one is empty text; nothing is trimmed. Throws `CsvProblem` at the first
 * row that is not so; blank lines are allowed at the end of the file only, and in a file of one column, where they are
 * nulls.
 *
 * By hand because DuckDB's reader drops an empty cell too many and blanks around quotes, and refuses rows that end
 * differently.
 */
export class CsvScanner {
  /** Bytes of the longest row so far. */
  longestRow = 0
  /** How many rows there were so far. */
  rows = 0
  /** The lowest place of a cell that was quoted so far. */
  firstQuoted = Number.POSITIVE_INFINITY
  /** Whether each row so far was one line. */
  hasRowPerLine = true
  /** Whether `check` met one of the `LINE_MARKS`. */
  hasLineMark = false
  #actions: Uint8Array
  #columns: number
  #tail: string | null
  #checksOnly: boolean
  #shape: RowShape
  #chunk: Buffer = NEWLINE_ALONE
  /** Where the bytes of the chunk begin that stay as they are and are not copied yet. */
  #from = 0
  #out = Buffer.allocUnsafe(0)
  #length = 0
  #written = 0
  #rowStart = 0
  #state = START
  #cells = 0
  #blankLine = 0
  #line: number
  #rowLine: number

  /** `checksOnly`: what rows become is not wanted, and not told. */
  constructor(options: {
    delimiter: string
    columns: number
    tail: string | null
    line: number
    checksOnly?: boolean
  }) {
    this.#actions = actionTable(options.delimiter.charCodeAt(0))
    this.#columns = options.columns
    this.#tail = options.tail
    this.#checksOnly = options.checksOnly === true
    this.#shape = rowShape(options.delimiter, options.columns)
    this.#line = options.line
    this.#rowLine = options.line
  }

  /** Takes the next bytes of the file, which are overwritten, and returns what they became; valid until the next call. */
  push(chunk: Buffer): Buffer {
    this.#written += this.#length
    this.#length = 0
    this.#chunk = chunk
    this.#from = 0
    const actions = this.#actions
    const end = chunk.length
    let state = this.#state
    for (let index = 0; index < end; index++) {
      // Most bytes by far.
      if (state === PLAIN) while (index < end && actions[PLAIN_ROW | chunk[index]!] === KEEP) index++
      if (index === end) break
      const action = actions[(state << 8) | chunk[index]!]!
      if (action === KEEP) continue
      if (action === BEGIN) {
        state = PLAIN
      } else if (action === CELL) {
        chunk[index] = TAB
        this.#cells++
        state = START
      } else {
        state = this.#change(action, index, state)
      }
    }
    this.#copyTo(chunk.length)
    this.#state = state
    return this.#out.subarray(0, this.#length)
  }

  /** As `push`, but only whether it could is wanted: rows without quotes and carriage returns are counted at once. */
  check(lines: Buffer): void {
    this.hasLineMark ||= LINE_MARKS.some((mark) => lines.includes(mark))
    for (let start = 0; start < lines.length; ) {
      if (this.#state === START && this.#cells === 0 && this.#blankLine === 0) {
        const plain = plainRows(lines, start, this.#shape)
        this.rows += plain.rows
        this.#line += plain.rows
        this.#rowLine = this.#line
        start = plain.end
      }
      const newline = lines.indexOf(NEWLINE, start)
      const end = newline === -1 ? lines.length : newline + 1
      if (end > start) this.push(lines.subarray(start, end))
      start = end
    }
  }

  /** Ends the last row when no newline did, and returns what it became. */
  finish(): Buffer {
    if (this.#state === QUOTED) {
      throw new CsvProblem(this.#rowLine, 'a quote is opened that is never closed')
    }
    const isPending = this.#state !== START || this.#cells > 0
    return this.push(Buffer.from(isPending ? NEWLINE_ALONE : ''))
  }

  /** What changes more of the text than a delimiter. Returns the state that follows. */
  #change(action: number, index: number, state: number): number {
    switch (action) {
      case ROW:
        if (state !== RETURN) this.#endCells(index, state)
        this.#line++
        this.#endRow(index)
        return START
      case EMPTY:
        this.#copyTo(index)
        this.#write('\\N')
        this.#chunk[index] = TAB
        this.#cells++
        return START
      case OPEN:
        if (this.#cells < this.firstQuoted) this.firstQuoted = this.#cells
        this.#drop(index)
        return QUOTED
      case CLOSE:
        this.#drop(index)
        return CLOSED
      case DOUBLED:
        return QUOTED
      case RETURNED:
        this.#endCells(index, state)
        this.#drop(index)
        return RETURN
      case ESCAPE:
        return this.#escape(index, state)
      default:
        throw new CsvProblem(
          this.#line,
          state === RETURN ? 'a carriage return without a newline' : 'text after a closing quote',
        )
    }
  }

  #escape(index: number, state: number): number {
    const byte = this.#chunk[index]!
    this.#drop(index)
    this.#write(ESCAPES[byte]!)
    if (byte === NEWLINE) {
      this.#line++
      this.hasRowPerLine = false
    }
    return state === START ? PLAIN : state
  }

  /** Ends the last cell of a row. A blank line becomes no row, unless that is how a lone cell is null. */
  #endCells(index: number, state: number): void {
    if (state === START && this.#cells === 0 && this.#columns > 1) {
      if (this.#blankLine === 0) this.#blankLine = this.#line
      return
    }
    if (this.#blankLine !== 0)
      throw new CsvProblem(this.#blankLine, 'the line is blank, and records follow it')
    if (state === START) {
      this.#copyTo(index)
      this.#write('\\N')
    }
    this.#cells++
    if (this.#cells === this.#columns) return
    throw new CsvProblem(this.#rowLine, `cells in the row: ${this.#cells}, in the header: ${this.#columns}`)
  }

  /** Ends a row at its newline, which stays unless the line is blank. */
  #endRow(index: number): void {
    if (this.#cells === 0) {
      this.#drop(index)
    } else {
      if (this.#tail !== null) {
        this.#copyTo(index)
        this.#write(`\t${this.#tail}\t${this.#rowLine}`)
      }
      const end = this.#written + this.#length + index + 1 - this.#from
      this.longestRow = Math.max(this.longestRow, end - this.#rowStart)
      this.#rowStart = end
      this.rows++
    }
    this.#cells = 0
    this.#rowLine = this.#line
  }

  /** Leaves the byte at `index` out. */
  #drop(index: number): void {
    this.#copyTo(index)
    this.#from = index + 1
  }

  /** Copies what stays up to `end`, and makes room for what may be written after it. */
  #copyTo(end: number): void {
    if (this.#checksOnly) {
      this.#from = end
      return
    }
    const needed = this.#length + end - this.#from + MORE_BYTES
    if (needed > this.#out.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#out.length * 2))
      this.#out.copy(larger, 0, 0, this.#length)
      this.#out = larger
    }
    if (end - this.#from > FEW_BYTES) {
      this.#chunk.copy(this.#out, this.#length, this.#from, end)
      this.#length += end - this.#from
    } else {
      for (let at = this.#from; at < end; at++) this.#out[this.#length++] = this.#chunk[at]!
    }
    this.#from = end
  }

  #write(text: string): void {
    if (this.#checksOnly) return
    for (let at = 0; at < text.length; at++) this.#out[this.#length++] = text.charCodeAt(at)
  }
}

/** What to do with each byte in each state. */
function actionTable(delimiter: number): Uint8Array {
  const table = new Uint8Array(5 * 256)
  const set = (state: number, byte: number, action: number) => {
    table[(state << 8) | byte] = action
  }
  table.fill(BEGIN, START << 8, (START + 1) << 8)
  table.fill(BROKEN, CLOSED << 8, (RETURN + 1) << 8)
  for (const byte of [BACKSLASH, TAB]) for (const state of [START, PLAIN, QUOTED]) set(state, byte, ESCAPE)
  for (const byte of [NEWLINE, CARRIAGE]) set(QUOTED, byte, ESCAPE)
  for (const state of [START, PLAIN, CLOSED]) {
    set(state, delimiter, state === START ? EMPTY : CELL)
    set(state, NEWLINE, ROW)
    set(state, CARRIAGE, RETURNED)
  }
  set(START, QUOTE, OPEN)
  set(QUOTED, QUOTE, CLOSE)
  set(CLOSED, QUOTE, DOUBLED)
  set(RETURN, NEWLINE, ROW)
  return table
}
