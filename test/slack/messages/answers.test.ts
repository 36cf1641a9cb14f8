import { describe, expect, test } from 'vitest'
import { CounterfoilError } from '../../../src/domain/errors.ts'
import { discrepancyNote } from '../../../src/slack/messages/discrepancy-note.ts'
import { listAnswer } from '../../../src/slack/messages/list-answer.ts'
import { problemAnswer } from '../../../src/slack/messages/problem-answer.ts'
import { refusal } from '../../../src/slack/messages/refusal.ts'
import { statusAnswer } from '../../../src/slack/messages/status-answer.ts'
import { readBlocks } from '../read-blocks.ts'
import { AT, STATES, sampleDiscrepancy, sampleMismatch, sampleReconciliation, sampleRun } from '../samples.ts'

const reconciliation = sampleReconciliation()
const ADA = { kind: 'person', id: 'U012ADA', surface: 'slack' } as const

describe('the status', () => {
  test('tells each reconciliation its last run, what is open, the next run, and what Slack refused', () => {
    const run = sampleRun({ state: 'failed', error: 'billing: connection refused', summary: null })
    const message = statusAnswer({
      reconciliations: [
        {
          reconciliation,
          lastRun: run,
          running: null,
          open: { high: 2, medium: 0, low: 1 },
          nextRuns: [{ startsAt: AT, changedOnly: false }],
        },
      ],
      failedDeliveries: [
        { about: { kind: 'discrepancy', number: 12 }, channel: '#ops', error: 'is_archived: unarchive it' },
        { about: { kind: 'digest', id: '#ops:2026-11-01' }, channel: '#ops', error: null },
      ],
      waitingDeliveries: [
        { about: { kind: 'note', number: 7, event: 'escalated', version: 2 }, channel: 'C1', error: '503' },
      ],
    })
    expect(message.text).toBe('Status: 1 reconciliation, 3 open, 3 delivery problems')
    expect(readBlocks(message.blocks).map((line) => line.replace(/<!date[^>]*>/g, 'WHEN'))).toEqual([
      '*Status*  ·  1 reconciliation  ·  *3* open',
      '*Customers*  `customers`',
      '❌ Last run *failed* WHEN, took less than 1 s: billing: connection refused',
      'Open: 🔺 High *2*, 🔹 Low *1*  ·  next run WHEN',
      '⚠️ *2 messages could not be delivered*',
      '• card #12 in #ops: is_archived: unarchive it',
      '• digest in #ops: unknown',
      'When the cause is mended:',
      '[Try again (2)]',
      '⏳ *1 message late*, tried again without your doing',
      '• note below card #7 (escalated) in C1: 503',
    ])
  })

  test('says up to when what changed is verified, or that it is not yet', () => {
    const health = {
      reconciliation,
      lastRun: sampleRun({
        scope: { kind: 'changed', since: { crm: '2026-11-01T09:00:00.000Z' }, keys: 3, rows: { crm: 1200 } },
      }),
      running: null,
      open: { high: 0, medium: 0, low: 0 },
      nextRuns: [],
    }
    const read = (verified: { through: Date | null; lastFullRunAt: Date | null }) =>
      readBlocks(
        statusAnswer({ reconciliations: [{ ...health, verified }], failedDeliveries: [] }).blocks,
      ).map((line) => line.replace(/<!date[^>]*>/g, 'WHEN'))
    expect(read({ through: AT, lastFullRunAt: AT })).toContain('Verified through WHEN  ·  last full run WHEN')
    const none = read({ through: null, lastFullRunAt: null })
    expect(none).toContain('Verified through *not yet*  ·  no full run yet')
    expect(none.join()).toContain('over changes since 2026-11-01 09:00:00Z, 3 keys of 1,200 rows')
    expect(read({ through: AT, lastFullRunAt: null }).join()).toContain('WHEN  ·  no full run yet')
  })

  test('says that a reconciliation has not run yet', () => {
    const never = {
      reconciliation,
      lastRun: null,
      running: null,
      open: { high: 0, medium: 0, low: 0 },
      nextRuns: [],
    }
    const found = readBlocks(statusAnswer({ reconciliations: [never], failedDeliveries: [] }).blocks)
    expect(found).toContain('Has not run yet')
    expect(found).toContain('✅ Nothing open  ·  no schedule')
    const told = {
      ...never,
      reconciliation: { ...reconciliation, schedule: null, expectWithinSeconds: 15 },
    }
    const toldFound = readBlocks(statusAnswer({ reconciliations: [told], failedDeliveries: [] }).blocks)
    expect(toldFound).toContain('Compared record by record, as events come in')
  })

  test('does not name the keys that somebody checked', () => {
    const run = sampleRun({ scope: { kind: 'keys', keys: [{ id: 'secret' }] } })
    const health = {
      reconciliation,
      lastRun: run,
      running: null,
      open: { high: 0, medium: 0, low: 0 },
      nextRuns: [],
    }
    const message = statusAnswer({ reconciliations: [health], failedDeliveries: [] })
    expect(JSON.stringify(message)).not.toContain('secret')
  })
})

describe('a note in the thread', () => {
  const view = {
    discrepancy: sampleDiscrepancy({ timesReopened: 4 }),
    reconciliation,
    actor: ADA,
    at: AT,
    note: null,
  }

  test.each([
    ['@oncall', '📣 @oncall: #12 was escalated by <@U012ADA>.'],
    ['<!subteam^S012|data>', '📣 <!subteam^S012>: #12 was escalated by <@U012ADA>.'],
    ['U0BOB', '📣 <@U0BOB>: #12 was escalated by <@U012ADA>.'],
    ['@here', '📣 <!here>: #12 was escalated by <@U012ADA>.'],
    ['<https://evil|x>', '📣 &lt;https://evil|x&gt;: #12 was escalated by <@U012ADA>.'],
    [null, '📣 #12 was escalated by <@U012ADA>.'],
  ])('of an escalation to %s', (escalateTo, expected) => {
    const definition = sampleReconciliation({ triage: { escalateTo } })
    const message = discrepancyNote({ ...view, reconciliation: definition, event: 'escalated' })
    expect(readBlocks(message.blocks)[0]).toBe(expected)
  })

  const run = { kind: 'run', id: 'r1', surface: 'run' } as const
  test.each([
    ['stable', {}, 'has not come back for 24 hours. What happens to it is told here again.'],
    ['changed', {}, '✏️ The values of #12 changed, DATE.'],
    ['acknowledged', { note: 'mine' }, '👀 #12 was acknowledged by <@U012ADA>.\n“mine”'],
    ['unacknowledged', {}, '<@U012ADA> took back the acknowledgement of #12.'],
    ['taken-up', {}, '↩️ #12 was reopened by <@U012ADA>.'],
    ['snoozed', { details: { until: null } }, '💤 #12 was snoozed until its values change by <@U012ADA>.'],
    ['unsnoozed', {}, '💤 The snooze of #12 was ended by <@U012ADA>.'],
    ['resolved', { reason: 'expected' }, '✅ #12 was resolved by <@U012ADA>: expected difference.'],
    ['resolved', { actor: run, reason: 'agrees' }, '✅ #12 was resolved by itself: the sides agree again.'],
    ['woke', {}, '⏰ The snooze of #12 is over: it is still open.'],
    ['woke', { actor: run }, '⏰ A value of #12 changed while it was snoozed, DATE: the snooze is over.'],
    ['assigned', { details: { owner: 'U0BOB' } }, '👤 #12 was assigned to <@U0BOB> by <@U012ADA>.'],
    ['assigned', { details: { owner: null } }, '👤 #12 belongs to nobody any more, says <@U012ADA>.'],
    ['noted', { note: 'see <!here>' }, '💬 <@U012ADA> on #12:\n“see &lt;!here&gt;”'],
    ['undone', {}, '↩️ <@U012ADA> undid the last change of #12: it is new again.'],
    [
      'flapping',
      { resolvedAt: new Date(AT.getTime() - 3 * 60 * 60_000) },
      '🔁 #12 came back DATE after 3 h, for the 4th time: the third time within 24 hours.\nNothing more is said here',
    ],
  ] as const)('of what is %s', (event, more, expected) => {
    const { text } = discrepancyNote({ ...view, event, ...more })
    expect(text.replace(/<!date[^>]*>/g, 'DATE')).toContain(expected)
  })

  test('of a return says how long it had been resolved', () => {
    const resolvedAt = new Date(AT.getTime() - 3 * 24 * 60 * 60_000)
    const { text } = discrepancyNote({ ...view, event: 'reopened', resolvedAt })
    expect(text).toMatch(/^🔁 #12 came back <!date[^>]*> after 3 d, for the 4th time\.\n/)
  })

  test('of a return counts how often', () => {
    const message = discrepancyNote({ ...view, event: 'reopened' })
    expect(message.text).toMatch(/^🔁 #12 came back <!date.*>, for the 4th time\./)
  })
})

test.each([
  ['acknowledged', '<@U012ADA> already acknowledged #12 5 minutes ago.'],
  ['escalated', '<@U012ADA> already escalated #12 5 minutes ago.'],
  ['resolved by a person', '<@U012ADA> already resolved #12 5 minutes ago.'],
  ['resolved by a run', '#12 was resolved by itself 5 minutes ago: the sides agree again.'],
])('a late click on one that is %s is told who was first', (state, expected) => {
  expect(
    refusal(
      { refused: 'already', discrepancy: STATES[state]!, last: null },
      new Date(AT.getTime() + 5 * 60_000),
    ).text,
  ).toBe(expected)
})

describe('a problem', () => {
  test('meant for people shows its sentence', () => {
    expect(problemAnswer(new CounterfoilError('not-found', 'There is no "x"'), 'ab12').text).toBe(
      'There is no "x"',
    )
  })

  test('of ours shows a reference and nothing of what it says', () => {
    const message = problemAnswer(new Error('password=hunter2'), 'ab12')
    expect(message.text).toContain('ab12')
    expect(JSON.stringify(message)).not.toContain('hunter2')
  })
})

test('the finding of a masked field in a list row shows no value', () => {
  const finding = sampleMismatch({ field: 'email', values: { crm: 'a@x.org', billing: 'b@x.org' } })
  const rows = [{ discrepancy: sampleDiscrepancy({ finding }), reconciliation }]
  const page = { reconciliation: null, severities: [], from: null }
  expect(JSON.stringify(listAnswer({ rows, total: 1, passed: 0, page, title: null }))).not.toContain('x.org')
})
