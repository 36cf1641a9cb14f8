import type { FindingKind } from '../domain/finding.ts'
import { keyColumns } from './key-columns.ts'
import type { ConfigPath, Problem } from './problem.ts'
import { listOf, type RoutesConfig } from './routes-schema.ts'
import type { ReconciliationConfig } from './settings-schema.ts'
import { unknownName } from './unknown-name.ts'

type Rule = RoutesConfig[number]
type When = NonNullable<Rule['when']>

/** What is wrong with `routes`: names that do not exist, and rules that can never hold. `incidents`: names of services. */
export function checkRoutes(config: ReconciliationConfig, incidents: readonly string[]): Problem[] {
  const { routes = [] } = config
  const remedies = Object.keys(config.remedies ?? {})
  return [
    ...routes.flatMap(({ when = {}, to }, index) => [
      ...checkNames(['routes', index, 'when'], when, config),
      ...checkKinds(['routes', index, 'when'], when),
      ...checkTarget(['routes', index, 'to'], to, { incidents, remedies }),
    ]),
    ...checkReached(routes),
  ]
}

function checkNames(path: ConfigPath, when: When, config: ReconciliationConfig): Problem[] {
  const sides = Object.entries(config.sides)
  // A key that is none is a finding about the part of the key, by the name that the first side has for it.
  const fields = [...Object.keys(config.fields), ...sides.slice(0, 1).flatMap(([, side]) => keyColumns(side))]
  const known = { field: fields, side: sides.map(([name]) => name) }
  return (['field', 'side'] as const).flatMap((name) =>
    listOf(when[name] ?? [])
      .filter((word) => !known[name].includes(word))
      .map((word) => unknownName([...path, name], { word, kind: name, known: known[name] })),
  )
}

/** Of which findings a condition can hold. */
const HAVE: readonly (readonly [keyof When, readonly FindingKind[], string])[] = [
  ['field', ['mismatch', 'invalid', 'schema'], 'field'],
  ['cause', ['mismatch'], 'cause'],
  ['amount', ['mismatch'], 'amount'],
]

function checkKinds(path: ConfigPath, { kind, ...when }: When): Problem[] {
  if (kind === undefined) return []
  const kinds = listOf(kind)
  return HAVE.flatMap(([name, having, noun]) => {
    if (when[name as keyof typeof when] === undefined || kinds.some((each) => having.includes(each)))
      return []
    const sentence = `a finding of kind ${kinds.join(' or ')} has no ${noun}, so this rule can never hold: remove ${noun}, or write kind: ${having.join(' or ')}`
    return [{ path: [...path, name], sentence }]
  })
}

function checkTarget(
  path: ConfigPath,
  to: Rule['to'],
  known: { readonly incidents: readonly string[]; readonly remedies: readonly string[] },
): Problem[] {
  if (typeof to === 'string') return []
  return [
    ...unknownTarget([...path, 'incident'], {
      word: to.incident,
      kind: 'incident service',
      known: known.incidents,
    }),
    ...unknownTarget([...path, 'remedy'], { word: to.remedy, kind: 'remedy', known: known.remedies }),
  ]
}

function unknownTarget(
  path: ConfigPath,
  { word, kind, known }: { word: string | undefined; kind: string; known: readonly string[] },
): Problem[] {
  if (word === undefined || known.includes(word)) return []
  if (known.length > 0) return [unknownName(path, { word, kind, known })]
  const section = kind === 'remedy' ? 'remedies of this reconciliation' : 'incidents at the top of the file'
  return [{ path, sentence: `there is no ${kind} "${word}", and no other: write it below ${section}` }]
}

function checkReached(routes: RoutesConfig): Problem[] {
  const last = routes.findIndex(({ when = {} }) => Object.keys(when).length === 0)
  if (last < 0 || last === routes.length - 1) return []
  const sentence = `rule ${last + 1} asks for nothing and holds always, so rule ${last + 2} can never hold: write it before rule ${last + 1}, or remove it`
  return [{ path: ['routes', last + 1], sentence }]
}
