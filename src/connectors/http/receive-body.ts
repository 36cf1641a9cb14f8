import { isUtf8 } from 'node:buffer'
import { FailedTry } from './failed-try.ts'

/** Enough for any page, and little enough to be held in memory. */
const LARGEST_BODY_BYTES = 64 * 1024 * 1024

/** The whole body as text. One that ends early rejects as the network does; one that is too large is refused. */
export async function receiveBody(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > LARGEST_BODY_BYTES) {
      throw new FailedTry('source-incomplete', 'was answered with more than 64 MB', {
        remedy: 'write next with a smaller pageSize',
      })
    }
    chunks.push(chunk)
  }
  const body = Buffer.concat(chunks)
  if (!isUtf8(body)) {
    throw new FailedTry('source-encoding', 'was answered with text that is not UTF-8', {
      remedy: 'JSON is UTF-8: have the API answer in it',
    })
  }
  return body.toString('utf8').replace(/^\ufeff/, '')
}

/** Whether a body is an HTML page, whatever its status: a login form, a proxy's error. */
export function isHtml(response: Response, body: string): boolean {
  if (/\bx?html\b/i.test(response.headers.get('content-type') ?? '')) return true
  return /^\s*<(!doctype|html|head|body)\b/i.test(body.slice(0, 1000))
}

/** The title of an HTML page, short; its body may be about people and is never shown. */
export function titleOf(html: string): string {
  const title = /<title[^>]*>([^<]{0,500})/i.exec(html.slice(0, 100_000))?.[1] ?? ''
  const words = title.replace(/\s+/g, ' ').trim()
  return words === '' ? 'without a title' : words.slice(0, 80)
}
