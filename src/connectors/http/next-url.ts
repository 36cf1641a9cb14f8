import { parsePath } from '../../domain/json-path.ts'
import { type Json, JsonNumber, lookUp } from '../../domain/read-json.ts'
import type { HttpPagingRule } from '../../domain/settings.ts'
import { FailedTry } from './failed-try.ts'
import { withParameter } from './first-url.ts'
import { type HttpSource, refusal } from './http-source.ts'
import { linkToNext } from './link-header.ts'
import type { Page } from './request-page.ts'
import { refuseElsewhere } from './try-request.ts'

type Linked = Extract<HttpPagingRule, { kind: 'cursor' | 'url' | 'keyset' | 'link' }>

/** Where a page says that the next one is; null at the end. `first` is the URL of the first page. */
export function nextUrl(
  source: HttpSource,
  rule: Linked,
  { page, first }: { page: Page; first: URL },
): URL | null {
  switch (rule.kind) {
    case 'cursor': {
      const cursor = readPointer(source, rule, page)
      return cursor === null ? null : withParameter(first, rule.param, cursor)
    }
    case 'url':
      return follow(source, page, readPointer(source, rule, page))
    case 'link':
      return follow(source, page, linkToNext(page.answer.link))
    case 'keyset': {
      const last = page.records.at(-1)
      return last === undefined
        ? null
        : withParameter(first, rule.param, keyOf(source, rule.field, { page, last }))
    }
  }
}

function readPointer(
  source: HttpSource,
  rule: Extract<Linked, { kind: 'cursor' | 'url' }>,
  page: Page,
): string | null {
  const found = lookUp(page.answer.body, parsePath(rule.path)!)
  if (found === undefined && page.number === 1 && !rule.absentAtEnd && page.total === null) {
    throw refusal(
      source,
      'source-incomplete',
      `page 1 has nothing at "${rule.path}", so nobody can tell whether more pages follow; check next.${rule.kind} of the source, or write absentAtEnd: true where the API leaves it out on its last page`,
    )
  }
  if (found === undefined || found === null || found === false || found === '') return null
  if (typeof found === 'string') return found
  if (found instanceof JsonNumber) return found.text
  throw refusal(
    source,
    'source-incomplete',
    `page ${page.number} has neither text nor a number at "${rule.path}"; check next.${rule.kind} of the source`,
  )
}

function follow(source: HttpSource, page: Page, target: string | null): URL | null {
  if (target === null) return null
  const from = page.answer.url
  const wrong = (what: string) => refusal(source, 'source-query', `page ${page.number} ${what}`)
  if (!URL.canParse(target, from)) throw wrong('names a next page that is no URL; check next of the source')
  try {
    return refuseElsewhere(new URL(target, from), from, 'names a next page that leads')
  } catch (problem) {
    if (!(problem instanceof FailedTry)) throw problem
    throw wrong(`${problem.message}; ${problem.remedy}`)
  }
}

function keyOf(source: HttpSource, field: string, { page, last }: { page: Page; last: Json }): string {
  const found = lookUp(last, parsePath(field)!)
  if (typeof found === 'string' && found !== '') return found
  if (found instanceof JsonNumber) return found.text
  throw refusal(
    source,
    'source-incomplete',
    `the last item of page ${page.number} has neither text nor a number at "${field}", so the next page cannot be asked for; check next.field of the source`,
  )
}
