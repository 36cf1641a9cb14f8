import { SEVERITIES, type Severity } from '../../../domain/finding.ts'
import { nearestName } from '../../../domain/nearest-name.ts'

/** What somebody typed after `/recon`, understood or answered with a precise sentence. */
export type ReconCommand =
  | { readonly verb: 'check'; readonly name: string /** Key or days, quotes kept. */; readonly words: string }
  | { readonly verb: 'run'; readonly name: string; readonly deep: boolean }
  | { readonly verb: 'list'; readonly name: string | null; readonly severities: readonly Severity[] }
  | { readonly verb: 'show'; readonly number: number }
  | { readonly verb: 'status' | 'retry' | 'digest' | 'help' }
  | { readonly verb: 'unclear'; readonly sentence: string }

const VERBS = ['check', 'run', 'list', 'show', 'status', 'retry', 'digest', 'help'] as const
type Verb = (typeof VERBS)[number]

/** Reads a command forgivingly: odd spaces, capital letters, `#12`, quotes around a name. Never throws. */
export function parseCommand(text: string, names: readonly string[]): ReconCommand {
  // Phones and copied text bring spaces that are none of ASCII's, and marks of no width.
  const clean = text
    .replace(/[\u200b\u2060\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  const [first, rest] = takeWord(clean)
  if (first === '') return { verb: 'help' }
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
    default:
      // A word too much does not change what these mean.
      return { verb }
  }
}

function parseCheck(rest: string, names: readonly string[]): ReconCommand {
  const [word, words] = takeWord(rest)
  if (word === '') return unclear(`Say what to check: /recon check ${exampleName(names)} 1042`)
  const name = findName(word, names)
  if (name === null) return unknownName(word, names, (nearest) => `/recon check ${nearest} ${words}`)
  if (words === '') return unclear(`Say which record or days of ${name} to check: /recon check ${name} 1042`)
  return { verb: 'check', name, words }
}

function parseRun(rest: string, names: readonly string[]): ReconCommand {
  const [word, more] = takeWord(rest)
  if (word === '') return unclear(`Say what to run: /recon run ${exampleName(names)}`)
  const name = findName(word, names)
  if (name === null) return unknownName(word, names, (nearest) => `/recon run ${nearest}`)
  if (more === '' || more.toLowerCase() === 'deep') return { verb: 'run', name, deep: more !== '' }
  if (nearestName(more.toLowerCase(), ['deep']) !== null)
    return unclear(`Did you mean /recon run ${name} deep?`)
  return unclear(`A run takes no records or days. To compare only ${more}: /recon check ${name} ${more}`)
}

function parseList(rest: string, names: readonly string[]): ReconCommand {
  const severities = new Set<Severity>()
  let found: string | null = null
  for (const word of words(rest)) {
    const severity = SEVERITIES.find((known) => known === word.toLowerCase())
    const name = findName(word, names)
    if (severity) severities.add(severity)
    else if (name !== null && found === null) found = name
    else if (name !== null && name !== found)
      return unclear('List one reconciliation at a time, or all of them: /recon list')
    else if (name === null)
      return unknownName(word, [...names, ...SEVERITIES], (nearest) => `/recon list ${nearest}`)
  }
  return { verb: 'list', name: found, severities: SEVERITIES.filter((severity) => severities.has(severity)) }
}

function parseShow(rest: string): ReconCommand {
  const number = /^#? ?(\d{1,9})$/.exec(unquote(rest))
  if (number) return { verb: 'show', number: Number(number[1]) }
  if (rest === '') return unclear('Say which one, by its number: /recon show 12')
  return unclear(`"${rest}" is not the number of a discrepancy. Write it like this: /recon show 12`)
}

function unknownVerb(word: string, text: string, names: readonly string[]): ReconCommand {
  const rest = text.slice(word.length).trim()
  if (/^#?\d+$/.test(word) && rest === '') {
    return unclear(`To see one discrepancy: /recon show ${word.replace('#', '')}`)
  }
  const name = findName(word, names)
  if (name !== null)
    return unclear(`Did you mean /recon ${rest === '' ? `run ${name}` : `check ${name} ${rest}`}?`)
  const nearest = nearestName(word, VERBS)
  const meant = nearest === null ? '' : ` Did you mean /recon ${[nearest, rest].join(' ').trim()}?`
  return unclear(`There is no command "${word}".${meant} All of them: /recon help`)
}

function unknownName(
  word: string,
  names: readonly string[],
  suggest: (nearest: string) => string,
): ReconCommand {
  if (names.length === 0) return unclear('No reconciliation is defined yet. Define one in counterfoil.yml.')
  const nearest = nearestName(word, names)
  const meant =
    nearest === null ? `There are: ${names.join(', ')}` : `Did you mean ${suggest(nearest).trim()}?`
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

function exampleName(names: readonly string[]): string {
  return names[0] ?? 'NAME'
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
