import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { writeSettled } from '../support/write-settled.ts'
import { makeFolder, runCounterfoil } from './run-counterfoil.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, key: id }
      billing: { source: billing, key: id }
    fields: { balance: { type: decimal } }
`

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(async () => await postgres?.close())

/** The command line beside a tracker in which #1 and #2 are open. */
async function aTracker(database: string) {
  const cwd = await makeFolder({
    'counterfoil.yml': CONFIG,
    'crm.csv': 'id,balance\n1,10\n2,20\n',
    'billing.csv': 'id,balance\n1,11\n2,21\n',
  })
  await postgres.query(`create database ${database}`)
  const env = {
    COUNTERFOIL_DATA: join(cwd, 'data'),
    DATABASE_URL: postgres.url.replace(/postgres$/, database),
    TZ: 'Europe/Berlin',
  }
  const run = async (line: string) => await runCounterfoil(line.split(' '), { cwd, env })
  await run('run customers')
  return {
    says: async (line: string) => {
      const { status, stdout, stderr } = await run(`triage 1 ${line} --by ann`)
      return status === 0 ? stdout.trim() : `${status}: ${stderr.trim()}`
    },
    triage: async (line: string) => await run(`triage 1 ${line} --by ann`),
    billingSays: async (balance: string) =>
      await writeSettled(join(cwd, 'billing.csv'), `id,balance\n1,${balance}\n2,21\n`),
    loseBilling: async () => await rm(join(cwd, 'billing.csv')),
    list: async (line = '') => (await run(`list${line}`)).stdout,
  }
}

test('triage assigns, snoozes, notes and undoes, and says what is so now', async () => {
  const { says, list } = await aTracker('everything')
  expect(await list()).not.toContain('owner')
  expect(await says('assign --to ben')).toBe('#1 is now assigned to ben')
  expect(await says('assign --to ben')).toMatch(
    /^2: counterfoil: #1 is assigned to ben already\. Last: ann assigned it at 20.*Z\.$/,
  )
  const year = new Date().getFullYear()
  const until = `${new Date().getMonth() < 6 ? year : year + 1}-07-01T09:00`
  expect(await says(`snooze --until ${until}`)).toBe(
    `#1 is now snoozed until ${until.slice(0, 10)} 07:00Z, by ann`,
  )
  expect(await says('snooze --until 3d')).toMatch(
    /snoozed already, until .*, by ann\. To change that, end the snooze/,
  )
  const [first] = JSON.parse(await list(' --snoozed --owner ben --format json')).discrepancies
  expect(first).toMatchObject({
    number: 1,
    status: 'new',
    owner: 'ben',
    snoozedUntil: `${until.slice(0, 10)}T07:00:00.000Z`,
    flapping: false,
  })
  expect(await list()).toMatch(/#1 .* new, snoozed +ben +1x/)
  expect(JSON.parse(await list(' --owner nobody --format json')).discrepancies).toMatchObject([{ number: 2 }])
  expect(await says('undo')).toMatch(/^the last change of #1 is undone: #1 is now new, by a run at/)
  expect(await says('unsnooze')).toMatch(
    /^2: counterfoil: #1 is not snoozed\. Last: ann undid the last change/,
  )
  expect(await says('snooze --until change')).toBe('#1 is now snoozed until its values change, by ann')
  expect(await says('unsnooze')).toBe('#1 is not snoozed any more')
  expect(await says('note --note asked')).toBe('#1 has the note; it is new')
  expect(await says('acknowledge')).toMatch(/^#1 is now acknowledged, by ann/)
  expect(await says('unacknowledge')).toMatch(/^#1 is now new, by ann/)
  expect(await says('assign --to nobody')).toBe('#1 now belongs to nobody')
  expect(await says('resolve --reason expected')).toMatch(/^#1 is now resolved, by ann at .*Z$/)
  expect(await says('snooze --until 3d')).toMatch(/^2: counterfoil: #1 is already resolved, by ann/)
  expect(await says('reopen')).toMatch(/^#1 is now new, by ann/)
  expect(await says('reopen')).toMatch(/^2: counterfoil: #1 is open \(new\), so there is nothing to reopen\./)
})

test('triage resolve looks at the sides first, and says whether they agree', async () => {
  const { triage, says, billingSays, loseBilling, list } = await aTracker('proof')
  await billingSays('12')
  const differs = await triage('resolve --reason fixed')
  expect({ ...differs, stdout: differs.stdout.split('\n').slice(0, 3) }).toEqual({
    status: 1,
    stderr: '',
    stdout: [
      '#1 still differs, so it is not resolved:',
      '  before: crm 10, billing 11',
      '  now:    crm 10, billing 12',
    ],
  })
  const json = await triage('resolve --reason fixed --format json')
  expect(json.status).toBe(1)
  expect(JSON.parse(json.stdout).discrepancies).toMatchObject([{ number: 1, status: 'new' }])
  expect(await says('resolve --reason fixed --anyway')).toMatch(
    /^#1 is now resolved, by ann at .*; not verified: the sides still differed$/,
  )
  await says('reopen')
  await billingSays('10.0')
  expect(await says('resolve --reason other --note mine')).toMatch(
    /^#1 is now resolved, by ann at .*; verified: the sides agreed$/,
  )
  const [resolved] = JSON.parse(await list(' --status resolved --format json')).discrepancies
  expect(resolved.resolution).toMatchObject({ reason: 'other', note: 'mine', check: { word: 'agreed' } })
  await says('reopen')
  await billingSays('12')
  expect(await says('resolve --note done')).toMatch(
    /^#1 is now resolved, by ann at .*; not verified: the sides still differed$/,
  )
  const [unasked] = JSON.parse(await list(' --status resolved --format json')).discrepancies
  expect(unasked.resolution).toMatchObject({ reason: 'other', note: 'done' })
  await says('reopen')
  await loseBilling()
  expect(await says('resolve --reason fixed')).toMatch(
    /^#1 is now resolved, by ann at .*; not verified: .*billing\.csv/,
  )
})

test('triage refuses what does not fit with the value and the remedy, before it opens anything', async () => {
  const cwd = await makeFolder()
  const refusals: readonly (readonly [string, string])[] = [
    ['assign', 'assign needs --to: write a name or a Slack user id, or --to nobody'],
    ['snooze', 'snooze needs --until: write a time like'],
    ['note', 'note needs --note'],
    ['resolve --reason other', '--reason other needs --note'],
    ['acknowledge --anyway', '--anyway is only for resolve'],
    ['acknowledge --by=', '--by is empty: write who does it'],
    ['acknowledge --to ben', '--to "ben" is only for assign and escalate'],
    ['acknowledge --until 3d', '--until "3d" is only for snooze'],
    ['snooze --until soon', '"soon" is no end of a snooze: write a time like 2026-12-01T09:00'],
    ['snooze --until 2026-02-30T09:00', '"2026-02-30T09:00" is no end of a snooze'],
    ['snooze --until 2001-01-01', '"2001-01-01" is over already'],
    ['snooze --until 0d', '"0d" is over already'],
    ['snooze --until 999999w', '"999999w" is more than a year away'],
  ]
  for (const [line, sentence] of refusals) {
    const words = ['triage', '1', ...line.split(' '), ...(line.includes('--by') ? [] : ['--by', 'ann'])]
    const { status, stdout, stderr } = await runCounterfoil(words, { cwd })
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(/^counterfoil: [^\n]+\n$/)
    expect(stderr).toContain(sentence)
  }
})
