import { decimalText, parseDecimal } from './exact-decimal.ts'

/** Deeper than this is no data, and would end the stack. */
const MAX_DEPTH = 500
const SPACE = /[ \t\n\r]*/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/sy
const WORD = /true|false|null/y

/**
 * Reads JSON to one text a value: names sorted, white space gone, numbers exact (`1`, `1.0` and `1e0` are the same,
 * 2^53 + 1 stays itself). The order of an array counts. A name said twice has its last value. Null when it is no JSON.
 */
export function parseJson(text: string): string | null {
  const reader: Reader = { text, at: 0, depth: 0 }
  try {
    const value = readValue(reader)
    skipSpace(reader)
    return reader.at === text.length ? value : null
  } catch (error) {
    if (error === NO_JSON) return null
    throw error
  }
}

interface Reader {
  readonly text: string
  at: number
  depth: number
}

const NO_JSON = new Error('no JSON')

function readValue(reader: Reader): string {
  skipSpace(reader)
  const first = reader.text[reader.at]
  if (first === '{') return nested(reader, readObject)
  if (first === '[') return nested(reader, readArray)
  if (first === '"') return JSON.stringify(readString(reader))
  const word = take(reader, WORD)
  if (word !== null) return word
  const number = take(reader, NUMBER)
  if (number === null) throw NO_JSON
  const decimal = parseDecimal(number)
  return decimal ? decimalText(decimal) : number
}

function nested(reader: Reader, read: (reader: Reader) => string): string {
  if (++reader.depth > MAX_DEPTH) throw NO_JSON
  reader.at++
  const value = read(reader)
  reader.depth--
  return value
}

function readObject(reader: Reader): string {
  const members = new Map<string, string>()
  if (next(reader, '}')) return '{}'
  do {
    skipSpace(reader)
    const name = readString(reader)
    if (!next(reader, ':')) throw NO_JSON
    members.set(name, readValue(reader))
  } while (next(reader, ','))
  if (!next(reader, '}')) throw NO_JSON
  const names = [...members.keys()].sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${members.get(name)}`).join(',')}}`
}

function readArray(reader: Reader): string {
  const items: string[] = []
  if (next(reader, ']')) return '[]'
  do items.push(readValue(reader))
  while (next(reader, ','))
  if (!next(reader, ']')) throw NO_JSON
  return `[${items.join(',')}]`
}

function readString(reader: Reader): string {
  const literal = take(reader, STRING)
  if (literal === null) throw NO_JSON
  try {
    return JSON.parse(literal) as string
  } catch {
    throw NO_JSON
  }
}

function next(reader: Reader, character: string): boolean {
  skipSpace(reader)
  if (reader.text[reader.at] !== character) return false
  reader.at++
  return true
}

function skipSpace(reader: Reader): void {
  take(reader, SPACE)
}

function take(reader: Reader, pattern: RegExp): string | null {
  pattern.lastIndex = reader.at
  const match = pattern.exec(reader.text)
  if (!match) return null
  reader.at += match[0].length
  return match[0]
}
