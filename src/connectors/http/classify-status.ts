import type { ErrorCode } from '../../domain/errors.ts'
import { FailedTry } from './failed-try.ts'
import { retryAfterMs } from './retry-wait.ts'

/** What an answer's status says against it; null where it is good. `title` is that of an HTML page. */
export function classifyStatus(response: Response, title: string | null, now: Date): FailedTry | null {
  const { status } = response
  if (status >= 200 && status < 300) return null
  const words = response.statusText === '' ? '' : ` ${response.statusText}`
  const page = title === null ? '' : `, with an HTML page "${title}"`
  const passing = status === 429 || status === 408 || status === 425 || status >= 500
  const [code, remedy] = meaningOf(status)
  return new FailedTry(code, `was answered with ${status}${words}${page}`, {
    status,
    passing,
    waitMs: passing ? retryAfterMs(response.headers.get('retry-after'), now) : null,
    remedy,
  })
}

function meaningOf(status: number): [ErrorCode, string] {
  if (status === 401)
    return ['source-unreachable', 'check the auth of the source: the API does not accept it']
  if (status === 403) {
    return ['source-unreachable', 'give the account of the auth the right to read this, or check the auth']
  }
  if (status === 404 || status === 410) return ['source-missing', 'check the url of the source']
  if (status === 429)
    return ['source-unreachable', 'write a lower rate for the source, or run at a quieter time']
  if (status >= 500 || status === 408 || status === 425) {
    return ['source-unreachable', 'run again when the API answers']
  }
  return ['source-query', 'check the url, next and headers of the source']
}
