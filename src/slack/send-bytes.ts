import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { pipeline } from 'node:stream/promises'

const TIMEOUT_MS = 120_000

/**
 * Posts a file as it stands to an upload address, which alone is the right to do so: no token goes there. Resolves with the
 * HTTP status; rejects where there was none.
 */
export async function sendBytes(
  url: string,
  { path, bytes }: { readonly path: string; readonly bytes: number },
): Promise<number> {
  const send = url.startsWith('https:') ? httpsRequest : httpRequest
  const request = send(url, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', 'content-length': bytes },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const answered = once(request, 'response') as Promise<[IncomingMessage]>
  // A server may refuse before everything has come.
  const [[response]] = await Promise.all([answered, pipeline(createReadStream(path), request)])
  response.resume()
  return response.statusCode ?? 0
}
