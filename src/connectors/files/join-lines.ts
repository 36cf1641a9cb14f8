import type { KeyOrder, RawValue } from '../../domain/record.ts'
import type { Scratch } from '../../scratch/open-scratch.ts'
import { quotePath, quoteText } from './duckdb-text.ts'
import type { LineFiles } from './find-lines.ts'
import { LINE_MARKS } from './plain-rows.ts'
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
  /** Aborted when it is no longer worth waiting for. */
  readonly patience: AbortSignal
}

/** Has DuckDB join all sides by key, each line as it stands. What it cannot read, or not hold, it refuses. */
export async function joinLines(
  scratch: Scratch,
  sides: readonly LineFiles[],
  { keyOrder, maxKeys, signal, patience }: JoinOptions,
): Promise<JoinedLines | { readonly why: string }> {
  const statement = joinStatement(sides, keyOrder, maxKeys)
  const stop = AbortSignal.any([signal, patience])
  const rows = await scratch.rows(statement, {}, stop).catch((cause: unknown) => {
    signal.throwIfAborted()
    return whyFailed(patience, cause)
  })
  if (typeof rows === 'string') return { why: rows }
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

function whyFailed(patience: AbortSignal, cause: unknown): string {
  if (patience.aborted) return 'the join takes long, as it does where a key occurs often'
  const isMemory = cause instanceof Error && /^Out of Memory/.test(cause.message)
  return isMemory ? 'the lines that differ take too much memory' : 'DuckDB cannot read the lines'
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
  const { delimiter, names, lines, newline } = headers[0]!
  const keys = keyOrder.map((order, part) => {
    const cell = cellExpression(delimiter, places[part]!, names.length)
    return `${order === 'integer' ? integerText(cell) : `nullif(${cell}, '')`} AS k${part}`
  })
  // A line with the delimiter, or with what no quote stands for, is not trusted, and none is the text of null alone: each has a cell more.
  return `SELECT l, ${keys.join(', ')} FROM read_csv([${found.files.map(quotePath).join(', ')}], auto_detect = false,
    header = false, skip = ${lines}, delim = '${String.fromCharCode(LINE_MARKS[0]!)}', quote = '', escape = '', comment = '', nullstr = '\u0002',
    new_line = ${newline === '\n' ? `'\\n'` : `'\\r\\n'`}, columns = {'l': 'VARCHAR'})`
}

/** `split_part` makes all cells of a line to take one. After the last a carriage return may stand. */
function cellExpression(delimiter: string, place: number, columns: number): string {
  const text = quoteText(delimiter)
  if (place === 0) return `substr(l, 1, strpos(l, ${text}) - 1)`
  const cell = `split_part(l, ${text}, ${place + 1})`
  return place === columns - 1 ? `rtrim(${cell}, chr(13))` : cell
}
