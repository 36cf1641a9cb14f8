import type { RouteConfig, z } from '@hono/zod-openapi'
import type { ApiToken, TokenScope } from '../domain/http-door.ts'
import type { Context } from '../operations/context.ts'
import { Problem } from './problem.ts'
import { readInput, readParameters } from './read-input.ts'
import { type BodyRule, readJsonBody, refuseText } from './read-json-body.ts'

/** What a request says, checked. */
export interface Asked<Params, Query, Body> {
  readonly token: ApiToken
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly headers: Headers
}

export interface Answer {
  readonly status: number
  readonly body: object
  readonly headers?: Readonly<Record<string, string>>
}

/** One thing that can be asked over HTTP: what it is called, takes and answers, and which operation it calls. */
export interface RouteDefinition<Params, Query, Body> {
  readonly method: 'get' | 'post'
  /** With parameters in braces: `/api/runs/{id}`. */
  readonly path: string
  /** Its name for programs that are made from the document. */
  readonly name: string
  readonly needs: TokenScope
  readonly summary: string
  readonly description: string
  readonly params?: z.ZodObject & z.ZodType<Params>
  readonly query?: z.ZodObject & z.ZodType<Query>
  readonly headers?: z.ZodObject
  readonly body?: BodyRule & {
    readonly schema: z.ZodType<Body>
    readonly examples: Readonly<Record<string, { readonly value: unknown }>>
  }
  /** By status. */
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema: z.ZodType }>>
  /** Why it may be refused, beside what every request may be refused for. */
  readonly refusals: Readonly<Record<number, string>>
  answer(context: Context, asked: Asked<Params, Query, Body>): Promise<Answer>
}

/** A route as the server needs it. */
export interface ApiRoute {
  readonly path: string
  readonly needs: TokenScope
  readonly config: RouteConfig
  answer(context: Context, request: ReceivedRequest): Promise<Answer>
}

export interface ReceivedRequest {
  readonly token: ApiToken
  readonly params: Readonly<Record<string, string>>
  readonly raw: Request
}

/** A route whose answer gets what the request says only once it is checked. */
export function defineRoute<Params = undefined, Query = undefined, Body = undefined>(
  definition: RouteDefinition<Params, Query, Body>,
): ApiRoute {
  const { path, needs } = definition
  return {
    path,
    needs,
    config: describe(definition),
    async answer(context, { token, params, raw }) {
      const search = readParameters(new URL(raw.url).searchParams)
      Object.values(params).forEach(refuseText)
      return await definition.answer(context, {
        token,
        params: (definition.params ? readInput(definition.params, params, 'path') : undefined) as Params,
        query: (definition.query ? readInput(definition.query, search, 'query') : undefined) as Query,
        body: (definition.body ? await readBody(definition.body, raw) : undefined) as Body,
        headers: raw.headers,
      })
    },
  }
}

async function readBody<Body>(
  body: NonNullable<RouteDefinition<unknown, unknown, Body>['body']>,
  raw: Request,
): Promise<Body> {
  return readInput(body.schema, await readJsonBody(raw, body), 'body')
}

/** The route in words of OpenAPI. */
function describe<Params, Query, Body>(definition: RouteDefinition<Params, Query, Body>): RouteConfig {
  const { method, path, name, needs, summary, params, query, headers, body } = definition
  return {
    method,
    path,
    operationId: name,
    summary,
    description: `${definition.description} Needs a token with the scope \`${needs}\`.`,
    security: [{ token: [] }],
    request: {
      ...(params ? { params } : {}),
      ...(query ? { query } : {}),
      ...(headers ? { headers } : {}),
      ...(body ? { body: { required: true, content: contentOf(body) } } : {}),
    },
    responses: {
      ...Object.fromEntries(
        Object.entries(definition.answers).map(([status, { description, schema }]) => [
          status,
          { description, content: { 'application/json': { schema } } },
        ]),
      ),
      ...problems({ ...USUAL_REFUSALS, ...(body ? BODY_REFUSALS : {}), ...definition.refusals }),
    },
  }
}

function contentOf<Body>({ schema, examples }: NonNullable<RouteDefinition<unknown, unknown, Body>['body']>) {
  return { 'application/json': { schema, examples: { ...examples } } }
}

const USUAL_REFUSALS = {
  400: 'The request cannot be understood; `detail` says what to write.',
  401: 'No token, or not one of this API.',
  403: 'The token lacks the scope, or a list of the config leaves it out.',
  414: 'The address is too long.',
  429: 'Too many requests; `Retry-After` says how many seconds to wait.',
  431: 'The headers are too large.',
  500: 'A mistake of ours; the log has the rest under the id that `detail` names.',
  503: 'Not now: the tracker is away, or the process stops.',
}
const BODY_REFUSALS = {
  408: 'The body came too slowly.',
  413: 'The body is too large.',
  415: 'The body is not JSON by its header.',
}

function problems(refusals: Readonly<Record<number, string>>): RouteConfig['responses'] {
  return Object.fromEntries(
    Object.entries(refusals).map(([status, description]) => [
      status,
      { description, content: { 'application/problem+json': { schema: Problem } } },
    ]),
  )
}
