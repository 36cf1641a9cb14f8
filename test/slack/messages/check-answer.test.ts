import { describe, expect, test } from 'vitest'
import { checkBlocks, wordProblems } from '../../../src/playground/blocks/check-blocks.ts'
import { checkAnswer } from '../../../src/slack/messages/check-answer.ts'
import type { CheckedRecord } from '../../../src/slack/messages/checked-record.ts'
import { readBlocks } from '../read-blocks.ts'
import { sampleDiscrepancy, sampleMismatch, sampleReconciliation, sampleSummary } from '../samples.ts'

const reconciliation = sampleReconciliation()
const NOTHING = { opened: 0, seenAgain: 0, reopened: 0, resolved: 0 }
const CLEAN = { matched: 835, agreeing: 835, missing: 0, mismatch: 0, duplicate: 0, invalid: 0, drift: 0 }

describe('the answer to a check of one record', () => {
  const record: CheckedRecord = {
    key: { id: '1042' },
    presentOn: ['crm', 'billing'],
    missingFrom: ['mailer'],
    fields: [
      { name: 'plan', values: { crm: 'pro', billing: 'PRO' }, verdict: 'normalised' },
      { name: 'email', values: { crm: 'a@x.org', billing: 'b@x.org' }, verdict: 'differs' },
      { name: 'balance', values: { crm: '42.50', billing: null }, verdict: 'differs' },
    ],
    findings: [
      {
        kind: 'missing',
        key: { id: '1042' },
        severity: 'high',
        presentOn: ['crm', 'billing'],
        missingFrom: ['mailer'],
      },
    ],
  }
  const view = {
    reconciliation,
    scope: { kind: 'keys', keys: [{ id: '1042' }] } as const,
    summary: sampleSummary(),
    changes: NOTHING,
    discrepancies: [sampleDiscrepancy()],
    records: [record],
  }

  test.each([
    [20, null],
    [60, 'and 40 more'],
    [300, 'and 280 more'],
  ])('T4: of %i fields that differ shows twenty in one table, and offers the others', (count, more) => {
    const fields = Array.from({ length: count }, (_, at) => ({
      name: `f${at}`,
      values: { crm: `${at}`, billing: `${at}!` },
      verdict: 'differs' as const,
    }))
    const { text, blocks } = checkAnswer({
      ...view,
      records: [{ ...record, missingFrom: [], findings: [], fields }],
      runId: 'r1',
    })
    expect(wordProblems(checkBlocks(blocks, 'message'))).toEqual([])
    expect(text).toContain(`${count} of ${count} fields do not agree`)
    const lines = readBlocks(blocks)
    expect(lines.filter((line) => /^f\d+ \| ✗ differs/.test(line))).toHaveLength(20)
    expect(lines.find((line) => line.startsWith('and ')) ?? null).toEqual(
      more && expect.stringContaining(more),
    )
    expect(lines.includes(`[All ${count} fields]`)).toBe(more !== null)
  })

  test('never says that all agree when a field could not be compared', () => {
    const agreeing: CheckedRecord = {
      ...record,
      missingFrom: [],
      findings: [],
      fields: [{ name: 'plan', values: { crm: 'pro', billing: 'pro' }, verdict: 'equal' }],
    }
    const summary = sampleSummary({ ...CLEAN, schema: 1 })
    const answer = checkAnswer({ ...view, summary, records: [agreeing], discrepancies: [] })
    expect(readBlocks(answer.blocks).slice(0, 3)).toEqual([
      '*Customers*  ·  id `1042`',
      '❗ *1 field could be compared and agree*',
      '• 1 field could not be compared',
    ])
    const whole = checkAnswer({ ...view, scope: { kind: 'everything' }, summary, discrepancies: [] })
    expect(readBlocks(whole.blocks).join('\n')).toContain('❗ *1 field* not compared')
    expect(readBlocks(whole.blocks).join('\n')).not.toContain('✅')
  })

  test('of a run that its budget stopped says where, and never that all records agree', () => {
    const part = {
      after: null,
      upTo: { id: '1042' },
      stoppedBy: 'time',
      keyOrder: ['integer'],
      configHash: 'abc',
      findingsSoFar: 0,
    } as const
    const partial = checkAnswer({
      ...view,
      reconciliation: { ...view.reconciliation, budget: { timeSeconds: 600 } },
      scope: { kind: 'everything' },
      summary: sampleSummary(CLEAN),
      discrepancies: [],
      part,
    })
    const shown = readBlocks(partial.blocks).join('\n')
    expect(shown).toContain('*Partial*: stopped after 10 min at key 1042; the next run goes on from there')
    expect(shown).not.toMatch(/✅ All|one record agrees/)
  })

  test('shows every field side by side, what differs first, sensitive values masked', () => {
    expect(readBlocks(checkAnswer(view).blocks).slice(0, 7)).toEqual([
      '*Customers*  ·  id `1042`',
      '❗ *not on every side*',
      '• missing from mailer',
      'Field | Verdict | crm | billing | mailer',
      'email | ✗ differs | •••• A | •••• B | no record',
      'balance | ✗ differs | 42.50 | nothing (null) | no record',
      'plan | ✓ equal after normalising | pro | PRO | no record',
    ])
  })

  test('offers the buttons of what it found', () => {
    expect(readBlocks(checkAnswer(view).blocks).at(-1)).toBe('[Acknowledge] [Resolve] [Escalate]')
  })

  test('says that all agrees', () => {
    const fields = [
      { name: 'plan', values: { crm: 'pro', billing: 'pro', mailer: 'pro' }, verdict: 'equal' as const },
    ]
    const agreeing = { ...record, missingFrom: [], findings: [], fields }
    const message = checkAnswer({ ...view, records: [agreeing], discrepancies: [] })
    expect(message.text).toBe('Customers, id 1042: its one field agrees')
  })

  test('says that no side has it', () => {
    const message = checkAnswer({ ...view, records: [], discrepancies: [] })
    expect(message.text).toBe('Customers: no side has a record with id 1042')
  })
})

describe('the answer to a run or a check of days', () => {
  const view = {
    reconciliation,
    scope: { kind: 'dates', from: '2026-11-01', to: '2026-11-02' } as const,
    summary: sampleSummary(),
    changes: { opened: 1, seenAgain: 2, reopened: 0, resolved: 4 },
    discrepancies: [sampleDiscrepancy()],
    records: [],
  }

  test('counts what was found and what changed', () => {
    expect(readBlocks(checkAnswer(view).blocks).slice(0, 5)).toEqual([
      '*Customers, 2026-11-01..2026-11-02*',
      '820 of 835 matched records agree.',
      '❗ *12 records* missing, *14 values* differ, *1 key* more than once, *2 values* not valid',
      'crm 847 rows, billing 839 rows  ·  15 values equal after normalising  ·  5 values within tolerance',
      'Discrepancies: 1 new, 2 known already, 4 resolved',
    ])
  })

  test('does not show as found in these days what is open from other days', () => {
    const here = sampleDiscrepancy({ number: 12 })
    const other = sampleDiscrepancy({ number: 13, finding: sampleMismatch({ key: { id: '7' } }) })
    const message = checkAnswer({ ...view, discrepancies: [other, here], findings: [here.finding] })
    const shown = readBlocks(message.blocks).join('\n')
    expect(shown).toContain('known already, 4 resolved  ·  1 of them open from other days')
    expect(shown).toContain('*#12*')
    expect(shown).not.toContain('#13')
  })

  test('says so with the row counts when all agrees', () => {
    const message = checkAnswer({
      ...view,
      summary: sampleSummary(CLEAN),
      changes: NOTHING,
      discrepancies: [],
    })
    expect(readBlocks(message.blocks)).toEqual([
      '*Customers, 2026-11-01..2026-11-02*',
      '✅ All 835 records agree.',
      'crm 847 rows, billing 839 rows  ·  15 values equal after normalising',
      'Nothing new to remember',
    ])
  })

  test('says that there is nothing to compare', () => {
    const summary = sampleSummary({ ...CLEAN, matched: 0, agreeing: 0 })
    expect(checkAnswer({ ...view, summary, discrepancies: [] }).text).toContain(
      'There is nothing here to compare',
    )
  })
})
