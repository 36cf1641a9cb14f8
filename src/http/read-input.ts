import { z } from '@hono/zod-openapi'
import { CounterfoilError } from '../domain/errors.ts'
import { didYouMean } from '../domain/nearest-name.ts'
import { refuseText } from './read-json-body.ts'

type Issue = z.core.$ZodIssue
type Place = 'path' | 'query' | 'body' | 'headers'

/** What stands in a part of a request, checked. Throws `usage` with everything that is wrong with it. */
export function readInput<Value>(schema: z.ZodType<Value>, value: unknown, place: Place): Value {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const said = parsed.error.issues.flatMap((issue) => explain(issue, { schema, value, place }))
  throw new CounterfoilError('usage', [...new Set(said)].slice(0, MOST).join('; '))
}

/** More would not help anybody. */
const MOST = 5

/** The parameters after `?`, each once. Throws `usage`. */
export function readParameters(search: URLSearchParams): Record<string, string> {
  const entries = [...search]
  const twice = entries.find(([name], index) => entries.findIndex((other) => other[0] === name) < index)
  if (twice)
    throw new CounterfoilError(
      'usage',
      `"${cut(twice[0])}" stands twice in the query: write it once, several values with commas`,
    )
  for (const entry of entries) entry.forEach(refuseText)
  return Object.fromEntries(entries)
}

interface Seen {
  readonly schema: z.ZodType
  readonly value: unknown
  readonly place: Place
}

function explain(issue: Issue, { schema, value, place }: Seen): string[] {
  const path = issue.path as (string | number)[]
  if (issue.code === 'unrecognized_keys') {
    const known = namesAt(schema, path)
    const where = path.length === 0 ? `the ${place}` : writePath(path)
    return issue.keys.map((key) => {
      const remedy = known.length === 0 ? 'leave it out' : `write ${known.join(', ')}`
      return `"${cut(key)}" is not known in ${where}${didYouMean(key, known)}: ${remedy}`
    })
  }
  const found = path.reduce<unknown>(stepInto, value)
  const name = path.length === 0 ? `The ${place}` : `"${writePath(path)}"`
  const wanted = issue.message
  if (found === undefined) return [`${name} is missing: it needs ${wanted}`]
  return [`${name} is ${show(found)}, which is not ${wanted}`]
}

function stepInto(value: unknown, step: string | number): unknown {
  const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, step)
  return isThere ? (value as Record<string | number, unknown>)[step] : undefined
}

function writePath(path: readonly (string | number)[]): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${cut(step)}`))
    .join('')
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  return typeof value === 'string' ? `"${cut(value)}"` : String(value)
}

/** Nobody reads more of it, and it came from outside: no line breaks. */
function cut(text: string): string {
  const flat = text.replace(/\p{Cc}+/gu, ' ')
  return flat.length > 60 ? `${flat.slice(0, 59)}…` : flat
}

interface Node {
  readonly properties?: Readonly<Record<string, Node>>
  readonly items?: Node
  readonly anyOf?: readonly Node[]
  readonly oneOf?: readonly Node[]
}

/** The names that may stand at a place. */
function namesAt(schema: z.ZodType, path: readonly (string | number)[]): string[] {
  let nodes: Node[] = [z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node]
  for (const step of path) {
    nodes = nodes.flatMap(branches).flatMap(({ properties, items }) => {
      const below = typeof step === 'number' ? items : properties?.[step]
      return below ? [below] : []
    })
  }
  return [...new Set(nodes.flatMap(branches).flatMap(({ properties }) => Object.keys(properties ?? {})))]
}

function branches(node: Node): Node[] {
  const inner = node.anyOf ?? node.oneOf
  return inner ? inner.flatMap(branches) : [node]
}
