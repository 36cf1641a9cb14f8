import { readdirSync, readFileSync } from 'node:fs'

/** What stands in place of the words of people and of the values of records. */
export interface Hostile {
  /** A word: a title, a name, a note. What was different stays different. */
  readonly word: (word: string) => string
  /** A value of a record. */
  readonly value: (value: string) => string
}

/** What the program itself has put into words before. */
const MADE = ['notice', 'submit']
const SOURCE = new URL('../../src/', import.meta.url)
const ROOMS = ['domain', 'engine', 'operations', 'slack/messages', 'store', 'tracker']

/** Words that the program itself has for things: these are not anybody's. */
const OURS = new Set(
  ROOMS.flatMap((room) => readdirSync(new URL(room, SOURCE)).flatMap((file) => wordsIn(room, file))),
)

function wordsIn(room: string, file: string): string[] {
  if (!file.endsWith('.ts')) return []
  const text = readFileSync(new URL(`${room}/${file}`, SOURCE), 'utf8')
  return [...text.matchAll(/'([\w.-]+)'|\b(\w+)\??:/g)].map(([, quoted, named]) => quoted ?? named!)
}

/** Below these names stands what records say. */
const VALUES = ['values', 'key', 'keys', 'raw', 'shown', 'total', 'sum']
/** Numbers, days, times of day and instants, which renderers read again, and a window's title; a value of a record is changed all the same. */
const PLAIN = /^(-?\d+(\.\d+)?|\d\d:\d\d|\d{4}-\d\d-\d\d(T[\d:.]+Z)?|(Resolve )?#\d+)$/

/** The same with the words of others made hostile, wherever they stand; dates, numbers and whole messages stay. */
export function makeHostile<Given>(given: Given, hostile: Hostile): Given {
  return walk(given, hostile, false) as Given
}

function walk(part: unknown, hostile: Hostile, isValue: boolean): unknown {
  if (typeof part === 'string') return changeText(part, hostile, isValue)
  if (Array.isArray(part)) return part.map((each) => walk(each, hostile, isValue))
  if (typeof part !== 'object' || part === null || part instanceof Date || 'blocks' in part) return part
  if (part instanceof Map || part instanceof Set) return part
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [
      changeText(name, hostile, false),
      MADE.includes(name) ? value : walk(value, hostile, isValue || VALUES.includes(name)),
    ]),
  )
}

function changeText(text: string, { word, value }: Hostile, isValue: boolean): string {
  if (isValue && !OURS.has(text)) return value(text)
  return OURS.has(text) || PLAIN.test(text) || text === '' ? text : word(text)
}
