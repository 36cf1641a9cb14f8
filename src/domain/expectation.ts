/** What one side is expected to hold in one field, whatever the other sides hold. Null or false: not expected. */
export interface Expectation {
  /** Not null. */
  readonly required: boolean
  readonly oneOf: readonly string[] | null
  /** Exact decimals, both ends included; null: open. */
  readonly range: { readonly min: string | null; readonly max: string | null } | null
  /** A regular expression that `patternProblem` has nothing against. */
  readonly pattern: string | null
  /** Characters, both ends included; null: open. */
  readonly length: { readonly min: number | null; readonly max: number | null } | null
  /** No other record of the side has the value. */
  readonly unique: boolean
}

/** A pattern looks at texts of up to so many characters; a longer one breaks it. */
export const LONGEST_FOR_PATTERN = 1000
/** Ways to try on one text at worst: seconds of work. */
const MOST_WAYS = 1e9

/** A pattern as it is used: on the whole text as read, by Unicode characters. Throws when it does not compile. */
export function compilePattern(pattern: string): RegExp {
  return new RegExp(pattern, 'u')
}

/** Why a pattern cannot be used and what to write, or null. What could take for ever on some text is refused. */
export function patternProblem(pattern: string): string | null {
  try {
    compilePattern(pattern)
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^.*\/u?: /, '') : String(error)
    return `it does not compile (${why}): write a regular expression such as ^.+@.+$`
  }
  const { nested, ways, refersBack } = measure(pattern)
  if (refersBack) return 'it refers back to a group, which can take for ever: write it without \\1 or \\k'
  if (nested)
    return 'it repeats a group that holds a repetition or a choice, which can take for ever: repeat single characters or sets such as [a-z]'
  if (ways > MOST_WAYS)
    return 'it has so many repetitions that it can take very long: begin it with ^, and write limits such as {1,20}'
  return null
}

interface Measured {
  nested: boolean
  /** How many ways there are at worst to lay the pattern over a text of the longest length. */
  ways: number
  refersBack: boolean
}

/** Walks over a pattern that compiles. */
function measure(pattern: string): Measured {
  const isTied = pattern.startsWith('^') && !pattern.includes('|')
  const ways = isTied ? 1 : LONGEST_FOR_PATTERN
  const measured: Measured = { nested: false, ways, refersBack: false }
  /** For each group that is open: whether it holds what must not be repeated. */
  const open: boolean[] = [false]
  let lastGroup = false
  for (const [token] of pattern.matchAll(TOKEN)) {
    if (/^\\(?:[1-9]|k)/.test(token)) measured.refersBack = true
    const times = timesOf(token)
    if (times) {
      if (lastGroup && times.most > 1) measured.nested = true
      if (times.most > times.least) measured.ways *= Math.min(times.most + 1, LONGEST_FOR_PATTERN)
      open[open.length - 1] = true
      continue
    }
    if (token === '|') measured.ways *= 2
    lastGroup = walkGroup(open, token)
  }
  return measured
}

/** Opens and closes groups; true when the token ends one that must not be repeated. */
function walkGroup(open: boolean[], token: string): boolean {
  if (token.startsWith('(')) open.push(false)
  if (token === '|') open[open.length - 1] = true
  if (token !== ')') return false
  const holds = open.pop()!
  if (holds) open[open.length - 1] = true
  return holds
}

/** An escape, a set, the beginning of a group, a repetition, or one character. */
const TOKEN =
  /\\(?:u\{[^}]*\}|[pP]\{[^}]*\}|.)|\[(?:\\.|[^\]\\])*\]|\(\?(?:<?[=!]|:|<[^>]*>)|\{\d+(?:,\d*)?\}\??|[*+?]\??|./gsu

/** How often a repetition repeats; null when the token is none. */
function timesOf(token: string): { readonly least: number; readonly most: number } | null {
  if (/^[*+]\??$/.test(token)) return { least: 0, most: Number.POSITIVE_INFINITY }
  if (/^\?\??$/.test(token)) return { least: 0, most: 1 }
  const limits = /^\{(\d+)(,?)(\d*)\}\??$/.exec(token)
  if (!limits) return null
  const least = Number(limits[1])
  if (limits[2] === '') return { least, most: least }
  return { least, most: limits[3] === '' ? Number.POSITIVE_INFINITY : Number(limits[3]) }
}
