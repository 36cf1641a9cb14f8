import type { ConfigText } from './config-text.ts'
import type { ConfigPath, Problem } from './problem.ts'

/**
 * What people are shown of a remedy before they approve it must hold no secret: only the beginning of a URL, and headers,
 * which are never shown, take values of the environment. And a statement's side needs a login that may write.
 */
export function checkRemedySecrets(value: unknown, text: ConfigText): Problem[] {
  const sources = below(value, 'sources')
  return entriesOf(below(value, 'reconciliations')).flatMap(([name, reconciliation]) =>
    entriesOf(below(reconciliation, 'remedies')).flatMap(([remedy, config]) => {
      const path = ['reconciliations', name, 'remedies', remedy]
      const actions = [
        { path, action: config },
        { path: [...path, 'reverse'], action: below(config, 'reverse') },
      ]
      return actions.flatMap(({ path: at, action }) => [
        ...checkShown(at, action, text),
        ...checkWrite(at, action, { sources, sides: below(reconciliation, 'sides') }),
      ])
    }),
  )
}

function checkShown(path: ConfigPath, action: unknown, text: ConfigText): Problem[] {
  const http = below(action, 'http')
  const problems: Problem[] = []
  const refuse = (at: ConfigPath, sentence: string) => problems.push({ path: at, sentence })
  for (const key of ['url', 'ifMatch']) {
    const at = [...path, 'http', key]
    const written = text.literal(at) ?? ''
    if (/^["']?\$?\{?.+\$\{/s.test(written))
      refuse(at, 'people are shown it, so a variable may only be its beginning: put secrets into headers')
  }
  const { body } = (http ?? {}) as { body?: unknown }
  for (const leaf of leavesOf(body, [...path, 'http', 'body']))
    if (hasVariable(text.literal(leaf)))
      refuse(leaf, 'people are shown it, so it has no variables: put secrets into headers')
  const statement = [...path, 'sql', 'statement']
  if (hasVariable(text.literal(statement)))
    refuse(statement, 'people are shown it, so it has no variables: write values as words such as :seen')
  return problems
}

function hasVariable(written: string | null): boolean {
  return written !== null && /(^|[^$])\$\{/.test(written)
}

function leavesOf(value: unknown, path: ConfigPath): ConfigPath[] {
  if (Array.isArray(value)) return value.flatMap((each, index) => leavesOf(each, [...path, index]))
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, each]) => leavesOf(each, [...path, key]))
  return typeof value === 'string' ? [path] : []
}

function checkWrite(
  path: ConfigPath,
  action: unknown,
  { sources, sides }: { readonly sources: unknown; readonly sides: unknown },
): Problem[] {
  const name = below(below(action, 'sql'), 'side')
  const source = typeof name === 'string' ? below(below(sides, name), 'source') : undefined
  if (typeof source !== 'string') return []
  const settings = below(sources, source)
  const type = below(settings, 'type')
  if ((type !== 'postgres' && type !== 'mysql') || below(settings, 'write') !== undefined) return []
  const variable = `${source.toUpperCase().replaceAll('-', '_')}_WRITE_URL`
  const sentence = `nothing may write to "${source}": write sources.${source}.write: "\${${variable}}", a login of its own for remedies`
  return [{ path: [...path, 'sql', 'side'], sentence }]
}

function below(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}
