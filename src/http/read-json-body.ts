import { isLosslessNumber, LosslessNumber, parse } from 'lossless-json'
import { HttpProblem } from './problem.ts'

/** Nothing that is asked of us is nested deeper than a few levels. */
const DEEPEST = 32

export interface BodyRule {
  readonly mostBytes: number
  /** Looks at it before numbers become texts: they are still `LosslessNumber` where they are not exact. */
  readonly prepare?: (value: unknown) => unknown
}

/**
 * The body of a request as plain JSON values. A number that JavaScript would not write the same is its text, so that no digit
 * of a key or a value is lost. Throws 400, 413 and 415.
 */
export async function readJsonBody(request: Request, rule: BodyRule): Promise<unknown> {
  refuseOtherTypes(request.headers)
  const text = decode(await readBytes(request, rule.mostBytes))
  if (text.trim() === '') throw badJson('The body is empty: send JSON')
  refuseDeep(text)
  const value = parseJson(text)
  refuseUnwritable(value)
  return plain(rule.prepare ? rule.prepare(value) : value)
}

function refuseOtherTypes(headers: Headers): void {
  const type = headers.get('content-type') ?? ''
  const encoding = headers.get('content-encoding') ?? 'identity'
  const refuse = (detail: string) => new HttpProblem(415, { code: 'wrong-type', detail })
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type))
    throw refuse('The body must be JSON in UTF-8: send it with the header "Content-Type: application/json"')
  if (encoding.toLowerCase() !== 'identity')
    throw refuse('The body is compressed: send it without Content-Encoding')
}

async function readBytes(request: Request, mostBytes: number): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > mostBytes) throw tooLarge(mostBytes)
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of request.body ?? []) {
      bytes += chunk.length
      if (bytes > mostBytes) throw tooLarge(mostBytes)
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof HttpProblem) throw error
    throw badJson('The body was cut short: send all of it')
  }
  return Buffer.concat(chunks)
}

function tooLarge(mostBytes: number): HttpProblem {
  return new HttpProblem(413, {
    code: 'too-large',
    detail: `The body is more than ${mostBytes / 2 ** 20} MiB: send it in several requests`,
    // What is left of it is not waited for.
    headers: { Connection: 'close' },
  })
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw badJson('The body is not UTF-8: send JSON in UTF-8')
  }
}

/** Before it is parsed: what is nested very deep would break the parser. */
function refuseDeep(text: string): void {
  let depth = 0
  for (const [sign] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (sign === '[' || sign === '{') depth++
    else if (sign === ']' || sign === '}') depth--
    if (depth > DEEPEST)
      throw badJson(`The body is nested more than ${DEEPEST} levels deep: send what the API asks for`)
  }
}

function parseJson(text: string): unknown {
  try {
    return parse(text, undefined, readNumber)
  } catch (error) {
    const at = /at position \d+/.exec(error instanceof Error ? error.message : '')
    throw badJson(`The body is not JSON${at ? ` (${at[0]})` : ''}: correct it`)
  }
}

function readNumber(digits: string): number | LosslessNumber {
  return String(Number(digits)) === digits ? Number(digits) : new LosslessNumber(digits)
}

function plain(value: unknown): unknown {
  if (isLosslessNumber(value)) return value.toString()
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]))
}

/** Neither PostgreSQL nor UTF-8 can hold these. */
function refuseUnwritable(value: unknown): void {
  if (typeof value === 'string') refuseText(value)
  else if (Array.isArray(value)) value.forEach(refuseUnwritable)
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      refuseText(name)
      refuseUnwritable(inner)
    }
  }
}

/** Throws 400 for a text that cannot be kept as it is. */
export function refuseText(text: string): void {
  if (text.includes('\0')) throw badJson('A text has the character U+0000 in it: leave it out')
  if (LONE_SURROGATE.test(text))
    throw badJson('A text has half a character in it (a surrogate without its other half): leave it out')
}

const LONE_SURROGATE = /\p{Surrogate}/u

function badJson(detail: string): HttpProblem {
  return new HttpProblem(400, { code: 'not-json', detail })
}
