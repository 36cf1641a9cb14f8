import { readFile } from 'node:fs/promises'
import { type Context, Hono } from 'hono'
import { type Click, click } from './interactions/click.ts'
import { DONE, type Outcome, problem, type Stage } from './interactions/interaction.ts'
import { openHome } from './interactions/open-home.ts'
import { runCommand, type TypedCommand } from './interactions/run-command.ts'
import { closeView, type Submission, submitView } from './interactions/submit-view.ts'
import { type Search, suggestOptions } from './interactions/suggest-options.ts'
import { isObject, type JsonObject, textOf } from './json.ts'
import { changeFor, takeSnapshot } from './page-feed.ts'
import { type History, readHistory } from './page-history.ts'
import { addMessage } from './workspace/messages.ts'

/** The package's root, the same from `src/` and from `dist/`. */
const ROOT = new URL('../../', import.meta.url)
const PAGE_SOURCE = new URL('src/playground/page/', ROOT)
const PAGE_SCRIPTS = new URL('dist/playground/page/', ROOT)

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
  routes.get('/feed', (context) => streamChanges(context, stage))
  routes.post('/do/:action', (context) => answerAction(context, stage))
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
function streamChanges(context: Context, stage: Stage): Response {
  const { workspace } = stage
  const me = memberOf(stage, context.req.query('as'))
  const encoder = new TextEncoder()
  let end = () => {}
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (event: string, data: object) =>
        controller.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`))
      send('snapshot', takeSnapshot(workspace, me))
      end = workspace.changes.subscribe((change) => {
        const shown = changeFor(workspace, me, change)
        if (shown !== null) send('change', shown)
      })
    },
    cancel: () => end(),
  })
  context.req.raw.signal.addEventListener('abort', () => end())
  return new Response(stream, { headers: { ...HEADERS, 'content-type': 'text/event-stream' } })
}

/** Asking for JSON keeps other web pages out: their browsers would have to ask us first. */
async function answerAction(context: Context, stage: Stage): Promise<Response> {
  if (!(context.req.header('content-type') ?? '').startsWith('application/json')) return context.text('', 415)
  const body: unknown = await context.req.json().catch(() => null)
  if (!isObject(body)) return context.text('', 400)
  const asked = { ...body, user: memberOf(stage, textOf(body.user) ?? undefined) }
  return context.json(await act(stage, context.req.param('action') ?? '', asked))
}

async function act(stage: Stage, action: string, asked: JsonObject & { user: string }): Promise<Outcome> {
  switch (action) {
    case 'click':
      return await click(stage, asked as JsonObject & Click)
    case 'command':
      return await runCommand(stage, asked as JsonObject & TypedCommand)
    case 'submit':
      return await submitView(stage, asked as JsonObject & Submission)
    case 'close':
      return await closeView(stage, asked.user, asked.all === true)
    case 'home':
      return await openHome(stage, asked.user, asked.tab === 'messages' ? 'messages' : 'home')
    case 'suggest':
      return await suggestOptions(stage, asked as JsonObject & Search)
    case 'earlier':
      return readEarlier(stage, asked)
    case 'next':
      return await stage.tour.next().then(() => DONE)
    case 'say':
      return say(stage, asked)
    default:
      return problem('Nothing here does that.')
  }
}

function readEarlier(stage: Stage, asked: JsonObject & { user: string }): Outcome & Partial<History> {
  const stretch = {
    channel: textOf(asked.channel) ?? '',
    before: textOf(asked.before),
    backTo: textOf(asked.backTo),
  }
  const history = readHistory(stage.workspace, asked.user, stretch)
  return history === null ? problem('That message is not there any more.') : { ...DONE, ...history }
}

function say(stage: Stage, asked: JsonObject & { user: string }): Outcome {
  const channel = textOf(asked.channel) ?? ''
  const text = (textOf(asked.text) ?? '').trim()
  const conversation = stage.workspace.conversations.get(channel)
  if (conversation === undefined || conversation.archived) return problem('Nobody can write in this channel.')
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  if (text !== '') {
    addMessage(stage.workspace, {
      channel,
      author: asked.user,
      text: escaped,
      threadTs: textOf(asked.threadTs),
    })
  }
  return DONE
}

/** The person by id or name; the first one when nobody is named. */
function memberOf(stage: Stage, wanted: string | undefined): string {
  const people = [...stage.workspace.members.values()].filter((member) => member.kind === 'person')
  const found = people.find((member) => member.id === wanted || member.name === wanted)
  return (found ?? people[0])?.id ?? ''
}
