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

// What to do with a byte.
const COPY = 0
const BEGIN = 1
const ESCAPE = 2
const OPEN = 3
const CLOSE = 4
const DOUBLED = 5
const CELL = 6
const END = 7
const ROW = 8
const BROKEN = 9

const [TAB, NEWLINE, CARRIAGE, QUOTE, BACKSLASH, LETTER_N] = [9, 10, 13, 34, 92, 78]
const LETTERS: Readonly<Record<number, number>> = {
  [TAB]: 116,
  [NEWLINE]: 110,
  [CARRIAGE]: 114,
  [BACKSLASH]: 92,
}

/** What a byte becomes at most: an empty cell and its delimiter are three bytes. */
const GROWTH = 3
/** Room for what ends a row: the number of the file and of the line. */
const ROW_BYTES = 64

/**
 * Rewrites records of CSV (RFC 4180: quotes enclose whole cells, a quote in them is doubled, rows end in a newline with
 * or without a carriage return) as rows of COPY text, each with `tail` and its line as two more cells. An unquoted
 * empty cell is null, a quoted one is empty text; nothing is trimmed. Throws `CsvProblem` at the first row that is not
 * so; blank lines are allowed at the end of the file only, and in a file of one column, where they are nulls.
 *
 * By hand because DuckDB's reader drops an empty cell too many and blanks around quotes, and refuses rows that end
 * differently.
 */
export class CsvScanner {
  /** Bytes of the longest row so far. */
  longestRow = 0
  /** How many rows there were so far. */
  rows = 0
  #actions: Uint8Array
  #columns: number
  #tail: string
  #out = Buffer.allocUnsafe(0)
  #length = 0
  #written = 0
  #rowStart = 0
  #state = START
  #cells = 0
  #blankLine = 0
  #line: number
  #rowLine: number

  constructor(options: { delimiter: string; columns: number; tail: string; line: number }) {
    this.#actions = actionTable(options.delimiter.charCodeAt(0))
    this.#columns = options.columns
    this.#tail = options.tail
    this.#line = options.line
    this.#rowLine = options.line
  }

  /** Takes the next bytes of the file and returns what they became; valid until the next call. */
  push(chunk: Buffer): Buffer {
    this.#written += this.#length
    this.#length = 0
    this.#reserve(chunk.length)
    const actions = this.#actions
    let out = this.#out
    let at = 0
    let state = this.#state
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index]!
      const action = actions[(state << 8) | byte]
      if (action === COPY) {
        out[at++] = byte
        continue
      }
      switch (action) {
        case BEGIN:
          out[at++] = byte
          state = PLAIN
          break
        case CELL:
          if (state === START) at = writeNull(out, at)
          out[at++] = TAB
          this.#cells++
          state = START
          break
        case OPEN:
          state = QUOTED
          break
        case CLOSE:
          state = CLOSED
          break
        case DOUBLED:
          out[at++] = QUOTE
          state = QUOTED
          break
        default:
          this.#length = at
          state = this.#rare(action!, byte, state)
          this.#reserve(chunk.length - index)
          out = this.#out
          at = this.#length
      }
    }
    this.#length = at
    this.#state = state
    return out.subarray(0, at)
  }

  /** Ends the last row when no newline did, and returns what it became. */
  finish(): Buffer {
    this.#written += this.#length
    this.#length = 0
    this.#reserve(0)
    if (this.#state === QUOTED) {
      throw new CsvProblem(this.#rowLine, 'a quote is opened that is never closed')
    }
    const pending = this.#state !== START || this.#cells > 0
    if (pending && this.#state !== RETURN) this.#endCells(this.#state)
    if (pending) this.#endRow()
    return this.#out.subarray(0, this.#length)
  }

  /** What happens once a row or less. Returns the state that follows. */
  #rare(action: number, byte: number, state: number): number {
    if (action === ESCAPE) {
      this.#out[this.#length++] = BACKSLASH
      this.#out[this.#length++] = LETTERS[byte]!
      if (byte === NEWLINE) this.#line++
      return state === START ? PLAIN : state
    }
    if (action === BROKEN) {
      const what = state === RETURN ? 'a carriage return without a newline' : 'text after a closing quote'
      throw new CsvProblem(this.#line, what)
    }
    if (state !== RETURN) this.#endCells(state)
    if (action === END) return RETURN
    this.#line++
    this.#endRow()
    return START
  }

  /** Ends the last cell of a row. A blank line becomes no row, unless that is how a lone cell is null. */
  #endCells(state: number): void {
    if (state === START && this.#cells === 0 && this.#columns > 1) {
      if (this.#blankLine === 0) this.#blankLine = this.#line
      return
    }
    if (this.#blankLine !== 0)
      throw new CsvProblem(this.#blankLine, 'the line is blank, and records follow it')
    if (state === START) this.#length = writeNull(this.#out, this.#length)
    this.#cells++
    if (this.#cells === this.#columns) return
    throw new CsvProblem(this.#rowLine, `cells in the row: ${this.#cells}, in the header: ${this.#columns}`)
  }

  #endRow(): void {
    if (this.#cells > 0) {
      this.#length += this.#out.write(`\t${this.#tail}\t${this.#rowLine}\n`, this.#length, 'latin1')
      const end = this.#written + this.#length
      this.longestRow = Math.max(this.longestRow, end - this.#rowStart)
      this.#rowStart = end
      this.rows++
    }
    this.#cells = 0
    this.#rowLine = this.#line
  }

  /** Makes room for so many more bytes of input. */
  #reserve(bytes: number): void {
    const needed = this.#length + bytes * GROWTH + ROW_BYTES
    if (needed <= this.#out.length) return
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#out.length * 2))
    this.#out.copy(larger, 0, 0, this.#length)
    this.#out = larger
  }
}

function writeNull(out: Buffer, at: number): number {
  out[at] = BACKSLASH
  out[at + 1] = LETTER_N
  return at + 2
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
    set(state, delimiter, CELL)
    set(state, NEWLINE, ROW)
    set(state, CARRIAGE, END)
  }
  set(START, QUOTE, OPEN)
  set(QUOTED, QUOTE, CLOSE)
  set(CLOSED, QUOTE, DOUBLED)
  set(RETURN, NEWLINE, ROW)
  return table
}
