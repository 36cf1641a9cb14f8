import { timingSafeEqual } from 'node:crypto'
import type { ApiToken, HttpDoor } from '../domain/http-door.ts'
import { hashToken } from '../domain/make-token.ts'
import { HttpProblem } from './problem.ts'
import { TokenBuckets } from './token-bucket.ts'

/** Of one address, without a good token. A good one gets in all the same: many may share an address. */
const FAILURES = { perSecond: 0.2, burst: 20 }

export interface Credentials {
  /** The header `Authorization`. */
  readonly authorization: string | undefined
  readonly address: string
}

/**
 * Finds out whose request it is. Throws 401, the same whatever is wrong, and 429 where an address tries too often or a token
 * comes too often.
 */
export function openAuthorise(door: HttpDoor, now: () => Date): (credentials: Credentials) => ApiToken {
  const failures = new TokenBuckets(FAILURES)
  const perSecond = door.rate.requests / door.rate.seconds
  const requests = new TokenBuckets({ perSecond, burst: Math.max(1, Math.ceil(2 * perSecond)) })
  return ({ authorization, address }) => {
    const [, given] = /^Bearer +([^\s]+) *$/i.exec(authorization ?? '') ?? []
    const token = given === undefined ? null : findToken(door.tokens, given)
    const nowMs = now().getTime()
    if (token === null) throw refusal(failures.take(address, nowMs))
    const seconds = requests.take(token.name, nowMs)
    if (seconds === 0) return token
    const { requests: many, seconds: every } = door.rate
    throw tooMany(
      seconds,
      `The token "${token.name}" may ask ${many} times ${every === 1 ? 'a second' : 'a minute'}`,
    )
  }
}

/** Looks at all of them, whichever it is, so that the time it takes says nothing. */
function findToken(tokens: readonly ApiToken[], given: string): ApiToken | null {
  const hash = hashToken(given)
  let found: ApiToken | null = null
  for (const token of tokens) if (timingSafeEqual(hash, Buffer.from(token.hash, 'hex'))) found = token
  return found
}

function refusal(waitSeconds: number): HttpProblem {
  if (waitSeconds > 0) return tooMany(waitSeconds, 'This address has tried too often without a good token')
  return new HttpProblem(401, {
    code: 'unauthorised',
    detail: 'Send a token of this API in the header "Authorization: Bearer cf_..."',
    headers: { 'WWW-Authenticate': 'Bearer' },
  })
}

function tooMany(seconds: number, why: string): HttpProblem {
  return new HttpProblem(429, {
    code: 'too-many-requests',
    detail: `${why}: wait ${seconds} s`,
    headers: { 'Retry-After': String(seconds) },
  })
}
