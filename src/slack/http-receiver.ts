import type { App, Receiver } from '@slack/bolt'
import type { Log } from '../domain/log.ts'
import { checkSignature, SKEW_SECONDS } from './check-signature.ts'
import { readBody } from './read-body.ts'
import { RecentlySeen } from './recently-seen.ts'
import type { TakeEnvelope } from './take-envelope.ts'
import { WorkInHand } from './work-in-hand.ts'

export interface HttpReceiverOptions {
  readonly signingSecret: string
  readonly take: TakeEnvelope
  readonly log: Log
  /** How long a stop waits for the listeners at work. */
  readonly drainMs: number
  readonly now: () => Date
}

/** Bolt's other door to Slack: signed requests, on whatever server hands them over. */
export interface HttpReceiver extends Receiver {
  /** Answers one request: with 401 where it is not Slack's, with the acknowledgement where it is. */
  handle(request: Request): Promise<Response>
  /** Listeners that are still at work. */
  inFlight(): number
  /** Are requests taken? */
  isConnected(): boolean
}

/** As much as Slack's own library takes. */
const BODY_BYTES = 4 * 2 ** 20
/** A request is good from five minutes before its time until five after. */
const REPLAYS = { forMs: 2 * SKEW_SECONDS * 1_000, atMost: 10_000 }

/**
 * A receiver for HTTP mode. A request that comes again byte for byte is answered and not done again; that is remembered in
 * this process only, as is which events were taken.
 */
export function createHttpReceiver(options: HttpReceiverOptions): HttpReceiver {
  const { signingSecret, take, log, drainMs, now } = options
  const work = new WorkInHand()
  const requests = new RecentlySeen(REPLAYS)
  let bolt: App | null = null
  let isOpen = false

  function refuse(status: number, reason: string): Response {
    log.warn({ status, reason }, 'a request was refused')
    return new Response(null, { status })
  }

  async function handle(request: Request): Promise<Response> {
    if (bolt === null || !isOpen) return new Response(null, { status: 503 })
    const text = await readText(request, BODY_BYTES)
    if (text === null) return refuse(413, 'it is too long')
    const type = request.headers.get('content-type') ?? ''
    if (isSslCheck(text, type)) return new Response(null, { status: 200 })
    const signature = request.headers.get('x-slack-signature')
    const timestamp = request.headers.get('x-slack-request-timestamp')
    const nowMs = now().getTime()
    const problem = checkSignature(signingSecret, { body: text, signature, timestamp, nowMs })
    if (problem !== null) return refuse(401, problem)
    const body = readBody(text, type)
    if (body === null) return refuse(400, 'its body is neither JSON nor a form')
    if (body.type === 'url_verification') return Response.json({ challenge: body.challenge })
    if (!requests.isNew(`${timestamp} ${signature}`, nowMs)) {
      log.warn({ type: body.type }, 'a request came again, and is not done again')
      return new Response(null, { status: 200 })
    }
    const letter = { bolt, body, headers: request.headers, take }
    return await new Promise((answer) => work.add(deliver(letter, answer)))
  }

  return {
    init(app) {
      bolt = app
    },
    handle,
    inFlight: () => work.count(),
    isConnected: () => isOpen,
    async start() {
      isOpen = true
    },
    async stop() {
      isOpen = false
      const left = await work.drain(drainMs)
      if (left > 0) log.warn({ listeners: left }, 'stopped before every listener was done')
    },
  }
}

interface Letter {
  readonly bolt: App
  readonly body: Record<string, unknown>
  readonly headers: Headers
  readonly take: TakeEnvelope
}

/** The answer is the acknowledgement; the listener goes on after it. One that fails before it is Slack's to send again. */
async function deliver(
  { bolt, body, headers, take }: Letter,
  answer: (response: Response) => void,
): Promise<void> {
  const ack = async (said?: Record<string, unknown> | string) => answer(answerOf(said))
  const attempt = headers.get('x-slack-retry-num')
  const reason = headers.get('x-slack-retry-reason')
  await take(bolt, {
    body,
    ack,
    ...(attempt === null ? {} : { retry_num: Number(attempt) }),
    ...(reason === null ? {} : { retry_reason: reason }),
  })
  answer(new Response(null, { status: 500 }))
}

/** Slack asks so whether the certificate is good, without a signature: nothing else of such a request is looked at. */
function isSslCheck(text: string, type: string): boolean {
  return type.startsWith('application/x-www-form-urlencoded') && /(?:^|&)ssl_check=1(?:&|$)/.test(text)
}

function answerOf(said: Record<string, unknown> | string | undefined): Response {
  if (said === undefined || said === '') return new Response(null, { status: 200 })
  return typeof said === 'string' ? new Response(said) : Response.json(said)
}

/** The body as it came; null: it is longer than that. */
async function readText(request: Request, mostBytes: number): Promise<string | null> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length
    if (bytes > mostBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
