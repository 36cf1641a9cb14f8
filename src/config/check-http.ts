import { TOKEN } from '../domain/permission.ts'
import type { ConfigPath, Problem } from './problem.ts'
import { unknownName } from './unknown-name.ts'

/** Tokens have each a hash of their own, and lists of who may name only tokens that there are. */
export function checkHttp(value: unknown): Problem[] {
  if (!isRecord(value)) return []
  const tokens = isRecord(value.http) && isRecord(value.http.tokens) ? value.http.tokens : {}
  const reconciliations = isRecord(value.reconciliations) ? Object.entries(value.reconciliations) : []
  const named = reconciliations.flatMap(([name, config]) => tokensNamedIn(name, config))
  const known = Object.keys(tokens)
  return [
    ...sameHashes(tokens),
    ...named.filter(({ token }) => !known.includes(token)).map((each) => unknownToken(each, known)),
  ]
}

/** One token with two names would be whichever stands first. */
function sameHashes(tokens: Readonly<Record<string, unknown>>): Problem[] {
  const hashes = Object.entries(tokens).map(
    ([name, token]) => [name, isRecord(token) ? token.hash : undefined] as const,
  )
  return hashes.flatMap(([name, hash], index): Problem[] => {
    const first = hashes.findIndex((other) => typeof hash === 'string' && other[1] === hash)
    if (first === -1 || first === index) return []
    const sentence = `this is the hash of "${hashes[first]![0]}" too: make a token of its own with counterfoil token ${name}`
    return [{ path: ['http', 'tokens', name, 'hash'], sentence }]
  })
}

interface NamedToken {
  readonly path: ConfigPath
  readonly token: string
}

/** `triage.by`, `triage.resolve` and so on, and `triage.escalate.by`. */
function tokensNamedIn(reconciliation: string, config: unknown): NamedToken[] {
  if (!isRecord(config) || !isRecord(config.triage)) return []
  const { escalate, ...lists } = config.triage
  const all: [ConfigPath, unknown][] = Object.entries(lists).map(([action, list]) => [[action], list])
  if (isRecord(escalate)) all.push([['escalate', 'by'], escalate.by])
  return all.flatMap(([place, list]) =>
    (Array.isArray(list) ? list : []).flatMap((who: unknown, index) =>
      typeof who === 'string' && who.startsWith(TOKEN)
        ? [
            {
              path: ['reconciliations', reconciliation, 'triage', ...place, index],
              token: who.slice(TOKEN.length),
            },
          ]
        : [],
    ),
  )
}

function unknownToken({ path, token }: NamedToken, known: readonly string[]): Problem {
  if (known.length > 0) return unknownName(path, { word: token, kind: 'token', known })
  return {
    path,
    sentence: `there is no token "${token}": the config has none; add it under http.tokens, or leave it out here`,
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
