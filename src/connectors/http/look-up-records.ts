import { CounterfoilError } from '../../domain/errors.ts'
import { parsePath } from '../../domain/json-path.ts'
import { isObject, type Json, lookUp, rawText } from '../../domain/read-json.ts'
import type { KeyOrder, RawValue } from '../../domain/record.ts'
import type { ReadRequest } from '../contract.ts'
import { FailedTry } from './failed-try.ts'
import { firstUrl } from './first-url.ts'
import { type HttpSource, refusal, request } from './http-source.ts'
import { mapInOrder } from './map-in-order.ts'
import { requestPage } from './request-page.ts'
import type { Portion } from './stage-records.ts'

/** Beyond this, reading pages is quicker and kinder than one request for each record. */
const MOST_LOOKUPS = 200

/** Keys that are to be looked up one by one. */
export interface Lookup {
  readonly template: string
  readonly columns: readonly string[]
  readonly order: readonly KeyOrder[]
  readonly keys: readonly (readonly string[])[]
}

/** How the keys of a read can be looked up; null where the list has to be read instead. */
export function planLookup(source: HttpSource, read: ReadRequest): Lookup | null {
  const { record: template, id } = source.settings
  if (template === null || read.scope.kind !== 'keys') return null
  const columns = read.columns.slice(0, read.keyOrder.length)
  // Several records have one key, and an address brings one, or a first page of them.
  if (id !== null && (columns.length > 1 || columns[0] !== id)) return null
  const named = [...template.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name!)
  const isWhole =
    columns.length === 1 && named.every((name) => name === 'key')
      ? named.length > 0
      : columns.every((column) => named.includes(column)) && named.every((name) => columns.includes(name))
  // Nothing has a key with a null in it.
  const keys = read.scope.keys.filter((key): key is string[] => !key.includes(null))
  if (!isWhole || keys.length > MOST_LOOKUPS) return null
  if (!keys.every((key) => isAddress(key, read.keyOrder))) return null
  return { template, columns, order: read.keyOrder, keys: withoutTwins(keys, read.keyOrder) }
}

/**
 * No part is empty or a step of a path (`/contacts/..` would be another place), all are text that a URL can hold, and
 * integers stand as an API writes them: it need not know that `007` is `7`.
 */
function isAddress(key: readonly RawValue[], order: readonly KeyOrder[]): key is readonly string[] {
  const asWritten = comparable(key, order)
  return key.every(
    (part, index) => part !== null && !/^\.{0,2}$|\p{Surrogate}/u.test(part) && part === asWritten[index],
  )
}

function withoutTwins(keys: readonly string[][], order: readonly KeyOrder[]): string[][] {
  const byText = new Map(keys.map((key) => [JSON.stringify(comparable(key, order)), key]))
  return [...byText.values()]
}

/** The records that are there, each a portion of its own. Throws where an answer is not about the key that was asked. */
export async function* lookUpRecords(
  source: HttpSource,
  lookup: Lookup,
  signal: AbortSignal,
): AsyncGenerator<Portion, void> {
  const { concurrency } = source.settings
  const map = (key: readonly string[], stop: AbortSignal) => lookUpOne(source, { lookup, key, signal: stop })
  let number = 0
  for await (const records of mapInOrder(lookup.keys, { concurrency, map, signal })) {
    if (records.length > 0) yield { number: ++number, records }
  }
}

/** Whether a record that the list has is found by its key: where nothing is found, that is what "not there" hangs on. */
export async function provesLookup(
  source: HttpSource,
  lookup: Lookup,
  signal: AbortSignal,
): Promise<boolean> {
  const page = await requestPage(source, { number: 1, url: firstUrl(source.settings, null), signal })
  const keys = page.records.map((record) => lookup.columns.map((column) => cellOf(record, column)))
  if (keys.length === 0) return true
  const key = keys[0]!
  if (!keys.every((other) => isAddress(other, lookup.order)) || !isAddress(key, lookup.order)) return false
  return (await lookUpOne(source, { lookup, key, signal })).length > 0
}

async function lookUpOne(
  source: HttpSource,
  { lookup, key, signal }: { lookup: Lookup; key: readonly string[]; signal: AbortSignal },
): Promise<readonly Json[]> {
  const what = 'the request for one record'
  try {
    const { body } = await request(source, { what, url: recordUrl(source, lookup, key), signal })
    const records = recordsOf(source, body)
    const wanted = JSON.stringify(comparable(key, lookup.order))
    for (const record of records) {
      const cells = lookup.columns.map((column) => cellOf(record, column))
      if (JSON.stringify(comparable(cells, lookup.order)) === wanted) continue
      throw refusal(
        source,
        'source-incomplete',
        `${what} was answered with something that has not the key that was asked for; check record of the source, and that the key of the side is what the API looks up`,
      )
    }
    return records
  } catch (problem) {
    if (problem instanceof CounterfoilError && problem.cause instanceof FailedTry) {
      if (problem.cause.status === 404 || problem.cause.status === 410) return []
    }
    throw problem
  }
}

/** A record by itself, below the same path as the list, or a list of those that have the key. */
function recordsOf(source: HttpSource, body: Json): readonly Json[] {
  const { records } = source.settings
  const found = records === '' ? body : lookUp(body, parsePath(records)!)
  if (Array.isArray(found)) return found
  return [isObject(found) ? found : body]
}

function recordUrl(source: HttpSource, { template, columns }: Lookup, key: readonly string[]): URL {
  const filled = template.replace(/\{([^}]*)\}/g, (_, name: string) =>
    encodeURIComponent(key[name === 'key' && columns.length === 1 ? 0 : columns.indexOf(name)]!),
  )
  const base = new URL(source.settings.url)
  if (/^https?:\/\//i.test(filled)) return new URL(filled)
  const [path = '', query = ''] = filled.split('?', 2)
  if (path !== '') base.pathname = `${base.pathname.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`
  for (const [name, value] of new URLSearchParams(query)) base.searchParams.set(name, value)
  return base
}

function cellOf(record: Json, column: string): RawValue {
  return rawText(lookUp(record, parsePath(column)!))
}

/** Integers are the same by value, everything else by its text. */
function comparable(key: readonly RawValue[], order: readonly KeyOrder[]): RawValue[] {
  return key.map((part, index) => {
    const [, sign, digits] = (order[index] === 'integer' && /^([+-]?)0*(\d+)$/.exec(part ?? '')) || []
    if (digits === undefined) return part
    return sign === '-' && digits !== '0' ? `-${digits}` : digits
  })
}
