import type { Told } from './incident-receiver.ts'

type Body = Readonly<Record<string, unknown>>
type Check = (value: unknown) => boolean

const text =
  (most: number): Check =>
  (value) =>
    typeof value === 'string' && value !== '' && value.length <= most
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    words.includes(String(value))
const texts =
  (count: number, most: number): Check =>
  (value) =>
    Array.isArray(value) && value.length <= count && value.every(text(most))
const isMap: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What PagerDuty documents of Events API v2. */
export function pagerdutyProblems(body: Body, key: string): string[] {
  const isTrigger = body.event_action === 'trigger'
  const top = {
    routing_key: (value: unknown) => value === key,
    event_action: oneOf('trigger', 'acknowledge', 'resolve'),
    dedup_key: text(255),
    ...(isTrigger ? { payload: isMap, client: text(1_024), client_url: isUrl, links: isLinks } : {}),
  }
  const needed = ['routing_key', 'event_action', 'dedup_key', ...(isTrigger ? ['payload'] : [])]
  const payload = isTrigger && isMap(body.payload) ? (body.payload as Body) : null
  return [
    ...problemsOf(body, top, needed),
    ...(payload ? problemsOf(payload, PAYLOAD, ['summary', 'source', 'severity']) : []),
  ]
}

const PAYLOAD: Readonly<Record<string, Check>> = {
  summary: text(1_024),
  source: text(1_024),
  severity: oneOf('critical', 'error', 'warning', 'info'),
  timestamp: (value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d{4})$/.test(String(value)),
  component: text(1_024),
  group: text(1_024),
  class: text(1_024),
  custom_details: isMap,
}

function isUrl(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value)
}

function isLinks(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((link: Body) => isUrl(link.href) && Object.keys(link).every(oneOf('href', 'text')))
  )
}

/** What Opsgenie documents of its Alert API. */
export function opsgenieProblems(
  { path, headers, body }: Pick<Told, 'path' | 'headers' | 'body'>,
  key: string,
): string[] {
  if (headers.authorization !== `GenieKey ${key}`) return ['no GenieKey']
  if (path === '/v2/alerts') return problemsOf(body, ALERT, ['message'])
  if (!/^\/v2\/alerts\/[^/?]{1,1500}\/(acknowledge|close)\?identifierType=alias$/.test(path))
    return [`no such path: ${path}`]
  return problemsOf(body, { user: text(100), source: text(100), note: text(25_000) }, [])
}

const ALERT: Readonly<Record<string, Check>> = {
  message: text(130),
  alias: text(512),
  description: text(15_000),
  responders: (value) =>
    Array.isArray(value) &&
    value.length <= 50 &&
    value.every(
      (one: Body) => text(512)(one.name) && oneOf('team', 'user', 'escalation', 'schedule')(one.type),
    ),
  tags: texts(20, 50),
  details: (value) =>
    isMap(value) && JSON.stringify(value).length <= 8_000 && Object.values(value as Body).every(text(8_000)),
  entity: text(512),
  source: text(100),
  priority: oneOf('P1', 'P2', 'P3', 'P4', 'P5'),
}

function problemsOf(body: Body, known: Readonly<Record<string, Check>>, needed: readonly string[]): string[] {
  return [
    ...needed.filter((name) => !(name in body)).map((name) => `${name} is missing`),
    ...Object.entries(body).flatMap(([name, value]) => {
      const check = known[name]
      if (check === undefined) return [`${name} is not documented`]
      return check(value) ? [] : [`${name} is not as documented: ${JSON.stringify(value)}`]
    }),
  ]
}
