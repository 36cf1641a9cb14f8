import { CounterfoilError } from '../../domain/errors.ts'
import type { FileFormat } from './find-files.ts'
import { readLines } from './read-lines.ts'

/** The first record of a CSV or TSV file. */
export interface Header {
  readonly names: readonly string[]
  readonly delimiter: string
  /** Bytes up to the first record of data, without a byte order mark. */
  readonly bytes: number
  /** Lines up to there: more than one when a name has a newline in it. */
  readonly lines: number
  readonly newline: '\n' | '\r\n'
}

/**
 * Reads a file's header. A .csv is parted by commas unless the header has none; then by the first of semicolon, tab
 * and bar that it has. A .tsv is parted by tabs. Names are taken as they stand, blanks too.
 */
export async function readHeader(name: string, file: string, format: FileFormat): Promise<Header> {
  for await (const { bytes } of readLines(name, file)) {
    const text = bytes.toString()
    const end = headerEnd(text)
    const line = text.slice(0, end).replace(/\r?\n$/, '')
    if (line.trim() === '') throw broken(name, file, 'has no header in line 1')
    if (line.includes('\0')) throw wide(name, file)
    const delimiter = format === 'tsv' ? '\t' : findDelimiter(line)
    const names = splitLine(line, delimiter)
    if (names === null) throw broken(name, file, 'has a quote in line 1 that does not enclose a whole name')
    refuseDuplicates(name, file, names)
    const head = text.slice(0, end)
    const newline = head.endsWith('\r\n') ? '\r\n' : '\n'
    return { names, delimiter, bytes: Buffer.byteLength(head), lines: head.split('\n').length - 1, newline }
  }
  throw broken(name, file, 'is empty, without even a header')
}

/** After the first newline that stands in no quotes; after the first of all where quotes are not in pairs. */
function headerEnd(text: string): number {
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') quoted = !quoted
    if (text[at] === '\n' && !quoted) return at + 1
  }
  return quoted && text.includes('\n') ? text.indexOf('\n') + 1 : text.length
}

function findDelimiter(line: string): string {
  const unquoted = line.replace(/"(?:[^"]|"")*"/g, '')
  return [',', ';', '\t', '|'].find((delimiter) => unquoted.includes(delimiter)) ?? ','
}

/** Null where a quote is not closed or is followed by something else than the end of its cell. */
function splitLine(line: string, delimiter: string): string[] | null {
  const cells: string[] = []
  for (let at = 0; ; ) {
    const quoted = /"((?:[^"]|"")*)"/y
    quoted.lastIndex = at
    const match = line[at] === '"' ? quoted.exec(line) : null
    if (line[at] === '"' && !match) return null
    const next = line.indexOf(delimiter, match ? quoted.lastIndex : at)
    const end = next === -1 ? line.length : next
    if (match && end !== quoted.lastIndex) return null
    cells.push(match ? match[1]!.replaceAll('""', '"') : line.slice(at, end))
    if (next === -1) return cells
    at = next + delimiter.length
  }
}

function refuseDuplicates(name: string, file: string, names: readonly string[]): void {
  const twice = new Set(names.filter((column, index) => names.indexOf(column) !== index))
  if (twice.size === 0) return
  const places = (column: string) =>
    names.flatMap((other, index) => (other === column ? [index + 1] : [])).join(' and ')
  const list = [...twice].map((column) =>
    column === '' ? `no name (columns ${places('')})` : `"${column}" (columns ${places(column)})`,
  )
  throw new CounterfoilError(
    'source-query',
    `${name}: ${file} line 1: the header has ${list.join(', ')} more than once; give each column a name of its own.`,
  )
}

/** Without a mark at its start UTF-16 looks like UTF-8 with a NUL after each letter. */
function wide(name: string, file: string): CounterfoilError {
  const sentence = `${name}: ${file} line 1 has NUL characters in its header, as UTF-16 does; save the file as UTF-8 (iconv -f UTF-16LE -t UTF-8, or the like).`
  return new CounterfoilError('source-encoding', sentence)
}

function broken(name: string, file: string, what: string): CounterfoilError {
  const sentence = `${name}: ${file} ${what}; a file begins with one line of column names.`
  return new CounterfoilError('source-incomplete', sentence)
}
