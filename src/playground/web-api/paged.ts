import type { JsonObject } from '../json.ts'
import { type ApiCall, ApiRefusal, textArgument } from './call.ts'

const USUAL = 100
const MOST = 1_000

export interface Page<T> {
  readonly items: T[]
  readonly hasMore: boolean
  /** What the answer says about the next page. */
  readonly facts: JsonObject
}

/** The part of a list that `cursor` and `limit` ask for. */
export function paged<T>(call: ApiCall, all: readonly T[]): Page<T> {
  const limit = Number(textArgument(call, 'limit') || USUAL) || USUAL
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST) throw new ApiRefusal('invalid_limit')
  const start = readCursor(textArgument(call, 'cursor') ?? '')
  const end = start + limit
  const hasMore = end < all.length
  return {
    items: all.slice(start, end),
    hasMore,
    facts: { response_metadata: { next_cursor: hasMore ? btoa(`next:${end}`) : '' } },
  }
}

function readCursor(cursor: string): number {
  if (cursor === '') return 0
  const [, start] = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString()) ?? []
  if (start === undefined) throw new ApiRefusal('invalid_cursor')
  return Number(start)
}
