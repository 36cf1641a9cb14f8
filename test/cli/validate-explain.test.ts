import { expect, test } from 'vitest'
import { makeFolder, runCounterfoil } from './run-counterfoil.ts'

const CONFIG = `sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides: { crm: { source: crm, key: id }, billing: { source: billing, key: id } }
    fields:
      balance: { type: decimal }
      plan: { type: text, severity: medium }
    likelyCorrect: billing
    notify: { channel: "#ops", maxCards: 3 }
    routes:
      - { when: { kind: missing }, to: log }
      - { when: { field: balance, amount: ">100" }, to: alert }
      - { when: { field: balance, pattern: true }, to: digest }
`
const OTHER = `  other:
    sides: { crm: { source: crm, key: id }, billing: { source: billing, key: id } }
    fields: { plan: text }
`
const FINDING = '{"kind":"mismatch","field":"balance","values":{"crm":"1","billing":"500"}}'

const openFolder = async () =>
  await makeFolder({
    'counterfoil.yml': CONFIG,
    'two.yml': CONFIG + OTHER,
    'crm.csv': 'id,balance,plan\n1,5,free\n2,1,free\n',
    'billing.csv': 'id,balance,plan\n1,6,free\n2,1,free\n',
  })
const explainIn =
  (cwd: string) =>
  async (...words: string[]) =>
    await runCounterfoil(['validate', '--explain', ...words], { cwd })

test('validate --explain tells which rule holds for a finding, and why those before it do not', async () => {
  const explain = explainIn(await openFolder())
  expect(await explain(FINDING)).toEqual({
    status: 0,
    stderr: '',
    stdout: `customers: mismatch of balance, severity high
  not said, so taken as: billing likely correct, no cause, severity high
  rule 1: no, its kind is mismatch, not missing
  rule 2: holds
goes to alert: told at once in #ops, the first 3 of a run as cards
no ladder
`,
  })
})

test('validate --explain is one line of JSON for scripts, and a config with several needs --of', async () => {
  const explain = explainIn(await openFolder())
  const words = ['--config', 'two.yml', '--format', 'json']
  const plan = '{"kind":"mismatch","field":"plan","values":{"crm":"a","billing":"A"},"cause":"case"}'
  const { status, stdout } = await explain(plan, ...words, '--of', 'customers')
  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toEqual({
    ...{ reconciliation: 'customers', number: null, kind: 'mismatch', field: 'plan', severity: 'medium' },
    route: { rule: null, tells: 'digest' },
    channel: null,
    rules: [
      { rule: 1, holds: false, failed: { word: 'kind', why: 'its kind is mismatch, not missing' } },
      { rule: 2, holds: false, failed: { word: 'field', why: 'its field is plan, not balance' } },
      { rule: 3, holds: false, failed: { word: 'field', why: 'its field is plan, not balance' } },
    ],
    ...{ asPattern: null, known: null, assumed: ['billing likely correct', 'severity medium'], ladder: null },
  })
  const unsaid = await explain(plan, ...words)
  expect(unsaid).toMatchObject({ status: 2, stdout: '' })
  expect(unsaid.stderr).toContain('write --of and one of customers, other')
})

test('validate --explain refuses what is no finding, with what to write, and exits 2', async () => {
  const cwd = await openFolder()
  const explain = explainIn(cwd)
  const bad = await explain('{kind: missing}')
  expect(bad).toMatchObject({ status: 2, stdout: '' })
  expect(bad.stderr).toContain('--explain: what follows is neither a number nor JSON: write 1042, or')
  const kind = await explain('{"kind":"mismach"}')
  expect(kind).toMatchObject({ status: 2, stdout: '' })
  expect(kind.stderr).toContain(
    '"kind" of the finding: "mismach" is not a kind of finding (did you mean "mismatch"?)',
  )
  const of = await runCounterfoil(['validate', '--of', 'customers'], { cwd })
  expect(of).toMatchObject({ status: 2, stderr: expect.stringContaining('--of goes with --explain') })
})

test('validate --explain with a number explains what the tracker has', async () => {
  const cwd = await openFolder()
  const explain = explainIn(cwd)
  const none = await explain('1')
  expect(none).toMatchObject({ status: 3, stdout: '' })
  expect(none.stderr).toContain('There is no tracker')
  expect((await runCounterfoil(['run', 'customers'], { cwd })).status).toBe(1)
  expect((await explain('1')).stdout).toBe(`customers: #1, mismatch of balance, severity high
  rule 1: no, its kind is mismatch, not missing
  rule 2: no, its sides are not more than 100 apart
  rule 3: no, it is not known to be one of a pattern
  no rule holds: its severity decides
goes to alert: told at once in #ops, the first 3 of a run as cards
as one of a pattern: rule 3, digest
the tracker has it as alert
no ladder
`)
  expect(await explain('77')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('no discrepancy #77'),
  })
})
