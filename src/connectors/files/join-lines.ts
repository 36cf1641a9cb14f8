import type { KeyOrder, RawValue } from '../../domain/record.ts'
import type { Scratch } from '../../scratch/open-scratch.ts'
import { quotePath, quoteText } from './duckdb-text.ts'
import type { LineFiles } from './find-lines.ts'
import { integerText } from './sort-statement.ts'

/** What a join of lines found. */
export interface JoinedLines {
  /** How many times the same line stands on all sides under one key. */
  readonly identical: number
  /** The keys of all other lines. */
  readonly keys: readonly (readonly RawValue[])[]
  readonly hasUnkeyed: boolean
  /** By side: all other lines, by their bytes; one more than once where a key is. */
  readonly lines: readonly (readonly string[])[]
}

interface JoinOptions {
  readonly keyOrder: readonly KeyOrder[]
  readonly maxKeys: number
  readonly signal: AbortSignal
}

/** Has DuckDB join all sides by key, each line as it stands. What it cannot read, or not hold, it refuses. */
export async function joinLines(
  scratch: Scratch,
  sides: readonly LineFiles[],
  { keyOrder, maxKeys, signal }: JoinOptions,
): Promise<JoinedLines | { readonly why: string }> {
  const rows = await scratch
    .rows(joinStatement(sides, keyOrder, maxKeys), {}, signal)
    .catch((cause: unknown) => {
      signal.throwIfAborted()
      return cause instanceof Error ? cause.message : String(cause)
    })
  if (typeof rows === 'string') {
    const isMemory = /^Out of Memory/.test(rows)
    return { why: isMemory ? 'the lines that differ take too much memory' : 'DuckDB cannot read the lines' }
  }
  const [identical, apart] = rows[0]!.map(Number)
  if (apart! > maxKeys) return { why: 'too many keys differ' }
  const parts = keyOrder.length
  const differing = apart === 0 ? [] : rows.map((row) => row.slice(2))
  const allKeys = differing.map((row) => row.slice(0, parts))
  const keys = allKeys.filter((key) => !key.includes(null))
  return {
    identical: identical!,
    keys,
    hasUnkeyed: keys.length < allKeys.length,
    lines: sides.map((_, side) => linesOf(differing, parts + side)),
  }
}

/** In the order of their bytes: that in which DuckDB found them is another every time. */
function linesOf(rows: readonly (readonly RawValue[])[], cell: number): string[] {
  const lines = rows.map((row) => row[cell]!).filter((line) => line !== null)
  return lines.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}

/**
 * One row at least, and one for each key that is not the same on all sides: how many are the same, how many are not, the
 * key's parts, the line of each side. A key that is none joins nothing.
 */
function joinStatement(sides: readonly LineFiles[], keyOrder: readonly KeyOrder[], maxKeys: number): string {
  const parts = keyOrder.map((_, part) => part)
  const keyOf = (end: number, part: number) =>
    `coalesce(${sides
      .slice(0, end)
      .map((_, side) => `s${side}.k${part}`)
      .join(', ')}, NULL)`
  const from = sides
    .map((side, index) => `(${linesStatement(side, keyOrder)}) AS s${index}`)
    .reduce(
      (joined, one, index) =>
        `${joined} FULL JOIN ${one} ON ${parts.map((part) => `${keyOf(index, part)} = s${index}.k${part}`).join(' AND ')}`,
    )
  const same = sides.slice(1).map((_, index) => `s0.l = s${index + 1}.l`)
  const cells = [
    ...parts.map((part) => `k${part}: ${keyOf(sides.length, part)}`),
    ...sides.map((_, index) => `l${index}: s${index}.l`),
  ]
  const joined = `SELECT coalesce(${same.join(' AND ')}, false) AS same, {${cells.join(', ')}} AS cells FROM ${from}`
  const counted = `SELECT count(*) FILTER (same) AS identical, count(*) FILTER (NOT same) AS apart,
    list(cells) FILTER (NOT same) AS differing FROM (${joined})`
  return `SELECT identical, apart, unnest(CASE WHEN apart BETWEEN 1 AND ${maxKeys} THEN differing ELSE [NULL] END,
    recursive := true) FROM (${counted})`
}

/** The lines of a side without their headers; nothing in them means anything but their ends. */
function linesStatement({ found, headers, places }: LineFiles, keyOrder: readonly KeyOrder[]): string {
  const { delimiter, lines, newline } = headers[0]!
  const keys = keyOrder.map((order, part) => {
    const cell = cellExpression(quoteText(delimiter), places[part]!)
    return `${order === 'integer' ? integerText(cell) : `nullif(${cell}, '')`} AS k${part}`
  })
  // The delimiter and the text of null stand in no line, or the files are refused.
  return `SELECT l, ${keys.join(', ')} FROM read_csv([${found.files.map(quotePath).join(', ')}], auto_detect = false,
    header = false, skip = ${lines}, delim = '\u0001', quote = '', escape = '', comment = '', nullstr = '\u0002',
    new_line = ${newline === '\n' ? `'\\n'` : `'\\r\\n'`}, columns = {'l': 'VARCHAR'})`
}

/** `split_part` makes all cells of a line to take one. */
function cellExpression(delimiter: string, place: number): string {
  if (place === 0) return `substr(l, 1, strpos(l, ${delimiter}) - 1)`
  return `split_part(l, ${delimiter}, ${place + 1})`
}
