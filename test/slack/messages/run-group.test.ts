import { describe, expect, test } from 'vitest'
import { checkMessage } from '../../../src/playground/blocks/check-message.ts'
import { runGroup } from '../../../src/slack/messages/run-group.ts'
import { readBlocks } from '../read-blocks.ts'
import { emailStorm, mixedFew, sampleStorm } from '../sample-storm.ts'
import { sampleDiscrepancy, sampleMismatch } from '../samples.ts'

const TABLES = ['table', 'data_table']
const linesOf = (view: Parameters<typeof runGroup>[0]) => readBlocks(runGroup(view).blocks)

describe('the group message of a run', () => {
  test('counts what is open, names the patterns as the command line does, largest first, and offers to resolve each', () => {
    const message = runGroup(sampleStorm('new'))
    expect(message.text).toBe('4,995 more discrepancies in Customers, 4,995 still open')
    const lines = readBlocks(message.blocks)
    expect(lines).toContain('🔍 *3,120*  balance differs: rounding  ·  all open')
    expect(lines).toContain('🔍 *412*  missing from billing  ·  all open')
    expect(lines).toContain('🔍 *247*  plan differs, no one cause  ·  all open')
    expect(lines.slice(lines.indexOf('*And besides*')).at(1)).toBe('• *12*  plan invalid in crm  ·  all open')
    expect(lines).toContain(
      '[Triage 4,995] [Browse] [Resolve 3,120 as rounding (balance)…] [Resolve 1,204 as x100 (balance)…] [Resolve 412 (missing from billing)…]',
    )
    expect(lines).toContain('Number | Key | Field | What differs | Status')
    expect(lines).toContain('#17 | 1042 | balance | crm and mailer 42.50, billing 42.05 | New')
  })

  test('says how far people are, and offers no pattern that is resolved', () => {
    const lines = linesOf(sampleStorm('partly'))
    expect(lines[0]).toContain('*1,465 still open*')
    expect(lines).toContain(
      'New: *812*  ·  👀 Acknowledged: *647*  ·  📣 Escalated: *6*  ·  ✅ Resolved: *3,530*',
    )
    expect(lines).toContain('🔍 *3,120*  balance differs: rounding  ·  ✅ all resolved')
    expect(lines.find((line) => line.startsWith('[Triage'))).toBe(
      '[Triage 1,465] [Browse] [Resolve 1,204 as x100 (balance)…] [Resolve 12 (missing from billing)…] [Resolve 247 (plan differs)…]',
    )
  })

  test('is calm when all is resolved: no table, nothing to triage', () => {
    const message = runGroup(sampleStorm('resolved'))
    expect(message.text).toContain('all resolved')
    expect(message.blocks.filter(({ type }) => TABLES.includes(type))).toEqual([])
    expect(readBlocks(message.blocks)).toContain('[Browse]')
  })

  test('has no pattern where fewer than twenty are alike', () => {
    const lines = linesOf(mixedFew())
    expect(lines).not.toContain('*Patterns*')
    expect(lines.find((line) => line.startsWith('[Triage'))).toMatch(/^\[Triage \d+\] \[Browse\]$/)
  })

  test('shows no sensitive value', () => {
    const text = JSON.stringify(runGroup(emailStorm()))
    expect(text).toContain('crm ••••, billing ••••, mailer nothing (null)')
    expect(text.toLowerCase()).not.toContain('ann@')
  })

  test('falls back to a plain table of fifteen rows', () => {
    const { blocks } = runGroup(sampleStorm('new')).plainer!
    const [found, ...more] = blocks.filter(({ type }) => TABLES.includes(type))
    expect(found).toMatchObject({ type: 'table', rows: { length: 16 } })
    expect(more).toEqual([])
  })
})

describe('T9: a listing of 101 rows', () => {
  test.each([
    ['short values', '42.05'],
    ['values of any length', '4'.repeat(5_000)],
  ])('with %s is one table of even rows that Slack takes', (_, billing) => {
    const finding = sampleMismatch({ values: { crm: '42.50', billing, mailer: '42.50' } })
    const rows = Array.from({ length: 101 }, (_, index) => sampleDiscrepancy({ number: index + 1, finding }))
    const { text, blocks } = runGroup({ ...sampleStorm('new'), rows })
    const [table, ...more] = blocks.filter((block) => block.type === 'table' || block.type === 'data_table')
    expect(more).toEqual([])
    expect(table).toMatchObject({ type: 'data_table', caption: 'The first of 4,995, open ones first' })
    const cells = table!.rows.map((row) => row.map((cell) => ('text' in cell ? (cell.text ?? '') : '')))
    expect(cells.length - 1).toBeLessThanOrEqual(100)
    expect(cells.length).toBeGreaterThan(40)
    expect(cells.flat().join('').length).toBeLessThanOrEqual(10_000)
    expect(new Set(cells.map((row) => row.length))).toEqual(new Set([5]))
    expect(checkMessage({ text, markdown: null, blocks, attachments: null })).toBeNull()
  })
})
