import type { HttpPaging } from '../../domain/settings.ts'
import { firstUrl, withParameter } from './first-url.ts'
import { ChangedWhileRead, type HttpSource, refusal } from './http-source.ts'
import { mapInOrder } from './map-in-order.ts'
import { nextUrl } from './next-url.ts'
import { type Page, requestPage } from './request-page.ts'

export interface PagesRequest {
  /** ISO 8601: what changed since then alone; null: everything. */
  readonly since: string | null
  readonly signal: AbortSignal
}

const MOST_PAGES = 200_000
const MOST_EMPTY_PAGES = 10

/** All pages of the list, in order. Ends only where the API says so, and only with as many records as it tells. */
export async function* readPages(source: HttpSource, wanted: PagesRequest): AsyncGenerator<Page, void> {
  let read = 0
  let empty = 0
  let first: Page | null = null
  for await (const page of walk(source, wanted)) {
    first ??= page
    if (page.total !== first.total) throw totalChanged(source, first, page)
    read += page.records.length
    empty = page.records.length === 0 ? empty + 1 : 0
    if (empty > MOST_EMPTY_PAGES || page.number > MOST_PAGES) throw endless(source, page)
    yield page
  }
  if (first?.total == null || first.total === read) return
  throw new ChangedWhileRead(
    source,
    `${read} came and "${source.settings.next!.total}" says ${first.total}`,
    'run again at a quieter time, and if it stays so check next of the source',
  )
}

function walk(source: HttpSource, wanted: PagesRequest): AsyncGenerator<Page, void> {
  const { next } = source.settings
  return next?.kind === 'page' || next?.kind === 'offset'
    ? numberedPages(source, next, wanted)
    : linkedPages(source, wanted)
}

/** Each page says where the next one is, so they come one after the other. */
async function* linkedPages(source: HttpSource, { since, signal }: PagesRequest): AsyncGenerator<Page, void> {
  const first = firstUrl(source.settings, since)
  const rule = source.settings.next
  const seen = new Map([[first.href, 1]])
  let read = 0
  for (let url: URL | null = first, number = 1; url !== null; number++) {
    const page: Page = await requestPage(source, { number, url, signal })
    yield page
    read += page.records.length
    if (rule === null || rule.kind === 'page' || rule.kind === 'offset') return
    // A page after the last is not asked for where the total says which is the last.
    if (rule.kind === 'keyset' && page.total !== null && read >= page.total) return
    url = nextUrl(source, rule, { page, first })
    const before = url === null ? undefined : seen.get(url.href)
    if (before !== undefined) {
      throw refusal(
        source,
        'source-incomplete',
        `page ${number} leads back to page ${before}, so the pages have no end; have the API corrected, or check next of the source`,
      )
    }
    if (url !== null) seen.set(url.href, number + 1)
  }
}

/** Pages whose place is known before they are read, up to `concurrency` at a time. The first empty one is the end. */
async function* numberedPages(
  source: HttpSource,
  rule: Extract<HttpPaging, { kind: 'page' | 'offset' }>,
  { since, signal }: PagesRequest,
): AsyncGenerator<Page, void> {
  const { concurrency } = source.settings
  const base = firstUrl(source.settings, since)
  const first = await requestPage(source, { number: 1, url: base, signal })
  yield first
  let read = first.records.length
  const isEnd = (page: Page) => page.records.length === 0 || (page.total !== null && read >= page.total)
  if (isEnd(first)) return
  const place = (number: number) => {
    if (rule.kind === 'page') return rule.first + number - 1
    return concurrency === 1 ? read : first.records.length * (number - 1)
  }
  const map = ({ number, at }: Numbered, stop: AbortSignal) =>
    requestPage(source, { number, url: withParameter(base, rule.param, String(at)), signal: stop })
  let last = first
  for await (const page of mapInOrder(numbers(place), { concurrency, map, signal })) {
    if (page.records.length > 0 && rule.kind === 'offset' && concurrency > 1)
      refuseGap(source, { first, last, page })
    yield page
    read += page.records.length
    if (isEnd(page)) return
    last = page
  }
}

interface Numbered {
  readonly number: number
  readonly at: number
}

function* numbers(place: (number: number) => number): Generator<Numbered, void> {
  for (let number = 2; ; number++) yield { number, at: place(number) }
}

/** Offsets that are known beforehand count on full pages. */
function refuseGap(source: HttpSource, { first, last, page }: { first: Page; last: Page; page: Page }): void {
  if (last.records.length === first.records.length) return
  throw refusal(
    source,
    'source-incomplete',
    `page ${last.number} has ${last.records.length} records where page 1 has ${first.records.length}, and page ${page.number} has some too; write concurrency: 1 for the source`,
  )
}

function totalChanged(source: HttpSource, first: Page, page: Page): ChangedWhileRead {
  return new ChangedWhileRead(
    source,
    `"${source.settings.next!.total}" was ${first.total} on page 1 and is ${page.total} on page ${page.number}`,
    'run again at a quieter time',
  )
}

function endless(source: HttpSource, page: Page): Error {
  const what =
    page.number > MOST_PAGES
      ? `there are more than ${MOST_PAGES} pages`
      : `page ${page.number} and the ${MOST_EMPTY_PAGES} before it are empty and name a next page`
  return refusal(source, 'source-incomplete', `${what}, so no end is in sight; check next of the source`)
}
