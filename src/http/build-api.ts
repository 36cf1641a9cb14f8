import type { HttpBindings } from '@hono/node-server'
import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context as Exchange } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type ApiToken, isGoodFor, type TokenScope } from '../domain/http-door.ts'
import type { Context } from '../operations/context.ts'
import { explainFailure } from '../operations/explain-failure.ts'
import { openAuthorise } from './authorise.ts'
import { checkReadiness, type Readiness } from './check-readiness.ts'
import type { ApiRoute } from './define-route.ts'
import { describeApi } from './describe-api.ts'
import { describeProbes } from './describe-probes.ts'
import type { HttpMetrics } from './open-metrics.ts'
import { answerProblem, HttpProblem } from './problem.ts'
import { ROUTES } from './routes.ts'

type Env = { Bindings: HttpBindings; Variables: { token: ApiToken; route: string } }
type Api = OpenAPIHono<Env>

export interface ApiOptions {
  readonly context: Context
  readonly readiness: Readiness
  readonly metrics: HttpMetrics
}

/** As long as an address may be. */
const LONGEST_URL = 8_192

/** All that the server answers but Slack's requests: probes for everyone, and the API where the config has one. */
export function buildApi(options: ApiOptions): Api {
  const { context, metrics } = options
  const api: Api = new OpenAPIHono<Env>()
  api.onError((error, exchange) => answerError(context, error, exchange))
  api.notFound((exchange) => answerError(context, noSuchPath(exchange), exchange))
  api.use(async (exchange, next) => {
    const startedAt = performance.now()
    await (exchange.req.url.length > LONGEST_URL ? refuseLong() : next())
    const { route = 'other' } = exchange.var
    const seconds = (performance.now() - startedAt) / 1_000
    metrics.answered({ route, method: exchange.req.method, status: exchange.res.status, seconds })
  })
  addProbes(api, options)
  if (context.settings.http) addApi(api, options)
  return api
}

function addProbes(api: Api, { context, readiness }: ApiOptions): void {
  api.get('/healthz', (exchange) => {
    exchange.set('route', '/healthz')
    return exchange.json({ status: 'ok' })
  })
  api.get('/readyz', async (exchange) => {
    exchange.set('route', '/readyz')
    const { isReady, checks } = await checkReadiness(context, readiness)
    return exchange.json({ status: isReady ? 'ready' : 'not ready', checks }, isReady ? 200 : 503)
  })
  for (const path of ['/healthz', '/readyz']) api.all(path, refuseMethod(['GET']))
}

function addApi(api: Api, { context, metrics }: ApiOptions): void {
  const authorise = openAuthorise(context.settings.http!, context.now)
  // Also for paths that there are not: who has no token does not learn which ones there are.
  for (const path of ['/api/*', '/openapi.json', '/metrics']) {
    api.use(path, async (exchange, next) => {
      const address = exchange.env.incoming.socket.remoteAddress ?? ''
      const token = authorise({ authorization: exchange.req.header('authorization'), address })
      exchange.set('token', token)
      await next()
    })
  }
  for (const route of ROUTES) addRoute(api, context, route)
  describeProbes(api.openAPIRegistry)
  api.get('/openapi.json', (exchange) => {
    exchange.set('route', '/openapi.json')
    return exchange.json(describeApi(api))
  })
  api.get('/metrics', async (exchange) => {
    exchange.set('route', '/metrics')
    refuseScope(exchange.var.token, 'read')
    return exchange.body(await metrics.scrape(context), 200, { 'content-type': metrics.contentType })
  })
  for (const path of ['/openapi.json', '/metrics']) api.all(path, refuseMethod(['GET']))
  for (const path of new Set(ROUTES.map((route) => route.path))) {
    const methods = ROUTES.filter((route) => route.path === path).map(({ config }) => config.method)
    api.all(pattern(path), refuseMethod(methods.map((method) => method.toUpperCase()).sort()))
  }
}

function addRoute(api: Api, context: Context, route: ApiRoute): void {
  const { path, needs, config } = route
  api.openAPIRegistry.registerPath(config)
  api.on(config.method, pattern(path), async (exchange) => {
    exchange.set('route', path)
    const { token } = exchange.var
    refuseScope(token, needs)
    const params = exchange.req.param() as Record<string, string>
    const answer = await route.answer(context, { token, params, raw: exchange.req.raw })
    return exchange.json(answer.body, answer.status as ContentfulStatusCode, { ...answer.headers })
  })
}

/** `/api/runs/{id}` in Hono's words. */
function pattern(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}

function refuseScope({ name, scopes }: ApiToken, needed: TokenScope): void {
  if (isGoodFor(scopes, needed)) return
  throw new HttpProblem(403, {
    code: 'scope-missing',
    detail: `The token "${name}" has the scopes ${scopes.join(', ')} and this needs ${needed}: use another token, or add the scope in the config`,
    facts: { needed },
  })
}

function refuseMethod(allowed: readonly string[]): (exchange: Exchange<Env>) => never {
  return (exchange) => {
    throw new HttpProblem(405, {
      code: 'wrong-method',
      detail: `${exchange.req.method} is not what this path takes: use ${allowed.join(' or ')}`,
      headers: { Allow: allowed.join(', ') },
    })
  }
}

function refuseLong(): never {
  throw new HttpProblem(414, {
    code: 'too-long',
    detail: `The address is longer than ${LONGEST_URL} characters: shorten the query`,
  })
}

function noSuchPath(exchange: Exchange<Env>): HttpProblem {
  return new HttpProblem(404, {
    code: 'no-such-path',
    detail: `There is nothing at ${exchange.req.path.slice(0, 200)}: /openapi.json lists what there is`,
  })
}

/** What has no code is a mistake of ours: the log has it, and the answer its id alone. */
function answerError(context: Context, error: unknown, exchange: Exchange<Env>): Response {
  const known = answerProblem(error instanceof HttpProblem ? error : explainFailure(error))
  if (known) return known
  const id = context.newId()
  const { method, path } = exchange.req
  context.log.error({ id, method, path, err: error }, 'a request could not be answered')
  const detail = `Something went wrong here; the log has it under ${id}`
  return answerProblem(new HttpProblem(500, { code: 'internal', detail, facts: { id } }))!
}
