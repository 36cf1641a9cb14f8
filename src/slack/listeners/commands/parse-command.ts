import { SEVERITIES, type Severity } from '../../../domain/finding.ts'
import { nearestName } from '../../../domain/nearest-name.ts'
import type { TrendUnit } from '../../../domain/trend-buckets.ts'
import { LIST_MARKS, type ListMark } from '../../messages/list-page.ts'
import { parseTrend } from './parse-trend.ts'

/** What somebody typed after `/recon`, understood or answered with a precise sentence. */
export type ReconCommand =
  | { readonly verb: 'check'; readonly name: string /** Key or days, quotes kept. */; readonly words: string }
  | { readonly verb: 'run'; readonly name: string; readonly deep: boolean }
  | {
      readonly verb: 'list'
      readonly name: string | null
      readonly severities: readonly Severity[]
      readonly marks: readonly ListMark[]
    }
  | { readonly verb: 'show'; readonly number: number; readonly reveal: boolean }
  | {
      readonly verb: 'report'
      readonly name: string | null /** As written; null: what is open. */
      readonly days: string | null
    }
  /** What to check or run was not said: a window asks for it. */
  | { readonly verb: 'ask'; readonly what: 'check' | 'run'; readonly name: string | null }
  | {
      readonly verb: 'pause'
      readonly name: string /** Until when and why, as written. */
      readonly words: string
    }
  | { readonly verb: 'resume'; readonly name: string }
  | {
      readonly verb: 'trend'
      readonly name: string /** Null: all fields. */
      readonly field: string | null
      readonly days: number
    }
  /** Of one reconciliation; null: of all. */
  | { readonly verb: 'remedies'; readonly name: string | null }
  | { readonly verb: 'menu' | 'status' | 'retry' | 'help' }
  /** Unsaid: its trend is day by day. */
  | { readonly verb: 'digest'; readonly unit?: TrendUnit }
  | { readonly verb: 'unclear'; readonly sentence: string }

const VERBS = [
  'check',
  'run',
  'list',
  'show',
  'report',
  'trend',
  'remedies',
  'status',
  'pause',
  'resume',
  'retry',
  'digest',
  'help',
] as const
type Verb = (typeof VERBS)[number]

/** How many names an answer lists. */
const NAMED = 20

/** Reads a command forgivingly: odd spaces, capital letters, `#12`, quotes around a name. Never throws. */
export function parseCommand(text: string, names: readonly string[]): ReconCommand {
  // Phones and copied text bring spaces that are none of ASCII's, and marks of no width.
  const clean = text
    .replace(/[\u200b\u2060\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  const [first, rest] = takeWord(clean)
  if (first === '') return { verb: 'menu' }
  const verb = VERBS.find((known) => known === first.toLowerCase())
  return verb === undefined ? unknownVerb(first, clean, names) : parseRest(verb, rest, names)
}

function parseRest(verb: Verb, rest: string, names: readonly string[]): ReconCommand {
  switch (verb) {
    case 'check':
      return parseCheck(rest, names)
    case 'run':
      return parseRun(rest, names)
    case 'list':
      return parseList(rest, names)
    case 'show':
      return parseShow(rest)
    case 'report':
      return parseReport(rest, names)
    case 'trend':
      return parseTrending(rest, names)
    case 'remedies':
      return parseRemedies(rest, names)
    case 'pause':
    case 'resume':
      return parsePausing(verb, rest, names)
    case 'digest':
      return /^(weeks?|weekly)\b/i.test(rest) ? { verb, unit: 'week' } : { verb }
    default:
      // A word too much does not change what these mean.
      return { verb }
  }
}

function parseCheck(rest: string, names: readonly string[]): ReconCommand {
  const [word, words] = takeWord(rest)
  if (word === '') return { verb: 'ask', what: 'check', name: null }
  const name = findName(word, names)
  if (name === null) return unknownName(word, names, (nearest) => `/recon check ${nearest} ${words}`)
  if (words === '') return { verb: 'ask', what: 'check', name }
  return { verb: 'check', name, words }
}

function parseRun(rest: string, names: readonly string[]): ReconCommand {
  const [word, more] = takeWord(rest)
  if (word === '') return { verb: 'ask', what: 'run', name: null }
  const name = findName(word, names)
  if (name === null) return unknownName(word, names, (nearest) => `/recon run ${nearest}`)
  if (more === '' || more.toLowerCase() === 'deep') return { verb: 'run', name, deep: more !== '' }
  if (nearestName(more.toLowerCase(), ['deep']) !== null)
    return unclear(`Did you mean /recon run ${name} deep?`)
  return unclear(`A run takes no records or days. To compare only ${more}: /recon check ${name} ${more}`)
}

function parseList(rest: string, names: readonly string[]): ReconCommand {
  const said = words(rest)
  const severities = new Set<string>()
  const marks = new Set<string>()
  const found = new Set<string>()
  for (const word of said) {
    const known = word.toLowerCase()
    const name = findName(word, names)
    if (SEVERITIES.some((severity) => severity === known)) severities.add(known)
    else if (LIST_MARKS.some((mark) => mark === known)) marks.add(known)
    else if (name !== null) found.add(name)
    else return unknownInList(word, said, names)
  }
  if (found.size > 1) return unclear('List one reconciliation at a time, or all of them: /recon list')
  if (marks.has('mine') && marks.has('unassigned'))
    return unclear('Nothing is yours and unassigned: write /recon list mine, or /recon list unassigned')
  return {
    verb: 'list',
    name: [...found][0] ?? null,
    severities: SEVERITIES.filter((severity) => severities.has(severity)),
    marks: LIST_MARKS.filter((mark) => marks.has(mark)),
  }
}

/** Neither a reconciliation nor a word that narrows a list. */
function unknownInList(word: string, said: readonly string[], names: readonly string[]): ReconCommand {
  const nearest = nearestOf(word, [...names, ...SEVERITIES, ...LIST_MARKS])
  if (nearest !== null) {
    const meant = said.map((each) => (each === word ? nearest : each)).join(' ')
    return unclear(`There is no "${word}". Did you mean /recon list ${meant}?`)
  }
  const narrowing = [...SEVERITIES, ...LIST_MARKS].join(', ')
  const known = names.length === 0 ? '' : `Reconciliations: ${nameSome(names)}. `
  return unclear(`There is no "${word}". ${known}Words that narrow a list: ${narrowing}`)
}

function parseShow(rest: string): ReconCommand {
  const [, number, reveal] = /^#? ?(\d{1,9})(?: (reveal))?$/i.exec(unquote(rest)) ?? []
  if (number !== undefined) return { verb: 'show', number: Number(number), reveal: reveal !== undefined }
  if (rest === '') return unclear('Say which one, by its number: /recon show 12')
  return unclear(`"${rest}" is not the number of a discrepancy. Write it like this: /recon show 12`)
}

const DAYS = /^(?:\d|today\b|yesterday\b|from\b|last\b|past\b)/i

function parseReport(rest: string, names: readonly string[]): ReconCommand {
  const [word, more] = takeWord(rest)
  const name = findName(word, names)
  const what = name === null ? rest : more
  if (/^(?:open)?$/i.test(what)) return { verb: 'report', name, days: null }
  if (DAYS.test(what)) return { verb: 'report', name, days: what }
  if (name === null) return unknownName(word, names, (nearest) => `/recon report ${nearest} ${more}`)
  return unclear(
    `A report is of what is open, or of days: /recon report ${name}, /recon report ${name} last 7 days`,
  )
}

function parseTrending(rest: string, names: readonly string[]): ReconCommand {
  const [word, words] = takeWord(rest)
  const name = findName(word, names)
  // Of one alone there is no question which.
  const only = name === null && names.length === 1 ? names[0]! : null
  if (name === null && only === null) {
    if (word === '' && names.length > 0) return unclear(`Say which one: /recon trend ${names[0]}`)
    return unknownName(word, names, (nearest) => `/recon trend ${nearest} ${words}`)
  }
  const of = name ?? only!
  const asked = parseTrend(name === null ? rest : words, of)
  return 'sentence' in asked ? unclear(asked.sentence) : { verb: 'trend', name: of, ...asked }
}

function parseRemedies(rest: string, names: readonly string[]): ReconCommand {
  const [word] = takeWord(rest)
  const name = findName(word, names)
  if (word === '' || name !== null) return { verb: 'remedies', name }
  return unknownName(word, names, (nearest) => `/recon remedies ${nearest}`)
}

function parsePausing(verb: 'pause' | 'resume', rest: string, names: readonly string[]): ReconCommand {
  const [word, words] = takeWord(rest)
  // Of one alone there is no question which.
  const name = findName(word, names) ?? (word === '' && names.length === 1 ? names[0]! : null)
  if (name !== null) return verb === 'pause' ? { verb, name, words } : { verb, name }
  const example = verb === 'pause' ? `${names[0]} 2h` : names[0]
  if (word === '' && names.length > 0) return unclear(`Say which one: /recon ${verb} ${example}`)
  return unknownName(word, names, (nearest) => `/recon ${verb} ${nearest} ${words}`)
}

function unknownVerb(word: string, text: string, names: readonly string[]): ReconCommand {
  const rest = text.slice(word.length).trim()
  if (/^#?\d+$/.test(word) && rest === '') {
    return unclear(`To see one discrepancy: /recon show ${word.replace('#', '')}`)
  }
  const name = findName(word, names)
  if (name !== null)
    return unclear(`Did you mean /recon ${rest === '' ? `run ${name}` : `check ${name} ${rest}`}?`)
  const nearest = nearestOf(word, VERBS)
  const meant = nearest === null ? '' : ` Did you mean /recon ${[nearest, rest].join(' ').trim()}?`
  return unclear(`There is no command "${word}".${meant} All of them: /recon help`)
}

function unknownName(
  word: string,
  names: readonly string[],
  suggest: (nearest: string) => string,
): ReconCommand {
  if (names.length === 0) return unclear('No reconciliation is defined yet. Define one in counterfoil.yml.')
  const nearest = nearestOf(word, names)
  const meant =
    nearest === null ? `There are: ${nameSome(names)}` : `Did you mean ${suggest(nearest).trim()}?`
  return unclear(`There is no "${word}". ${meant}`)
}

function unclear(sentence: string): ReconCommand {
  return { verb: 'unclear', sentence }
}

function findName(word: string, names: readonly string[]): string | null {
  return (
    names.find((name) => name === word) ??
    names.find((name) => name.toLowerCase() === word.toLowerCase()) ??
    null
  )
}

/** A typing error, or the beginning of one name alone. */
function nearestOf(word: string, candidates: readonly string[]): string | null {
  const nearest = nearestName(word, candidates)
  if (nearest !== null) return nearest
  const begun = candidates.filter((candidate) => candidate.toLowerCase().startsWith(word.toLowerCase()))
  return begun.length === 1 ? begun[0]! : null
}

/** The first names of many: the others would make the answer unreadable. */
function nameSome(names: readonly string[]): string {
  const rest = names.length - NAMED
  return `${names.slice(0, NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

/** The first word, without quotes around it, and what follows. */
function takeWord(text: string): [word: string, rest: string] {
  const end = text.indexOf(' ')
  if (end < 0) return [unquote(text), '']
  return [unquote(text.slice(0, end)), text.slice(end + 1)]
}

/** Words between spaces or commas. */
function words(text: string): string[] {
  return text
    .split(/[ ,]+/)
    .map(unquote)
    .filter((word) => word !== '')
}

/** Takes off straight and curly quotes, and what ends a sentence. */
function unquote(word: string): string {
  return word.replace(/^["'`\u2018-\u201f\u00ab\u00bb]+|["'`\u2018-\u201f\u00ab\u00bb.,;:?]+$/g, '')
}
