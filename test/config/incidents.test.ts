import { describe, expect, test } from 'vitest'
import { loadText, refusalOf } from '../support/config-files.ts'

const VARIABLES = {
  PAGERDUTY_KEY: 'pd-key-0042',
  OPSGENIE_KEY: 'og-key-0042',
  HOOK_SECRET: 'hook-secret-{0042}',
}

const config = (incidents: string, triage = '{}') => `
sources: { crm: { type: files, path: crm.csv } }
reconciliations:
  customers:
    sides:
      a: { source: crm, key: id }
      b: { source: crm, key: id }
    fields: { email: text }
    triage: ${triage}
${incidents}
`

const refused = (incidents: string, triage?: string) => refusalOf(config(incidents, triage), VARIABLES)

test('without incidents there are none', async () => {
  expect((await loadText(config(''))).settings).not.toHaveProperty('incidents')
})

test('services are loaded with what is usual', async () => {
  const { settings } = await loadText(
    config(
      `incidents:
  pager: { type: pagerduty, routingKey: "\${PAGERDUTY_KEY}" }
  genie: { type: opsgenie, apiKey: "\${OPSGENIE_KEY}", responders: [data], url: "https://api.eu.opsgenie.com/", by: pattern }`,
      '{ escalate: { incident: pager } }',
    ),
    VARIABLES,
  )
  expect(settings.incidents).toEqual({
    pager: {
      type: 'pagerduty',
      by: 'discrepancy',
      url: 'https://events.pagerduty.com',
      routingKey: 'pd-key-0042',
    },
    genie: {
      type: 'opsgenie',
      by: 'pattern',
      url: 'https://api.eu.opsgenie.com',
      apiKey: 'og-key-0042',
      responders: ['data'],
    },
  })
  expect(settings.reconciliations[0]?.triage).toEqual({ escalateTo: null, escalateIncident: 'pager' })
})

test('a webhook has its templates, and another for the end', async () => {
  const { settings } = await loadText(
    config(`incidents:
  hook:
    type: webhook
    url: https://hooks.example/{reconciliation}
    secret: "\${HOOK_SECRET}"
    headers: { X-From: counterfoil }
    body: { n: "{number:number}", s: "{summary}" }
    close: { method: PUT, body: { done: "{number}" } }
    acknowledge: true
    timeout: 5s`),
    VARIABLES,
  )
  const open = {
    method: 'POST',
    url: 'https://hooks.example/{reconciliation}',
    headers: { 'X-From': 'counterfoil' },
    body: { n: '{number:number}', s: '{summary}' },
    timeoutSeconds: 5,
  }
  expect(settings.incidents?.hook).toEqual({
    type: 'webhook',
    by: 'discrepancy',
    secret: 'hook-secret-{0042}',
    open,
    close: { ...open, method: 'PUT', body: { done: '{number}' } },
    tellsAcknowledged: true,
  })
})

describe('a service is refused', () => {
  test.each([
    [
      '{ type: pagerduty, routingKey: 0123abcd }',
      'incidents.x.routingKey: a secret stands in this file: write it as "${PAGERDUTY_KEY}" and put it in the environment variable PAGERDUTY_KEY',
    ],
    [
      '{ type: opsgenie, apiKey: "${NOWHERE:-0123abcd}" }',
      'incidents.x.apiKey: a secret stands in this file: write it as "${OPSGENIE_KEY}"',
    ],
    [
      '{ type: webhook, url: https://h.example, headers: { Authorization: Bearer abc } }',
      'incidents.x.headers.Authorization: a secret stands in this file',
    ],
    [
      '{ type: webhook, url: https://h.example, close: { headers: { X-Api-Key: abc } } }',
      'incidents.x.close.headers.X-Api-Key: a secret stands in this file',
    ],
    [
      '{ type: pagerdoody, routingKey: "${PAGERDUTY_KEY}" }',
      'incidents.x.type: "pagerdoody" is not a kind of incident service: write pagerduty, opsgenie or webhook (did you mean "pagerduty"?)',
    ],
    [
      '{ type: pagerduty }',
      'incidents.x.routingKey: is missing: it needs a key: write it as "${PAGERDUTY_KEY}"',
    ],
    [
      '{ type: opsgenie, apiKey: "${OPSGENIE_KEY}", url: https://api.example/v2 }',
      'incidents.x.url: the value is not the address of an API: write https://host, without a path',
    ],
    [
      '{ type: webhook, url: "https://{key}/x" }',
      'incidents.x.url: the value is not a URL: write https://host',
    ],
    [
      '{ type: webhook, url: https://h.example, body: { a: ["{sumary}"] } }',
      'incidents.x.body: "{sumary}" is no value here (did you mean "summary"?): write one of event, incident, number,',
    ],
    [
      '{ type: webhook, url: "https://h.example/{nmber}" }',
      'incidents.x.url: "{nmber}" is no value here (did you mean "number"?)',
    ],
    [
      '{ type: webhook, url: https://h.example, headers: { X-Key: "${HOOK_SECRET}" } }',
      'incidents.x.headers.X-Key: a word in braces is no value here',
    ],
    [
      '{ type: webhook, url: https://h.example, timeout: 1m }',
      'incidents.x.timeout: "1m" is too long: write 1s to 15s',
    ],
    [
      '{ type: webhook, url: https://h.example, by: kind }',
      'incidents.x.by: the value is not a way to make one incident',
    ],
    [
      '{ type: webhook, url: https://h.example, sekret: a }',
      'incidents.x.sekret: "sekret" is not known here (did you mean "secret"?)',
    ],
  ])('%s', async (service, sentence) => {
    const lines = await refused(`incidents: { x: ${service} }`)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(sentence)
    for (const secret of ['0123abcd', 'Bearer abc', 'hook-secret']) expect(lines[0]).not.toContain(secret)
  })

  test('where nothing has the name that a reconciliation says', async () => {
    expect(await refused('', '{ escalate: { incident: pager } }')).toEqual([
      expect.stringContaining(
        'reconciliations.customers.triage.escalate.incident: there is no incident service "pager": the config has none; add it under incidents, or leave it out here',
      ),
    ])
    const services = 'incidents: { pager: { type: pagerduty, routingKey: "${PAGERDUTY_KEY}" } }'
    expect(await refused(services, '{ escalate: { incident: pagr } }')).toEqual([
      expect.stringContaining('there is no incident service "pagr" (did you mean "pager"?)'),
    ])
  })
})
