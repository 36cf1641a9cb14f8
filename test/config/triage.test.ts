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
const loaded = async (triage: string) =>
  (await loadText(config(triage))).settings.reconciliations[0]!.triage.may

test('whatever is not said is for everyone, and nothing is revealed', async () => {
  expect(await loaded('{}')).toBeUndefined()
  expect(await loaded('{ escalate: { to: "@oncall" } }')).toBeUndefined()
  expect(await loaded('{ resolve: everyone, reveal: nobody }')).toBeUndefined()
})

test('one list each, by handle or id; who may resolve may also reveal', async () => {
  const finance = ['@finance', 'S0FINANCE1', 'U012ADA']
  expect(
    await loaded(
      '{ resolve: ["@finance", S0FINANCE1, U012ADA], escalate: { to: "@oncall", by: ["@ops"] }, note: nobody }',
    ),
  ).toEqual({ resolve: finance, reveal: finance, escalate: ['@ops'], note: 'nobody' })
})

test('by is for every action that says nothing itself', async () => {
  const may = await loaded('{ by: ["@finance"], note: everyone, reveal: ["@auditors"], resolve: nobody }')
  expect(may).toEqual({
    acknowledge: ['@finance'],
    resolve: 'nobody',
    escalate: ['@finance'],
    snooze: ['@finance'],
    assign: ['@finance'],
    undo: ['@finance'],
    reopen: ['@finance'],
    run: ['@finance'],
    pause: ['@finance'],
    accept: ['@finance'],
    reveal: ['@auditors'],
    report: ['@finance'],
  })
  expect((await loaded('{ by: ["@finance"] }'))?.reveal).toEqual(['@finance'])
})

test('resolve for nobody reveals to nobody', async () => {
  expect(await loaded('{ resolve: nobody }')).toEqual({ resolve: 'nobody' })
})

test('how long something may stay open is said by severity, in units of time', async () => {
  const { triage } = (await loadText(config('{ within: { high: 4h, medium: 3d } }'))).settings
    .reconciliations[0]!
  expect(triage).toEqual({
    escalateTo: null,
    withinSeconds: { high: 14_400, medium: 259_200 },
    targets: { high: { resolveSeconds: 14_400 }, medium: { resolveSeconds: 259_200 } },
  })
})

const WHO =
  'who may: write ["@finance"], with user groups as "@handle" or S0123ABCD, people as U0123ABCD and tokens as token:NAME, or everyone, or nobody'

test.each([
  ['{ resolve: finance }', `triage.resolve: "finance" is not ${WHO}`],
  ['{ resolve: [] }', `triage.resolve: a list is not ${WHO}`],
  [
    '{ resolve: [finance] }',
    'triage.resolve[0]: "finance" is not a user group, a person or a token: write "@handle"',
  ],
  ['{ resolve: ["@Finance"] }', 'triage.resolve[0]: "@Finance" is not a user group, a person or a token'],
  ['{ resolve: ["@here"] }', 'triage.resolve[0]: "@here" is not a user group, a person or a token'],
  [
    '{ resolve: [ann@example.com] }',
    'triage.resolve[0]: "ann@example.com" is not a user group, a person or a token',
  ],
  ['{ resolv: ["@finance"] }', 'triage.resolv: "resolv" is not known here (did you mean "resolve"?)'],
  ['{ escalate: ["@finance"] }', 'triage.escalate: a list is not a mapping: write { to: "@group" }, and by:'],
  ['{ within: 4h }', 'triage.within: "4h" is not a mapping: write { high: 4h, medium: 3d }'],
  ['{ within: { high: soon } }', 'triage.within.high: "soon" is not a duration'],
  ['{ by: true }', `triage.by: "true" is not ${WHO}`],
])('what cannot be said is refused: %s', async (triage, problem) => {
  expect((await refusalOf(config(triage))).join('\n')).toContain(problem)
})
