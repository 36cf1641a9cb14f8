import { z } from 'zod'
import type { CallTemplate } from '../domain/call-template.ts'
import type { IncidentSettings } from '../domain/incident.ts'
import * as scalars from './scalar-schemas.ts'
import { seconds } from './seconds.ts'

export const INCIDENT_TYPES = ['pagerduty', 'opsgenie', 'webhook'] as const

const URL_HINT = 'a URL: write https://host'
const url = address(URL_HINT, /^https?:\/\/[^\s/?#{}]+/i)
/** The vendors' addresses: without a path. */
const BASE_HINT = 'the address of an API: write https://host, without a path'
const base = address(BASE_HINT, /^https?:\/\/[^\s/?#@{}]+\/?$/i)

/** No pattern of the JSON Schema: an editor sees the variable that it is written as. */
function address(error: string, form: RegExp) {
  return z.string({ error }).refine((written) => form.test(written), { error })
}

const secret = (what: string, name: string) =>
  scalars.text(`${what}: write it as "\${${name}}" and set that environment variable`)

const by = scalars
  .choice(['discrepancy', 'pattern'], 'a way to make one incident')
  .optional()
  .describe(
    'One incident for each discrepancy (default), or one for all of a reconciliation with the same kind, field and cause.',
  )

const METHODS = ['POST', 'PUT', 'PATCH'] as const
const CALL = {
  url: url.describe('Where the request goes; values in it as {number}.'),
  method: scalars.choice(METHODS, 'a method').optional().describe('Default POST.'),
  headers: z
    .record(z.string(), scalars.text('the value of a header'), { error: 'a mapping: write Name: value' })
    .optional()
    .meta({ description: 'More headers.', examples: [{ Authorization: 'Bearer ${HOOK_TOKEN}' }] }),
  body: z
    .unknown()
    .optional()
    .meta({
      description: 'JSON, with values as {number} (default: all that there is to say).',
      examples: [{ event: '{event}', number: '{number:number}' }],
    }),
}

const CloseConfig = z
  .strictObject({ ...CALL, url: CALL.url.optional() }, { error: 'a mapping: write { url, body }' })
  .describe('Another request for the end; unsaid: the same, with another {event}.')

const IncidentConfig = z
  .discriminatedUnion(
    'type',
    [
      z.strictObject({
        type: z.literal(INCIDENT_TYPES[0]),
        routingKey: secret('a key', 'PAGERDUTY_KEY').describe(
          'Integration key of Events API v2, by environment variable.',
        ),
        url: base.optional().describe('Default https://events.pagerduty.com; in the EU another.'),
        by,
      }),
      z.strictObject({
        type: z.literal(INCIDENT_TYPES[1]),
        apiKey: secret('a key', 'OPSGENIE_KEY').describe(
          'Key of an API integration, by environment variable.',
        ),
        url: base
          .optional()
          .describe('Default https://api.opsgenie.com; in the EU https://api.eu.opsgenie.com.'),
        responders: z
          .array(scalars.text('the name of a team'), { error: 'a list of teams: write [data]' })
          .max(50, { error: 'a list of at most 50 teams' })
          .optional()
          .meta({ description: 'Names of teams that are called.', examples: [['data']] }),
        by,
      }),
      z.strictObject({
        type: z.literal(INCIDENT_TYPES[2]),
        ...CALL,
        secret: secret('a secret', 'HOOK_SECRET')
          .optional()
          .describe('Signs each request, by environment variable.'),
        close: CloseConfig.optional(),
        acknowledge: scalars.flag
          .optional()
          .describe('Also told when somebody acknowledges (default false).'),
        timeout: scalars.duration
          .optional()
          .describe('How long an answer may take, 15s at most (default 15s).'),
        by,
      }),
    ],
    { error: 'an incident service: write { type: pagerduty, routingKey: "${PAGERDUTY_KEY}" }' },
  )
  .describe('Where incidents are opened.')

export const IncidentsConfig = z
  .record(scalars.sideName, IncidentConfig, { error: 'a mapping: write name: { type, ... }' })
  .describe('Where incidents are opened, by name.')
type IncidentsConfig = z.infer<typeof IncidentsConfig>
type IncidentConfig = IncidentsConfig[string]

export function normaliseIncidents(config: IncidentsConfig): Readonly<Record<string, IncidentSettings>> {
  return Object.fromEntries(Object.entries(config).map(([name, one]) => [name, normaliseIncident(one)]))
}

function normaliseIncident(config: IncidentConfig): IncidentSettings {
  const { by = 'discrepancy' } = config
  switch (config.type) {
    case 'pagerduty': {
      const { type, routingKey, url = 'https://events.pagerduty.com' } = config
      return { type, by, routingKey, url: url.replace(/\/$/, '') }
    }
    case 'opsgenie': {
      const { type, apiKey, responders = [], url = 'https://api.opsgenie.com' } = config
      return { type, by, apiKey, responders, url: url.replace(/\/$/, '') }
    }
    case 'webhook': {
      const { type, secret, close, acknowledge = false } = config
      return {
        type,
        by,
        open: templateOf(config, config.timeout),
        ...(close
          ? { close: templateOf({ ...config, ...close, url: close.url ?? config.url }, config.timeout) }
          : {}),
        ...(secret === undefined ? {} : { secret }),
        ...(acknowledge ? { tellsAcknowledged: true } : {}),
      }
    }
  }
}

type CallConfig = Pick<IncidentConfig & { type: 'webhook' }, 'url' | 'method' | 'headers' | 'body'>

function templateOf({ url, method, headers, body }: CallConfig, timeout: string | undefined): CallTemplate {
  return {
    url,
    method: method ?? 'POST',
    headers: headers ?? {},
    body: body ?? USUAL_BODY,
    timeoutSeconds: timeout === undefined ? LONGEST_SECONDS : seconds(timeout),
  }
}

/** A row in the outbox is ours for a minute. */
export const LONGEST_SECONDS = 15

const USUAL_BODY = {
  event: '{event}',
  incident: '{incident}',
  number: '{number:number}',
  reconciliation: '{reconciliation}',
  title: '{title}',
  kind: '{kind}',
  field: '{field}',
  severity: '{severity}',
  cause: '{cause}',
  key: '{key}',
  link: '{link}',
  summary: '{summary}',
}
