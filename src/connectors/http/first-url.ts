import type { HttpSettings } from '../../domain/settings.ts'

/** The URL of the first page. `since`: ISO 8601, asks for what changed alone. */
export function firstUrl(settings: HttpSettings, since: string | null): URL {
  const url = new URL(settings.url)
  if (since !== null && settings.since !== null) addParameters(url, settings.since, since)
  const { next } = settings
  if (next?.size) url.searchParams.set(next.size.param, String(next.size.records))
  if (next?.kind === 'page') url.searchParams.set(next.param, String(next.first))
  if (next?.kind === 'offset') url.searchParams.set(next.param, '0')
  return url
}

function addParameters(url: URL, template: string, since: string): void {
  const seconds = String(Math.floor(Date.parse(since) / 1000))
  const filled = template
    .replace(/^[?&]/, '')
    .replaceAll('{since}', encodeURIComponent(since))
    .replaceAll('{sinceSeconds}', seconds)
  for (const [name, value] of new URLSearchParams(filled)) url.searchParams.set(name, value)
}

/** A copy of a URL with one parameter set. */
export function withParameter(url: URL, name: string, value: string): URL {
  const copy = new URL(url)
  copy.searchParams.set(name, value)
  return copy
}
