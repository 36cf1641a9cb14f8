import { parsePath } from '../../domain/json-path.ts'
import { isObject, type Json, JsonNumber, lookUp } from '../../domain/read-json.ts'
import type { Answer } from './exchange.ts'
import { type HttpSource, refusal, request } from './http-source.ts'

/** One answer of the API's list. */
export interface Page {
  /** From 1. */
  readonly number: number
  readonly answer: Answer
  readonly records: readonly Json[]
  /** How many records the API says there are, where the config says how it tells. */
  readonly total: number | null
}

export async function requestPage(
  source: HttpSource,
  { number, url, signal }: { number: number; url: URL; signal: AbortSignal },
): Promise<Page> {
  const answer = await request(source, { what: `page ${number}`, url, signal })
  return {
    number,
    answer,
    records: recordsOf(source, number, answer.body),
    total: totalOf(source, number, answer.body),
  }
}

function recordsOf(source: HttpSource, number: number, body: Json): readonly Json[] {
  const { records: path } = source.settings
  const found = lookUp(body, parsePath(path)!)
  const place = path === '' ? 'the body' : `"${path}"`
  if (!Array.isArray(found)) {
    const what = found === undefined ? `has no ${place}` : `has no list at ${place}`
    throw refusal(
      source,
      'source-incomplete',
      `page ${number} ${what}${describe(body)}; if the API reports an error there, see to it, else check records of the source`,
    )
  }
  const other = found.findIndex((record) => !isObject(record))
  if (other === -1) return found
  throw refusal(
    source,
    'source-incomplete',
    `item ${other + 1} of page ${number} is no JSON object; check records of the source`,
  )
}

/** Names of members alone: their values may be about people. */
function describe(body: Json): string {
  if (Array.isArray(body)) return ', the body is a list'
  if (!isObject(body)) return ''
  const names = Object.keys(body).slice(0, 20)
  return names.length === 0
    ? ', the body is empty'
    : `, it has ${names.map((name) => `"${name}"`).join(', ')}`
}

function totalOf(source: HttpSource, number: number, body: Json): number | null {
  const path = source.settings.next?.total ?? null
  if (path === null) return null
  const total = lookUp(body, parsePath(path)!)
  const text = total instanceof JsonNumber ? total.text : typeof total === 'string' ? total : ''
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw refusal(
    source,
    'source-incomplete',
    `page ${number} has no whole number at "${path}"; check next.total of the source`,
  )
}
