import { type Json, readJson } from '../../domain/read-json.ts'
import { classifyStatus } from './classify-status.ts'
import type { Answer, OutgoingRequest, Transport } from './exchange.ts'
import { FailedTry } from './failed-try.ts'
import { isHtml, receiveBody, titleOf } from './receive-body.ts'

const MOST_REDIRECTS = 5

/** Sends a request once. Throws a `FailedTry` where it is not answered with JSON. */
export async function tryRequest(transport: Transport, request: OutgoingRequest): Promise<Answer> {
  const headers = allowedHeaders(await request.headers(request.signal))
  const stop = new AbortController()
  const abort = () => stop.abort()
  const timer = setTimeout(abort, transport.timeoutMs)
  request.signal.addEventListener('abort', abort, { once: true })
  try {
    request.signal.throwIfAborted()
    const { response, url } = await followRedirects(request, { headers, signal: stop.signal })
    const body = await receiveBody(response)
    return {
      url,
      body: parseBody(response, body, transport.clock.date()),
      link: response.headers.get('link'),
    }
  } catch (cause) {
    if (cause instanceof FailedTry) throw cause
    if (stop.signal.aborted) throw tooSlow(transport.timeoutMs)
    throw explainNetwork(cause)
  } finally {
    clearTimeout(timer)
    request.signal.removeEventListener('abort', abort)
    // What was not read to its end must not keep the connection.
    stop.abort()
  }
}

/** A header's value may be a secret, and fetch would quote it. */
function allowedHeaders(wanted: Readonly<Record<string, string>>): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(wanted)) {
    try {
      headers.set(name, value)
    } catch {
      throw new FailedTry(
        'config-invalid',
        `cannot be sent: the header ${JSON.stringify(name)} holds a character that no header may have`,
        {
          remedy: 'check the value of its environment variable',
        },
      )
    }
  }
  return headers
}

async function followRedirects(
  request: OutgoingRequest,
  { headers, signal }: { headers: Headers; signal: AbortSignal },
): Promise<{ response: Response; url: URL }> {
  let url = request.url
  const post = request.form ? { method: 'POST', body: request.form } : {}
  for (let redirects = 0; ; redirects++) {
    const response = await fetch(url, { ...post, headers, signal, redirect: 'manual' })
    const location = response.headers.get('location')
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return { response, url }
    await response.body?.cancel()
    if (request.form || redirects === MOST_REDIRECTS || !URL.canParse(location, url)) {
      throw new FailedTry(
        'source-query',
        `is redirected (${response.status}) without an end that can be followed`,
        {
          remedy: 'write the URL it leads to as the url of the source',
        },
      )
    }
    url = refuseElsewhere(new URL(location, url), url, 'is redirected')
  }
}

/** Credentials go to the origin that the config names and to no other. */
export function refuseElsewhere(url: URL, from: URL, how: string): URL {
  if (url.origin === from.origin) return url
  throw new FailedTry(
    'source-query',
    `${how} to another place, ${url.origin}, and credentials are not sent there`,
    {
      remedy: 'if that is right, write it as the url of the source',
    },
  )
}

function parseBody(response: Response, body: string, now: Date): Json {
  const title = isHtml(response, body) ? titleOf(body) : null
  const problem = classifyStatus(response, title, now)
  if (problem) throw problem
  if (title !== null) {
    throw new FailedTry(
      'source-incomplete',
      `was answered with ${response.status} and an HTML page ("${title}") instead of JSON`,
      { remedy: 'check the url and the auth of the source' },
    )
  }
  try {
    return readJson(body)
  } catch {
    const what = body.trim() === '' ? 'nothing' : 'JSON that is broken or cut short'
    throw new FailedTry('source-incomplete', `was answered with ${response.status} and ${what}`, {
      remedy: 'run again, and if it stays so, have the API corrected',
      passing: true,
    })
  }
}

function tooSlow(timeoutMs: number): FailedTry {
  return new FailedTry('source-unreachable', `was not answered within ${timeoutMs / 1000} s`, {
    remedy: 'write a longer timeout for the source, or smaller pages',
    passing: true,
  })
}

/** Codes of the network that will be the same in a minute. */
const LASTING = /^(ENOTFOUND|ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_INVALID_URL)/

function explainNetwork(cause: unknown): FailedTry {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  const code = inner instanceof Error && 'code' in inner ? String(inner.code) : ''
  const isCut = cause instanceof Error && cause.message === 'terminated'
  if (isCut) {
    return new FailedTry('source-incomplete', 'was answered with a body that is cut short', {
      remedy: 'run again, and if it stays so, have the API or the proxy before it corrected',
      passing: true,
      cause,
    })
  }
  return new FailedTry('source-unreachable', `was not answered${code === '' ? '' : ` (${code})`}`, {
    remedy: 'check the url of the source, and that its host can be reached from here',
    passing: !LASTING.test(code),
    cause,
  })
}
