/** What a token can be good for. Whoever may start runs may also tell of events. */
export const TOKEN_SCOPES = ['read', 'run', 'triage', 'events'] as const
export type TokenScope = (typeof TOKEN_SCOPES)[number]

/** Who may use the HTTP API: the token itself is nowhere, only its hash. */
export interface ApiToken {
  readonly name: string
  /** SHA-256, 64 lower-case hexadecimal digits. */
  readonly hash: string
  readonly scopes: readonly TokenScope[]
}

/** The HTTP API, as `http:` of the config says. */
export interface HttpDoor {
  /** Null: 3000, unless the environment says. */
  readonly port: number | null
  /** Null: all addresses. */
  readonly host: string | null
  /** Of each token; twice as many may come at once. */
  readonly rate: { readonly requests: number; readonly seconds: number }
  readonly tokens: readonly ApiToken[]
}

/** May a token that is good for these do what needs that? */
export function isGoodFor(scopes: readonly TokenScope[], needed: TokenScope): boolean {
  return scopes.includes(needed) || (needed === 'events' && scopes.includes('run'))
}
