import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FINDING_KINDS, SEVERITIES } from '../../src/domain/finding.ts'
import { INCIDENT_EVENTS, type IncidentFacts } from '../../src/domain/incident.ts'
import { opsgenieCall } from '../../src/outbox/opsgenie-call.ts'
import { pagerdutyCall } from '../../src/outbox/pagerduty-call.ts'
import { PROPERTY_RUNS } from '../engine/property-runs.ts'
import { opsgenieProblems, pagerdutyProblems } from '../operations/incident-shapes.ts'

const word = fc.oneof(
  fc.string({ minLength: 1, unit: 'binary' }),
  fc.string({ minLength: 2_000, maxLength: 2_100 }),
)
const facts: fc.Arbitrary<IncidentFacts> = fc.record({
  event: fc.constantFrom(...INCIDENT_EVENTS),
  dedupKey: fc.string({ minLength: 1, maxLength: 255 }),
  round: fc.nat(),
  number: fc.nat(),
  reconciliation: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,600}$/),
  title: fc.string({ minLength: 1, maxLength: 900 }),
  kind: fc.constantFrom(...FINDING_KINDS),
  field: fc.option(fc.string({ minLength: 1, maxLength: 900 })),
  severity: fc.constantFrom(...SEVERITIES),
  cause: fc.option(word),
  key: fc.oneof(word, fc.constant('')),
  link: fc.option(fc.constant('https://slack.com/archives/C0123/p1700000000000100')),
  summary: word,
  since: fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
})

test('what PagerDuty is told is as it documents, whatever the words', () => {
  const settings = {
    type: 'pagerduty',
    by: 'discrepancy',
    url: 'https://e.example',
    routingKey: 'k',
  } as const
  fc.assert(
    fc.property(facts, (each) => {
      const call = pagerdutyCall(settings, each)
      expect(call.url).toBe('https://e.example/v2/enqueue')
      expect(pagerdutyProblems(JSON.parse(call.body!), 'k')).toEqual([])
    }),
    { numRuns: PROPERTY_RUNS / 3 },
  )
})

test('what Opsgenie is told is as it documents, whatever the words', () => {
  const settings = {
    type: 'opsgenie',
    by: 'discrepancy',
    url: 'https://o.example',
    apiKey: 'k',
    responders: ['data', 'on call'],
  } as const
  fc.assert(
    fc.property(facts, (each) => {
      const { url, headers, body } = opsgenieCall(settings, each)
      const path = url.slice('https://o.example'.length)
      expect(opsgenieProblems({ path, headers, body: JSON.parse(body!) }, 'k')).toEqual([])
    }),
    { numRuns: PROPERTY_RUNS / 3 },
  )
})
