import { expect, test } from 'vitest'
import { loadText, refusalOf } from '../support/config-files.ts'

const config = (triage: string) => `
sources: { crm: { type: files, path: crm.csv } }
reconciliations:
  customers:
    sides:
      a: { source: crm, key: id }
      b: { source: crm, key: id }
    fields: { email: text }
    triage: ${triage}
`
const rulesOf = async (triage: string) => (await loadText(config(triage))).settings.reconciliations[0]!.triage

test('a ladder that says only its steps begins when somebody escalates, is for high, and is gone through once', async () => {
  const { ladder } = await rulesOf(
    '{ escalate: { ladder: { steps: [{ after: 15m, mention: "@oncall" }] } } }',
  )
  expect(ladder).toEqual({
    from: 'escalated',
    severities: ['high'],
    steps: [{ afterSeconds: 900, call: { kind: 'mention', who: '@oncall' } }],
    repeat: 0,
  })
})

test('a ladder with everything', async () => {
  const { ladder } = await rulesOf(`
      escalate:
        ladder:
          from: opened
          severities: [medium, high]
          steps: [{ after: 0s, mention: S0ONCALL1 }, { after: 1h, dm: U0123ABCD }]
          quiet: { from: "22:00", to: "07:00", zone: Europe/Berlin, except: [high], days: [6, 0] }`)
  expect(ladder).toEqual({
    from: 'opened',
    severities: ['high', 'medium'],
    steps: [
      { afterSeconds: 0, call: { kind: 'mention', who: 'S0ONCALL1' } },
      { afterSeconds: 3_600, call: { kind: 'dm', who: 'U0123ABCD' } },
    ],
    repeat: 0,
    quiet: { from: '22:00', to: '07:00', zone: 'Europe/Berlin', except: ['high'], days: [0, 6] },
  })
})

test('within is the same as the target to resolve, and both make it overdue', async () => {
  const { targets, withinSeconds } = await rulesOf(
    '{ within: { low: 5d }, targets: { high: { acknowledge: 30m, resolve: 4h }, low: { acknowledge: 1d } } }',
  )
  expect(targets).toEqual({
    high: { acknowledgeSeconds: 1_800, resolveSeconds: 14_400 },
    low: { acknowledgeSeconds: 86_400, resolveSeconds: 432_000 },
  })
  expect(withinSeconds).toEqual({ high: 14_400, low: 432_000 })
})

const LADDER = 'reconciliations.customers.triage.escalate.ladder'
test.each([
  ['steps: [{ after: 15m }]', 'steps[0]: a step does one thing: write one of mention, dm and incident'],
  [
    'steps: [{ after: 15m, mention: "@a", dm: U0123ABCD }]',
    'steps[0]: a step does one thing: write one of mention, dm and incident',
  ],
  ['steps: []', 'steps: a list is not a list of 1 to 20 steps: write [{ after: 15m, mention: "@group" }]'],
  [
    'steps: [{ after: 15m, mention: "@a" }, { after: 900s, mention: "@b" }]',
    'steps[1].after: 900s is not after the step before, 15m: write the steps in the order of their time',
  ],
  [
    'steps: [{ after: 0s, mention: "@a" }], repeat: 2',
    'steps[0].after: 0s makes the steps repeat without a pause: write at least 1s, or remove repeat',
  ],
  [
    'steps: [{ after: 1s, mention: "@a" }], repeat: 11',
    'repeat: "11" is not a number of repeats: write 0 to 10',
  ],
  [
    'steps: [{ after: 1s, mention: "@channel" }]',
    'steps[0].mention: "@channel" is not a user group or a person: write "@handle" in quotes',
  ],
  [
    'steps: [{ after: 1s, incident: pager }]',
    'steps[0].incident: there is no incident service "pager": define it under incidents',
  ],
  [
    'steps: [{ after: 1s, mention: "@a" }], quiet: { from: "22:00", to: "22:00" }',
    'quiet.to: quiet hours from 22:00 to 22:00 have no length',
  ],
  [
    'steps: [{ after: 1s, mention: "@a" }], quiet: { from: "22:00", to: "7:00" }',
    'quiet.to: "7:00" is not a time of day: write it in quotes, such as "22:00"',
  ],
  [
    'steps: [{ after: 1s, mention: "@a" }], quiet: { from: "22:00", to: "07:00", zone: Berlin }',
    'quiet.zone: "Berlin" is not a time zone',
  ],
  [
    'steps: [{ after: 1s, mention: "@a" }], quiet: { from: "22:00", to: "07:00", days: [0,1,2,3,4,5,6] }',
    'quiet.days: every day is quiet, so nobody is ever called: leave one out',
  ],
])('a ladder with { %s } is refused', async (ladder, sentence) => {
  const refused = await refusalOf(config(`{ escalate: { ladder: { ${ladder} } } }`))
  expect(refused.filter((line) => line.includes(`${LADDER}.${sentence}`))).toHaveLength(1)
})

test.each([
  [
    '{ within: { high: 4h }, targets: { high: { resolve: 2h } } }',
    'targets.high.resolve: triage.within says 4h for high already: write only one of them',
  ],
  [
    '{ targets: { high: { acknowledge: 5h, resolve: 4h } } }',
    'targets.high.acknowledge: 5h is more than the 4h in which it must be resolved: write less',
  ],
  ['{ targets: { urgent: { resolve: 4h } } }', 'targets.urgent: "urgent" is not known here'],
])('targets that contradict: %s', async (triage, sentence) => {
  const refused = await refusalOf(config(triage))
  expect(refused.filter((line) => line.includes(`triage.${sentence}`))).toHaveLength(1)
})
