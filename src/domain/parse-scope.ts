import { addDays, countDays, isDay, todayIn } from './calendar-day.ts'
import { CounterfoilError } from './errors.ts'
import type { Reconciliation } from './reconciliation.ts'
import type { Scope } from './scope.ts'

const MOST_DAYS = 366

/**
 * What a person wants compared, from their words: a key (`1042`, `eu/7`, `eu 7`, `"two words"`) or days (`today`,
 * `yesterday`, `last 7 days`, `2026-11-01`, `2026-11-01..2026-11-07`; the last two only mean days where a side has a
 * dateColumn, the rest always do). Quotes make anything a key. Throws `usage`, with what to write.
 */
export function parseScope(reconciliation: Reconciliation, words: string, now: Date): Scope {
  const masked = maskQuotes(words)
  if (masked.text === '') {
    throw usage(`Say what of "${reconciliation.name}" to compare: ${examples(reconciliation)}`)
  }
  if (masked.enclosed.length === 0) {
    const zone = reconciliation.schedule?.zone ?? 'UTC'
    const range = parseRange(plainDashes(masked.text), { reconciliation, today: todayIn(zone, now), zone })
    if (range) return range
  }
  return { kind: 'keys', keys: [parseKey(reconciliation, masked)] }
}

/**
 * A key that stands by itself, where nothing else can: `today` is a key there, and one of a single part may have spaces
 * without quotes. Throws `usage`.
 */
export function parseKeyAlone(reconciliation: Reconciliation, text: string): Scope {
  const trimmed = text.replace(/[\u200b\u2060\ufeff]/g, '').trim()
  if (trimmed === '') throw usage('Write the key of a record')
  const isWhole = reconciliation.keyNames.length === 1
  const whole = isWhole && !/^#\d+$/.test(trimmed) && !WHOLE_QUOTED.test(trimmed)
  const masked = whole ? { text: '\0', enclosed: [trimmed] } : maskQuotes(trimmed)
  return { kind: 'keys', keys: [parseKey(reconciliation, masked)] }
}

/** The words with `\0` in place of whatever quotes enclose, and what they enclose, in order. */
interface Masked {
  readonly text: string
  readonly enclosed: readonly string[]
}

const DOUBLE = '["\u201c\u201d\u201e\u201f\u00ab\u00bb]'
const SINGLE = "['\u2018\u2019\u201a\u201b]"
/** A quote begins and ends a word, so that the one in `O'Brien` is a letter. Phones write curly ones. */
const QUOTED = new RegExp(
  `(?<=^|[\\s/])(?:${DOUBLE}(.*?)${DOUBLE}|${SINGLE}(.*?)${SINGLE})(?=[\\s/]|$)`,
  'gsu',
)
const UNCLOSED = new RegExp(`(^|[\\s/])(${DOUBLE}|${SINGLE})`, 'u')
const WHOLE_QUOTED = new RegExp(`^(?:${DOUBLE}[^]+${DOUBLE}|${SINGLE}[^]+${SINGLE})$`, 'u')

function maskQuotes(words: string): Masked {
  const enclosed: string[] = []
  const masked = words.replaceAll('\0', ' ').replace(QUOTED, (_, double?: string, single?: string) => {
    enclosed.push(double ?? single ?? '')
    return '\0'
  })
  // Spaces that are none of ASCII's, and marks of no width, come along when people copy.
  const text = masked
    .replace(/[\u200b\u2060]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  if (UNCLOSED.test(text))
    throw usage(`A quote is not closed in ${words.trim()}: write "..." around the whole part`)
  return { text, enclosed }
}

interface DateContext {
  readonly reconciliation: Reconciliation
  readonly today: string
  readonly zone: string
}

function parseRange(text: string, context: DateContext): Scope | null {
  const ends = rangeEnds(text, context)
  if (!ends) return null
  requireDateColumns(text, context.reconciliation)
  return { kind: 'dates', ...checkRange(text, ends, { ...context, what: 'a check' }) }
}

/** Whole days, where nothing else can stand: `today`, `last 7 days`, `2026-11-01..2026-11-07`. Throws `usage`. */
export function parsePeriod(
  words: string,
  { zone, now }: { readonly zone: string; readonly now: Date },
): { readonly from: string; readonly to: string } {
  const text = plainDashes(words.replace(/\s+/g, ' ').trim())
  const today = todayIn(zone, now)
  return checkRange(text, endsInWords(text, today) ?? [text, text], { today, zone, what: 'a report' })
}

function checkRange(
  text: string,
  ends: readonly [string, string],
  { today, zone, what }: { readonly today: string; readonly zone: string; readonly what: string },
): { from: string; to: string } {
  const [from, to] = ends.map((end) => parseDay(end, { today })) as [string, string]
  if (from > to) throw usage(`"${text}" runs backwards: write ${to}..${from}`)
  if (from > today)
    throw usage(`"${text}" begins in the future: today is ${today} in ${zone}, write a day up to then`)
  const days = countDays(from, to)
  if (days > MOST_DAYS)
    throw usage(`"${text}" is ${days} days, and ${what} takes ${MOST_DAYS} at most: write a shorter range`)
  return { from, to }
}

/** Phones and copied text bring dashes that are none of ASCII's. */
function plainDashes(text: string): string {
  return text.replace(/[\u2010-\u2015\u2212]/g, '-')
}

const DAY = '(\\d{4}-\\d{1,2}-\\d{1,2}|today|yesterday)'
const IN_WORDS = new RegExp(`^(?:from )?${DAY} ?(?:-+|to|until|till|through) ?${DAY}$`, 'i')

/** The two ends of what looks like days, or null when it is a key. */
function rangeEnds(text: string, { reconciliation, today }: DateContext): [string, string] | null {
  const ends = endsInWords(text, today)
  if (ends) return ends
  const hasDates = reconciliation.sides.some((side) => side.dateColumn !== null)
  return hasDates && looksLikeDay(text, reconciliation) ? [text, text] : null
}

function endsInWords(text: string, today: string): [string, string] | null {
  const last = /^(?:last|past) (\d{1,6}) days?$/i.exec(text)
  if (last) return lastDays(Number(last[1]), text, today)
  const range = IN_WORDS.exec(text) ?? /^(.*?) ?(?:\.{2,3}|\u2026) ?(.*)$/.exec(text)
  if (range) return [range[1]!, range[2]!]
  return /^(today|yesterday)$/i.test(text) ? [text, text] : null
}

function lastDays(days: number, text: string, today: string): [string, string] {
  if (days === 0) throw usage(`"${text}" is no day at all: write today, or last 7 days`)
  if (days > MOST_DAYS)
    throw usage(`"${text}" is more than ${MOST_DAYS} days: write last ${MOST_DAYS} days or fewer`)
  return [addDays(today, 1 - days), today]
}

const AMBIGUOUS = /^\d{1,2}\/\d{1,2}(\/(\d{2}|\d{4}))?$|^\d{1,2}\.\d{1,2}\.(\d{2}|\d{4})?$/

/** `2026-11-01`, or days in an order that differs by country; `3/4` is a key where keys have as many parts. */
function looksLikeDay(text: string, { keyNames }: Reconciliation): boolean {
  if (text.includes('/') && text.split('/').length === keyNames.length) return false
  return /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}$/.test(text) || AMBIGUOUS.test(text)
}

function requireDateColumns(text: string, { name, sides }: Reconciliation): void {
  const lacking = sides.filter((side) => side.dateColumn === null)
  if (lacking.length === 0) return
  const keys = lacking.map((side) => `reconciliations.${name}.sides.${side.name}.dateColumn`)
  throw usage(
    `"${text}" is days, and "${name}" does not know which column they are in: add ${keys.join(' and ')} to the config, ` +
      'or put a key in quotes',
  )
}

function parseDay(word: string, { today }: Pick<DateContext, 'today'>): string {
  if (/^today$/i.test(word)) return today
  if (/^yesterday$/i.test(word)) return addDays(today, -1)
  if (isDay(word)) return word
  if (/^\d{4}-\d{2}-\d{2}$/.test(word))
    throw usage(`"${word}" is not in the calendar: write a day that exists`)
  if (AMBIGUOUS.test(word)) {
    throw usage(
      `"${word}" can be read as month and day or as day and month: write it like ${today}, or put a key in quotes`,
    )
  }
  const what = word === '' ? 'One end of the range is missing' : `"${word}" is not a day`
  throw usage(`${what}: write 2026-11-01..2026-11-07, or put a key with dots in quotes`)
}

function parseKey(reconciliation: Reconciliation, masked: Masked): Record<string, string> {
  const { keyNames } = reconciliation
  if (/^#\d+$/.test(masked.text)) {
    throw usage(`"${masked.text}" is a discrepancy's number: write the record's key, without # or in quotes`)
  }
  const remaining = [...masked.enclosed]
  const parts = splitKey(masked.text, keyNames.length).map((part) =>
    part.replaceAll('\0', () => remaining.shift()!),
  )
  if (parts.length !== keyNames.length || parts.includes('')) throw wrongKey(reconciliation, parts)
  return Object.fromEntries(keyNames.map((name, index) => [name, parts[index]!]))
}

/** A key's parts: words with spaces or slashes between. A key of one part keeps its slashes. */
function splitKey(text: string, count: number): string[] {
  const words = text.split(' ')
  if (count === 1) return words
  const bySpaces = words.filter((word) => word !== '/')
  return bySpaces.length === count ? bySpaces : text.split(/ ?\/ ?| /)
}

function wrongKey({ name, keyNames }: Reconciliation, parts: readonly string[]): CounterfoilError {
  const wanted = keyNames.join('/')
  if (parts.includes('')) return usage(`A part of the key is empty: write every part, ${wanted}`)
  if (keyNames.length === 1) {
    return usage(
      `"${name}" has keys of one part (${wanted}): write "${parts.join(' ')}" in quotes if that is one key`,
    )
  }
  const sentence = `"${name}" has keys of ${keyNames.length} parts and "${parts.join(' ')}" has ${parts.length}`
  return usage(`${sentence}: write ${wanted}, with quotes around a part that has spaces or slashes`)
}

function examples({ name, keyNames, sides }: Reconciliation): string {
  const key = keyNames.length === 1 ? '1042' : keyNames.join('/')
  const days = sides.every((side) => side.dateColumn !== null)
  return days ? `check ${name} ${key}, or check ${name} 2026-11-01..2026-11-07` : `check ${name} ${key}`
}

function usage(sentence: string): CounterfoilError {
  return new CounterfoilError('usage', sentence)
}
