import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import type { JsonObject } from '../json.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { type ApiMethod, ApiRefusal } from './call.ts'
import { createMethods } from './methods.ts'
import { readArguments } from './read-arguments.ts'
import { answerResponseUrl } from './response-url.ts'
import { receiveUpload, sendUpload } from './upload.ts'

export interface WebApiOptions {
  readonly workspace: Workspace
  readonly botToken: string
  readonly appToken: string
  /** Called with the ticket of each Socket Mode address handed out; false refuses it. */
  readonly admit: (ticket: string) => boolean
}

/** `/api/:method` and `/response/:id`, as Slack's servers answer them. */
export function webApiRoutes(options: WebApiOptions): Hono {
  const methods = createMethods(options.admit)
  const routes = new Hono()
  routes.all('/api/:method', (context) => answerCall(context, options, methods))
  routes.post('/response/:id', (context) => answerResponseUrl(context, options.workspace))
  routes.post('/upload/v1/:ticket', (context) => receiveUpload(context, options.workspace))
  routes.get('/files/:id/:name?', (context) => sendUpload(context, options.workspace))
  return routes
}

async function answerCall(
  context: Context,
  options: WebApiOptions,
  methods: Readonly<Record<string, ApiMethod>>,
): Promise<Response> {
  const { workspace } = options
  const method = context.req.param('method') ?? ''
  const found = await readArguments(context.req.raw)
  const { token: bodyToken, ...given } = found ?? {}
  const token = bearer(context) ?? (typeof bodyToken === 'string' ? bodyToken : null)
  const origin = new URL(context.req.url).origin
  const fault = workspace.faults.next(method, given)
  if (fault?.kind === 'refuse') {
    const { status } = fault
    workspace.transcript.add({ kind: 'refused-call', method, arguments: given, status })
    return context.text('upstream is away', status)
  }
  let answer: JsonObject
  let retryAfter: number | null = null
  try {
    if (found === null) throw new ApiRefusal('invalid_json')
    if (fault?.kind === 'limit') throw new ApiRefusal('ratelimited', {}, fault.retryAfterSeconds)
    if (fault?.kind === 'error') throw new ApiRefusal(fault.error)
    const api = admitCall(options, Object.hasOwn(methods, method) ? methods[method] : undefined, token)
    limitCalls(workspace, method, api)
    answer = { ok: true, ...api.run({ workspace, origin, arguments: given }) }
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error
    answer = { ok: false, error: error.code, ...error.facts }
    retryAfter = error.retryAfterSeconds
  }
  const status = retryAfter === null ? 200 : 429
  const faulty = fault === null ? {} : { fault: fault.kind }
  workspace.transcript.add({ kind: 'call', method, arguments: given, status, answer, ...faulty })
  if (fault?.kind === 'hold') await fault.until
  if (fault?.kind === 'drop') breakConnection(context)
  return context.json(answer, status, {
    'x-oauth-scopes': workspace.scopes.join(','),
    ...(retryAfter === null ? {} : { 'retry-after': String(retryAfter) }),
  })
}

/** After this no answer arrives any more. */
function breakConnection(context: Context): void {
  const { incoming } = context.env as HttpBindings
  incoming.socket.destroy()
}

/** Checks the token and its scope before the method runs. */
function admitCall(options: WebApiOptions, method: ApiMethod | undefined, token: string | null): ApiMethod {
  if (method === undefined) throw new ApiRefusal('unknown_method')
  if (method.token === 'none') return method
  if (token === null || token === '') throw new ApiRefusal('not_authed')
  if (token !== options.botToken && token !== options.appToken) throw new ApiRefusal('invalid_auth')
  const kind = token === options.botToken ? 'bot' : 'app'
  if (method.token !== 'any' && method.token !== kind) throw new ApiRefusal('not_allowed_token_type')
  const { scopes } = options.workspace
  if (method.scope !== undefined && !scopes.includes(method.scope)) {
    throw new ApiRefusal('missing_scope', { needed: method.scope, provided: scopes.join(',') })
  }
  return method
}

/** Slack counts a method's calls, whatever becomes of them. */
function limitCalls(workspace: Workspace, name: string, { tier }: ApiMethod): void {
  const wait = tier === undefined ? null : workspace.methodLimit.take(name, tier)
  if (wait !== null) throw new ApiRefusal('ratelimited', {}, wait)
}

function bearer(context: Context): string | null {
  const header = context.req.header('authorization') ?? ''
  return /^bearer\s+(\S+)$/i.exec(header)?.[1] ?? null
}
