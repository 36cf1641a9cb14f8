import { type Context, Hono } from 'hono'
import type { z } from 'zod'
import { adminRoutes } from './admin-routes.ts'
import { type Asked, ControlRefusal, type ControlRoute, type Desk, plain } from './control-route.ts'
import { personRoutes } from './person-routes.ts'
import { wireRoutes } from './wire-routes.ts'
import { workspaceRoutes } from './workspace-routes.ts'

/** `/control/...`: tests and people in a shell decide what happens in the workspace, as JSON. */
export function controlRoutes(desk: Desk): Hono {
  const overview = plain('GET', { path: '', does: 'lists what can be asked here' }, () => ({
    routes: routes.map(({ method, path, does }) => ({ method, path: `/control${path}`, does })),
  }))
  const routes: readonly ControlRoute[] = [
    overview,
    ...workspaceRoutes,
    ...personRoutes,
    ...adminRoutes,
    ...wireRoutes,
  ]
  const app = new Hono()
  app.use('/control/*', async (context, next) => (isFromElsewhere(context) ? refuse(context) : await next()))
  for (const route of routes) {
    app.on(route.method, `/control${route.path}`, (context) => answer(context, desk, route))
  }
  app.all('/control/*', (context) =>
    context.json({ error: `${context.req.method} ${context.req.path} is nothing here: GET /control` }, 404),
  )
  return app
}

/** A page of another site can ask without reading the answer; its browser says where it comes from. */
function isFromElsewhere(context: Context): boolean {
  const origin = context.req.header('origin')
  if (origin !== undefined && origin !== new URL(context.req.url).origin) return true
  return !['same-origin', 'none', undefined].includes(context.req.header('sec-fetch-site'))
}

function refuse(context: Context): Response {
  return context.json({ error: 'Not from another site.' }, 403)
}

async function answer(context: Context, desk: Desk, route: ControlRoute): Promise<Response> {
  try {
    const asked: Asked<unknown> = {
      at: (name) => context.req.param(name) ?? '',
      query: (name) => context.req.query(name) ?? null,
      body: route.method === 'POST' ? await readBody(context, route.body) : null,
    }
    return context.json((await route.run(desk, asked)) as object)
  } catch (error) {
    if (!(error instanceof ControlRefusal)) throw error
    return context.json({ error: error.message }, error.status)
  }
}

/** Asking for JSON keeps other web pages out: their browsers would have to ask us first. */
async function readBody(context: Context, schema: z.ZodType | null): Promise<unknown> {
  const isJson = (context.req.header('content-type') ?? '').startsWith('application/json')
  const text = await context.req.text()
  if (!isJson) throw new ControlRefusal(400, 'Send JSON, with the header "content-type: application/json".')
  if (schema === null) return null
  const parsed = schema.safeParse(parse(text === '' ? '{}' : text))
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'the body'}: ${message}`,
  )
  throw new ControlRefusal(400, problems.join('; '))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ControlRefusal(400, `This is not JSON: ${text.slice(0, 100)}`)
  }
}
