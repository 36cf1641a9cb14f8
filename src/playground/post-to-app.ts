import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { FailureReason } from './delivery.ts'

/** Slack goes on for so long where it is told to look elsewhere. */
const REDIRECTS = 2

export interface Letter {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Answer =
  | { readonly status: number; readonly headers: IncomingMessage['headers']; readonly text: string }
  | { readonly failed: FailureReason }

/** Posts to the app over a connection of its own, as long as the signal lets it. Never rejects. */
export async function postToApp(letter: Letter, signal: AbortSignal): Promise<Answer> {
  try {
    let url = letter.url
    for (let redirects = 0; redirects <= REDIRECTS; redirects += 1) {
      const answer = await post({ ...letter, url }, signal)
      const { location } = answer.headers
      if (answer.status < 300 || answer.status > 399 || location === undefined) return answer
      url = new URL(location, url).href
    }
    return { failed: 'too_many_redirects' }
  } catch (error) {
    return { failed: reasonOf(error) }
  }
}

function post(
  { url, headers, body }: Letter,
  signal: AbortSignal,
): Promise<{ status: number; headers: IncomingMessage['headers']; text: string }> {
  const send = url.startsWith('https:') ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(body) } }
    const sent = send(url, { ...options, agent: false, signal }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const CONNECTING = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
])

function reasonOf(error: unknown): FailureReason {
  const { code = '' } = error as NodeJS.ErrnoException
  if (CONNECTING.has(code)) return 'connection_failed'
  const isAboutTrust = /^(ERR_SSL|ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code)
  return isAboutTrust ? 'ssl_error' : 'unknown_error'
}
