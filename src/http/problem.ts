import { z } from '@hono/zod-openapi'
import { CounterfoilError, type ErrorCode } from '../domain/errors.ts'

/** What only a request can be refused for, beside the errors of the product. */
export type ProblemCode =
  | ErrorCode
  | 'unauthorised'
  | 'scope-missing'
  | 'no-such-path'
  | 'wrong-method'
  | 'not-json'
  | 'wrong-type'
  | 'too-large'
  | 'too-long'
  | 'too-many-requests'
  | 'internal'

/** How a refusal is answered, RFC 9457. */
export const Problem = z
  .looseObject({
    type: z.string().meta({ examples: ['urn:counterfoil:problem:not-found'] }),
    title: z.string().meta({ examples: ['Not found'] }),
    status: z.int().meta({ examples: [404] }),
    detail: z.string().meta({
      description: 'A sentence: what is wrong, where, with which value, and what to do.',
      examples: ['There is no discrepancy #1042'],
    }),
    code: z.string().meta({ description: 'The same for the same reason.', examples: ['not-found'] }),
  })
  .openapi('Problem')

interface More {
  readonly headers?: Readonly<Record<string, string>>
  /** Members of the answer besides. */
  readonly facts?: Readonly<Record<string, unknown>>
}

/** A refusal that says itself how it is answered. */
export class HttpProblem extends Error {
  readonly status: number
  readonly code: ProblemCode
  readonly more: More

  constructor(status: number, { code, detail, ...more }: { code: ProblemCode; detail: string } & More) {
    super(detail)
    this.name = 'HttpProblem'
    this.status = status
    this.code = code
    this.more = more
  }
}

/** The status of every code: one table. What a source or Slack does is nobody's mistake who asks us. */
export const STATUS_OF_ERROR: Readonly<Record<ErrorCode, number>> = {
  usage: 400,
  'not-found': 404,
  forbidden: 403,
  refused: 409,
  'run-busy': 409,
  'config-invalid': 500,
  'port-taken': 500,
  'slack-token': 502,
  'slack-unreachable': 502,
  'source-missing': 502,
  'source-unreachable': 502,
  'source-incomplete': 502,
  'source-encoding': 502,
  'source-query': 502,
  'source-disordered': 502,
  'source-busy': 503,
  'run-stopped': 503,
  'tracker-busy': 503,
  'tracker-unreachable': 503,
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not authorised',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Wrong method',
  408: 'Too slow',
  409: 'Conflict',
  413: 'Too large',
  414: 'Address too long',
  415: 'Wrong type',
  429: 'Too many requests',
  431: 'Headers too large',
  500: 'Internal error',
  502: 'A source or Slack failed',
  503: 'Not now',
}

/** The answer to an error with a code; null: it has none, and is a mistake of ours. */
export function answerProblem(error: unknown): Response | null {
  if (error instanceof HttpProblem) return respond(error.status, error.code, error)
  if (error instanceof CounterfoilError) return respond(STATUS_OF_ERROR[error.code], error.code, error)
  return null
}

function respond(status: number, code: ProblemCode, error: Error & { readonly more?: More }): Response {
  const { headers = {}, facts = {} } = error.more ?? {}
  const body = describeProblem(status, { code, detail: error.message })
  return new Response(JSON.stringify({ ...body, ...facts }), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  })
}

export function describeProblem(
  status: number,
  { code, detail }: { readonly code: ProblemCode; readonly detail: string },
): z.infer<typeof Problem> {
  const title = TITLES[status] ?? 'Error'
  return { type: `urn:counterfoil:problem:${code}`, title, status, detail, code }
}
