import type { z } from 'zod'
import { didYouMean } from '../domain/nearest-name.ts'
import { INCIDENT_TYPES } from './incidents-schema.ts'
import type { ConfigPath, Problem } from './problem.ts'
import { SOURCE_TYPES } from './source-schema.ts'

type Issue = z.core.$ZodIssue

/** What the words of the config file are compared with to explain an issue. */
export interface Explained {
  /** The value that was checked, from the top of the file. */
  readonly value: unknown
  /** How a value stands in the file, with its variables unfilled. */
  written(path: ConfigPath): string | null
  /** Keys that the schema knows at a path, to offer the nearest. */
  knownKeys(path: ConfigPath): readonly string[]
}

/** zod's issues in the words of this config: what is wrong, and what to write. `at`: where the checked value stands. */
export function explainIssues(issues: readonly Issue[], at: ConfigPath, explained: Explained): Problem[] {
  return issues.flatMap((issue) => explainIssue(issue, at, explained))
}

function explainIssue(issue: Issue, at: ConfigPath, explained: Explained): Problem[] {
  const path: ConfigPath = [...at, ...(issue.path as (string | number)[])]
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path, explained))
  if (issue.code === 'invalid_key') return [{ path, sentence: invalidKey(String(path.at(-1)), issue) }]
  if (issue.code === 'invalid_union') {
    const branch = meantBranch(issue.errors, valueAt(explained.value, path))
    if (branch) return explainIssues(branch, path, explained)
  }
  return [{ path, sentence: invalidValue(issue, path, explained) }]
}

/** The way of writing that was meant: the only one whose kind of value fits. */
function meantBranch(branches: readonly (readonly Issue[])[], value: unknown): readonly Issue[] | null {
  const fitting = branches.filter((issues) => !issues.some((issue) => isWrongKind(issue, value)))
  return fitting.length === 1 ? fitting[0]! : null
}

function isWrongKind(issue: Issue, value: unknown): boolean {
  if (issue.path.length > 0) return false
  if (issue.code === 'invalid_union')
    return issue.errors.every((branch) => branch.some((inner) => isWrongKind(inner, value)))
  return issue.code === 'invalid_type' || (issue.code === 'invalid_value' && typeof value !== 'string')
}

/** What is planned and this version cannot do yet: refused by name, so that nobody believes it is done. */
const NOT_YET = new Set(['engine'])
const SOURCE_TYPES_NOT_YET: readonly string[] = ['trino']

function unknownKey(key: string, path: ConfigPath, explained: Explained): Problem {
  const place = [...path, key]
  if (NOT_YET.has(key)) {
    return { path: place, sentence: `"${key}" is not supported yet in this version: remove it` }
  }
  if (key === 'pauseWhile' && path[0] === 'sources') {
    return { path: place, sentence: '"pauseWhile" is for postgres and mysql sources: remove it' }
  }
  const known = explained.knownKeys(path)
  const nearest = didYouMean(key, known)
  const remedy = nearest || `: write one of ${known.join(', ')}`
  return { path: place, sentence: `"${key}" is not known here${remedy}` }
}

function invalidKey(key: string, issue: Extract<Issue, { code: 'invalid_key' }>): string {
  return `"${key}" is not ${issue.issues[0]?.message}`
}

function invalidValue(issue: Issue, path: ConfigPath, explained: Explained): string {
  const value = valueAt(explained.value, path)
  if (issue.code === 'invalid_union' && issue.discriminator && typeof value === 'string') {
    const isIncident = path[0] === 'incidents'
    return invalidType(
      value,
      isIncident ? INCIDENT_TYPES : SOURCE_TYPES,
      isIncident ? 'incident service' : 'source',
    )
  }
  if (value === undefined) return `is missing: it needs ${issue.message}`
  if (value === null) return `is empty: it needs ${issue.message}`
  return `${quoted(value, path, explained)} is not ${issue.message}${nearestOf(issue, value)}`
}

function invalidType(type: string, known: readonly string[], kind: string): string {
  const write = `${known.slice(0, -1).join(', ')} or ${known.at(-1)}`
  if (SOURCE_TYPES_NOT_YET.includes(type)) {
    return `"${type}" sources are not supported yet in this version: write ${write}`
  }
  return `"${type}" is not a kind of ${kind}: write ${write}${didYouMean(type, known)}`
}

function quoted(value: unknown, path: ConfigPath, explained: Explained): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  const written = explained.written(path)
  // A URL may hold a password even where it is malformed, all below auth and headers may be a secret, and where a hash
  // belongs somebody may have written the token itself.
  const isToken = path[0] === 'http' && path[1] === 'tokens'
  const isSecret =
    ['url', 'write'].includes(String(path.at(-1))) ||
    path[2] === 'auth' ||
    path[2] === 'headers' ||
    path[0] === 'incidents' ||
    isToken
  return isSecret || written === null ? 'the value' : `"${written}"`
}

function nearestOf(issue: Issue, value: unknown): string {
  const words = issue.code === 'invalid_value' ? issue.values.map(String) : []
  return typeof value === 'string' ? didYouMean(value, words) : ''
}

function valueAt(value: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>(
    (current, step) =>
      typeof current === 'object' && current !== null
        ? (current as Record<string | number, unknown>)[step]
        : undefined,
    value,
  )
}
