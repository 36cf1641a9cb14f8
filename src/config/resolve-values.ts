import { type Document, isMap, isScalar, isSeq, type Pair, type Scalar } from 'yaml'
import { didYouMean } from '../domain/nearest-name.ts'
import type { ConfigPath, Problem } from './problem.ts'

/** Environment variables by name. */
export type EnvironmentRecord = Readonly<Record<string, string | undefined>>

/**
 * The document as plain values: `${ENV}` and `${ENV:-default}` filled in, `$${` read as `${`, and exact text instead of
 * YAML's numbers where digits matter (tolerances, value maps, expectations). Changes the document's nodes on the way.
 */
export function resolveValues(
  document: Document.Parsed,
  environment: EnvironmentRecord,
): { value: unknown; problems: Problem[] } {
  const problems: Problem[] = []
  resolveNode({ node: document.contents, path: [] }, { environment, problems })
  try {
    return { value: document.toJS({ maxAliasCount: 100 }), problems }
  } catch {
    const sentence = 'aliases (*) refer to each other too often: write the values out'
    return { value: undefined, problems: [...problems, { path: [], sentence }] }
  }
}

interface Resolution {
  readonly environment: EnvironmentRecord
  readonly problems: Problem[]
}
interface Place {
  readonly node: unknown
  readonly path: ConfigPath
}

function resolveNode({ node, path }: Place, resolution: Resolution): void {
  if (isSeq(node)) {
    for (const [index, item] of node.items.entries())
      resolveNode({ node: item, path: [...path, index] }, resolution)
  } else if (isMap(node)) {
    resolvePairs(node.items, path, resolution)
  } else if (isScalar(node)) {
    if (isExact(path)) keepSource(node)
    if (typeof node.value === 'string') node.value = substitute(node.value, path, resolution)
  }
}

function resolvePairs(pairs: readonly Pair[], path: ConfigPath, resolution: Resolution): void {
  const seen = new Set<string>()
  for (const { key, value } of pairs) {
    if (!isScalar(key) || key.value === null || key.value === '__proto__') {
      const offset = (key as Scalar | null)?.range?.[0]
      const sentence = 'a key must be plain text: write key: value'
      resolution.problems.push({ path, sentence, ...(offset === undefined ? {} : { offset }) })
      continue
    }
    if (isExact([...path, ''])) keepSource(key)
    const name = String(key.value)
    if (seen.has(name)) {
      const sentence = `"${name}" stands here a second time: keep one of the two`
      resolution.problems.push({ path: [...path, name], sentence, offset: key.range?.[0] ?? 0 })
    }
    seen.add(name)
    resolveNode({ node: value, path: [...path, name] }, resolution)
  }
}

/** `reconciliations.R.fields.F.tolerance`, all below `.map`, and values of `expect`: there `0.010`, `007` and `true` are meant as written. */
function isExact(path: ConfigPath): boolean {
  if (path[2] === 'sides' && path[4] === 'expect')
    return path.length > 7 && (path[6] === 'range' || path[6] === 'oneOf')
  return path[2] === 'fields' && (path[4] === 'tolerance' || (path[4] === 'map' && path.length > 5))
}

function keepSource(scalar: Scalar): void {
  if (scalar.value !== null && typeof scalar.value !== 'string')
    scalar.value = scalar.source ?? String(scalar.value)
}

const VARIABLE = /\$\$\{|\$\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\})?/g

function substitute(text: string, path: ConfigPath, { environment, problems }: Resolution): string {
  return text.replace(VARIABLE, (match: string, name: string | undefined, otherwise: string | undefined) => {
    if (match === '$${') return '${'
    if (name === undefined) {
      const sentence =
        '"${" begins no variable: write ${NAME} or ${NAME:-default}, or $${ where ${ itself is meant'
      problems.push({ path, sentence })
      return match
    }
    const found = environment[name] || otherwise
    if (found !== undefined && found !== '') return found
    if (otherwise !== undefined) return otherwise
    problems.push({ path, sentence: unsetSentence(name, environment) })
    // Stands in for the missing value, so that what else is wrong shows at the same time.
    return match
  })
}

function unsetSentence(name: string, environment: EnvironmentRecord): string {
  if (environment[name] === '') return `the environment variable ${name} is empty: give it a value`
  const hint = didYouMean(name, Object.keys(environment))
  return `the environment variable ${name} is not set: set it, or write \${${name}:-default}${hint}`
}
