import type { IncomingMessage } from 'node:http'
import type { FilledCall } from '../../domain/call-template.ts'
import { retryAfterMs } from './retry-wait.ts'
import { startCall } from './start-call.ts'

export interface CallOptions {
  readonly timeoutSeconds: number
  readonly signal: AbortSignal
}

/** What became of a call. Neither `reason` nor an error ever says more of the call than its host. */
export type CallAnswer =
  | {
      readonly ok: true
      readonly status: number
      /** By their names in lower case. */
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    }
  | {
      readonly ok: false
      /** False: it certainly had no effect. */
      readonly mayHaveArrived: boolean
      readonly retryAfterSeconds: number | null
      /** For people: `events.pagerduty.com answered 429`. */
      readonly reason: string
      /** Null: there was no answer. */
      readonly status: number | null
      /** What was answered may repeat what was sent: not for people as it stands. */
      readonly body: string
    }

/** Answers of services are small; of a larger one the rest is not read. */
const LARGEST_ANSWER_BYTES = 256 * 1024

/** Sends a call once, on a connection of its own, and follows no redirect. It never throws. */
export async function sendCall(call: FilledCall, options: CallOptions): Promise<CallAnswer> {
  const host = new URL(call.url).host
  const stop = new AbortController()
  const late = setTimeout(() => stop.abort(), options.timeoutSeconds * 1_000)
  const abort = () => stop.abort()
  options.signal.addEventListener('abort', abort, { once: true })
  if (options.signal.aborted) stop.abort()
  const sent = startCall(call, stop.signal)
  try {
    const response = await sent.response
    return judge(host, response, await receive(response))
  } catch (cause) {
    return {
      ok: false,
      mayHaveArrived: sent.isConnected(),
      retryAfterSeconds: null,
      reason: explain(host, cause, {
        ...options,
        isConnected: sent.isConnected(),
        isStopped: stop.signal.aborted,
      }),
      status: null,
      body: '',
    }
  } finally {
    clearTimeout(late)
    options.signal.removeEventListener('abort', abort)
    sent.end()
  }
}

function judge(host: string, response: IncomingMessage, body: string): CallAnswer {
  const status = response.statusCode ?? 0
  if (status >= 200 && status < 300) return { ok: true, status, headers: headersOf(response), body }
  const waitMs = retryAfterMs(response.headers['retry-after'] ?? null, new Date())
  const isRedirect = status >= 300 && status < 400 && status !== 304
  return {
    ok: false,
    mayHaveArrived: mayHaveActed(status),
    retryAfterSeconds: waitMs === null ? null : Math.ceil(waitMs / 1_000),
    reason: `${host} answered ${status}${isRedirect ? ', a redirect, and those are not followed: write the URL that it leads to' : ''}`,
    status,
    body,
  }
}

/** A server that failed may have done it before; one that refuses has not. Some redirect after they did it. */
function mayHaveActed(status: number): boolean {
  return status >= 500 || (status >= 300 && status < 400 && status !== 307 && status !== 308)
}

function headersOf(response: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  )
}

/** As much of the body as came: what became of the call is said by the status before it. */
async function receive(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of response) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes >= LARGEST_ANSWER_BYTES) break
    }
  } catch {
    // Cut short.
  }
  return Buffer.concat(chunks).subarray(0, LARGEST_ANSWER_BYTES).toString('utf8')
}

function explain(
  host: string,
  cause: unknown,
  facts: CallOptions & { readonly isConnected: boolean; readonly isStopped: boolean },
): string {
  if (facts.signal.aborted) return `the process stopped before ${host} had answered`
  if (facts.isStopped) return `${host} did not answer within ${facts.timeoutSeconds} s`
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
  return facts.isConnected
    ? `the connection to ${host} was cut before it had answered${code}`
    : `${host} cannot be reached${code}`
}
