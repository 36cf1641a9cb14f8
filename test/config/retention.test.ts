import { expect, test } from 'vitest'
import { loadText, refusalOf } from '../support/config-files.ts'

const config = (retention: string) => `
sources: { crm: { type: files, path: crm.csv } }
reconciliations:
  customers:
    sides:
      a: { source: crm, key: id }
      b: { source: crm, key: id }
    fields: { email: text }
${retention}
`

test('a retention is loaded in seconds, with the words that checkpoints keep', async () => {
  const { settings } = await loadText(config('retention: { resolved: 400d, runs: 48h }'))
  expect(settings.retention).toEqual({
    resolvedSeconds: 34_560_000,
    runsSeconds: 172_800,
    policy: '{"resolved":"400d","runs":"48h"}',
  })
  const { settings: runsOnly } = await loadText(config('retention: { runs: 90d }'))
  expect(runsOnly.retention).toEqual({ runsSeconds: 7_776_000, policy: '{"runs":"90d"}' })
  expect((await loadText(config(''))).settings).not.toHaveProperty('retention')
})

test.each([
  [
    'retention: { resolved: 23h }',
    'retention.resolved: "23h" is not a time to keep: write 1d to 36500d, such as 400d',
  ],
  ['retention: { runs: 36501d }', 'retention.runs: "36501d" is not a time to keep'],
  ['retention: { runs: 90 }', 'retention.runs: "90" is not a duration'],
  ['retention: { events: 90d }', 'retention.events: "events" is not known here'],
  ['retention: 90d', 'write { resolved: 400d, runs: 90d }'],
])('what a retention cannot be is refused: %s', async (retention, problem) => {
  expect((await refusalOf(config(retention))).join('\n')).toContain(problem)
})
