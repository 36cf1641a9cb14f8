import type { HttpAuth, HttpPaging, HttpPagingRule, HttpRate, HttpSettings } from '../domain/settings.ts'
import type { HttpSourceConfig } from './http-source-schema.ts'
import { seconds } from './seconds.ts'

/** Fills the defaults of an HTTP source that was found right. */
export function normaliseHttpSource(source: HttpSourceConfig): HttpSettings {
  return {
    type: 'http',
    url: source.url,
    auth: source.auth ? normaliseAuth(source.auth) : null,
    headers: source.headers ?? {},
    records: source.records === '$' ? '' : (source.records ?? ''),
    id: source.id ?? null,
    next: source.next ? normaliseNext(source.next) : null,
    rate: source.rate === undefined ? null : parseRate(source.rate),
    timeoutSeconds: seconds(source.timeout ?? '30s'),
    retries: source.retries ?? 5,
    concurrency: source.concurrency ?? 1,
    record: source.record ?? null,
    since: source.since ?? null,
  }
}

function normaliseAuth({ bearer, basic, header, oauth }: NonNullable<HttpSourceConfig['auth']>): HttpAuth {
  if (bearer !== undefined) return { kind: 'bearer', token: bearer }
  if (basic) return { kind: 'basic', ...basic }
  if (header) return { kind: 'header', ...header }
  return { kind: 'oauth', ...oauth!, scope: oauth!.scope ?? null, send: oauth!.send ?? 'header' }
}

type NextConfig = NonNullable<HttpSourceConfig['next']>

function normaliseNext(next: NextConfig): HttpPaging {
  const param = next.size ?? next.limit
  return {
    ...ruleOf(next),
    size: param === undefined ? null : { param, records: next.pageSize! },
    total: next.total ?? null,
  }
}

function ruleOf(next: NextConfig): HttpPagingRule {
  const absentAtEnd = next.absentAtEnd ?? false
  if (next.page !== undefined) return { kind: 'page', param: next.page, first: next.first ?? 1 }
  if (next.offset !== undefined) return { kind: 'offset', param: next.offset }
  if (next.cursor !== undefined) return { kind: 'cursor', path: next.cursor, param: next.param!, absentAtEnd }
  if (next.keyset !== undefined) return { kind: 'keyset', param: next.keyset, field: next.field! }
  if (next.url !== undefined) return { kind: 'url', path: next.url, absentAtEnd }
  return { kind: 'link' }
}

function parseRate(rate: string): HttpRate {
  const [requests, unit] = rate.split('/')
  return { requests: Number(requests), seconds: unit === 's' ? 1 : 60 }
}
