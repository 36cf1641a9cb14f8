import { readFile } from 'node:fs/promises'
import { type Context, Hono } from 'hono'
import type { Stage } from './interactions/interaction.ts'
import { isObject, textOf } from './json.ts'
import { act, type PageStage } from './page-actions.ts'
import { changeFor, takeSnapshot } from './page-feed.ts'
import { openReadMarks, type ReadMarks } from './page-reads.ts'

/** The package's root, the same from `src/` and from `dist/`. */
const ROOT = new URL('../../', import.meta.url)
const PAGE_SOURCE = new URL('src/playground/page/', ROOT)
const PAGE_SCRIPTS = new URL('dist/playground/page/', ROOT)

/** How soon a browser comes back after the stream broke. */
const RETRY_MS = 700
/** A window that does not read is let go at so many changes; it begins anew when it comes back. */
const MAX_BEHIND = 5_000

const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https: http:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}

/** The page, its live stream, and what people do on it. */
export function pageRoutes(stage: Stage): Hono {
  const routes = new Hono()
  const reads = openReadMarks(stage.workspace)
  routes.get('/', (context) => sendFile(context, new URL('page.html', PAGE_SOURCE), 'text/html'))
  routes.get('/page/:file{[a-z-]+\\.css}', (context) =>
    sendFile(context, new URL(context.req.param('file'), PAGE_SOURCE), 'text/css'),
  )
  routes.get('/page/:file{[a-z-]+\\.js}', (context) =>
    sendFile(context, new URL(context.req.param('file'), PAGE_SCRIPTS), 'text/javascript'),
  )
  routes.get('/archives/:channel/:message', (context) => {
    const { channel, message } = context.req.param()
    return context.redirect(`/#${channel}/${message.replace(/^p(\d+)(\d{6})$/, '$1.$2')}`)
  })
  routes.get('/feed', (context) => streamChanges(context, stage, reads))
  routes.post('/do/:action', (context) => answerAction(context, { stage, reads }))
  return routes
}

async function sendFile(context: Context, file: URL, type: string): Promise<Response> {
  try {
    return context.body(await readFile(file, 'utf8'), 200, {
      ...HEADERS,
      'content-type': `${type}; charset=utf-8`,
    })
  } catch {
    return context.text('Not here. If this is a fresh checkout, run: npm run build', 404)
  }
}

/** Server-sent events: a snapshot, then every change that this person may see. */
function streamChanges(context: Context, stage: Stage, reads: ReadMarks): Response {
  const { workspace } = stage
  const me = memberOf(stage, context.req.query('as'))
  const encoder = new TextEncoder()
  let end = () => {}
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (event: string, data: object) =>
        controller.enqueue(encoder.encode(`${event}\ndata: ${JSON.stringify(data)}\n\n`))
      send(`retry: ${RETRY_MS}\nevent: snapshot`, takeSnapshot(workspace, me, reads))
      end = workspace.changes.subscribe((change) => {
        const shown = changeFor(workspace, me, change)
        if (shown === null) return
        send('event: change', shown)
        if ((controller.desiredSize ?? 0) > -MAX_BEHIND) return
        end()
        controller.close()
      })
    },
    cancel: () => end(),
  })
  context.req.raw.signal.addEventListener('abort', () => end())
  return new Response(stream, { headers: { ...HEADERS, 'content-type': 'text/event-stream' } })
}

/** Asking for JSON keeps other web pages out: their browsers would have to ask us first. */
async function answerAction(context: Context, page: PageStage): Promise<Response> {
  if (!(context.req.header('content-type') ?? '').startsWith('application/json')) return context.text('', 415)
  const body: unknown = await context.req.json().catch(() => null)
  if (!isObject(body)) return context.text('', 400)
  const asked = { ...body, user: memberOf(page.stage, textOf(body.user) ?? undefined) }
  return context.json(await act(page, context.req.param('action') ?? '', asked))
}

/** The person by id or name; the first one when nobody is named. */
function memberOf(stage: Stage, wanted: string | undefined): string {
  const people = [...stage.workspace.members.values()].filter((member) => member.kind === 'person')
  const found = people.find((member) => member.id === wanted || member.name === wanted)
  return (found ?? people[0])?.id ?? ''
}
