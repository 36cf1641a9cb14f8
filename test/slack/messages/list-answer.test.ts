import { describe, expect, test } from 'vitest'
import { listAnswer } from '../../../src/slack/messages/list-answer.ts'
import { readListPage, writeListPage } from '../../../src/slack/messages/list-page.ts'
import { readBlocks } from '../read-blocks.ts'
import { sampleDiscrepancy, sampleReconciliation } from '../samples.ts'

const reconciliation = sampleReconciliation()

describe('a list', () => {
  const rows = Array.from({ length: 10 }, (_, index) => ({
    discrepancy: sampleDiscrepancy({ number: index + 11 }),
    reconciliation,
  }))
  const page = { reconciliation: 'customers', severities: ['high'] as const, from: null }

  test('says which part it shows and leads to the next and the previous page', () => {
    const found = readBlocks(listAnswer({ rows, total: 25, passed: 10, page, title: 'Customers' }).blocks)
    expect(found[0]).toBe('*High open discrepancies in Customers*  ·  shows 11-20 of 25')
    expect(found).toContain('[Previous 10] [Next 5]')
  })

  test('turns at the first and the last that it shows', () => {
    const { blocks } = listAnswer({ rows, total: 25, passed: 10, page, title: 'Customers' })
    const values = JSON.stringify(blocks).match(/(?<="value":")[<>][^"]*/g)
    expect(values).toEqual(['<h11;high;customers', '>h20;high;customers'])
  })

  test('has no paging when all fits', () => {
    const found = readBlocks(listAnswer({ rows, total: 10, passed: 0, page, title: null }).blocks)
    expect(found.join()).not.toMatch(/\[(Next|Previous)/)
  })

  test('without any says none', () => {
    const view = { rows: [], total: 0, passed: 0, page, title: 'Customers' }
    expect(listAnswer(view).text).toBe('High open discrepancies in Customers: none')
  })

  test.each([
    [['mine'], [], 'Open discrepancies assigned to you in Customers'],
    [['unassigned', 'snoozed'], ['high'], 'High unassigned snoozed open discrepancies in Customers'],
    [['acknowledged', 'escalated'], [], 'Acknowledged and escalated discrepancies in Customers'],
  ] as const)('of %j %j says so', (marks, severities, what) => {
    const view = { rows: [], total: 0, passed: 0, page: { ...page, severities, marks }, title: 'Customers' }
    expect(listAnswer(view).text).toBe(`${what}: none`)
  })

  test('of a reconciliation that the config lost says so, whether something is open or not', () => {
    const view = { rows, total: 10, passed: 0, page, title: 'old', isGone: true }
    const some = readBlocks(listAnswer(view).blocks)
    expect(some[1]).toContain('*no longer in the config*: no run looks at these')
    const none = readBlocks(listAnswer({ ...view, rows: [], total: 0 }).blocks)
    expect(none).toEqual(['✅ *High open discrepancies in old:* none.', '⚠️ It is *no longer in the config*.'])
  })

  const before = { side: 'before', place: { severity: 'medium', number: 9_007_199_254_740 } } as const

  test.each([
    ['everything', { reconciliation: null, severities: [], from: null }],
    [
      'somebody',
      {
        reconciliation: 'mine',
        severities: ['low'] as const,
        marks: ['mine', 'snoozed', 'new'] as const,
        from: before,
      },
    ],
    [
      'a page of a name with signs',
      { reconciliation: 'a;b:c\nd', severities: ['high', 'low'] as const, from: before },
    ],
  ])('page of %s is read back as it was written', (_, expected) => {
    expect(readListPage(writeListPage(expected))).toEqual(expected)
  })

  test.each(['', 'nonsense', '-1;;', '1e9;high;x', '>h-1;;x', '>h1234567890123456;;'])(
    'page of %j is the first one',
    (text) => {
      expect(readListPage(text)).toEqual({ reconciliation: null, severities: [], from: null })
    },
  )

  test('button of an older version leads to the first page of its list', () => {
    const expected = { reconciliation: 'customers', severities: ['high'], from: null }
    expect(readListPage('20;high;customers')).toEqual(expected)
  })
})
