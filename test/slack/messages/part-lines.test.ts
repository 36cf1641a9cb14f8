import { expect, test } from 'vitest'
import type { PartsBySide } from '../../../src/domain/group-parts.ts'
import type { Reconciliation } from '../../../src/domain/reconciliation.ts'
import { discrepancyCard } from '../../../src/slack/messages/discrepancy-card.ts'
import { readBlocks } from '../read-blocks.ts'
import { sampleDiscrepancy, sampleField, sampleMismatch, sampleReconciliation } from '../samples.ts'

const PARTS: PartsBySide = {
  billing: {
    total: 2,
    shown: [
      { key: 'p4', values: { balance: '60.00' } },
      { key: 'p5', values: { balance: '40.01' } },
    ],
  },
}

function grouped(partsColumn: string, columns: Record<string, string> = {}): Reconciliation {
  const aggregates = { balance: 'sum', email: 'same' } as const
  const sides = sampleReconciliation().sides.map((side) =>
    side.name === 'billing' ? { ...side, columns, groupBy: { aggregates, partsColumn } } : side,
  )
  return sampleReconciliation({ sides })
}

function bullets(parts: PartsBySide, reconciliation: Reconciliation | null): string[] {
  const values = { crm: '100.00', billing: '100.01' }
  const finding = sampleMismatch({ values, likelyCorrect: null, parts })
  const { blocks } = discrepancyCard(sampleDiscrepancy({ finding }), reconciliation)
  return readBlocks(blocks).filter((line) => line.startsWith('•'))
}

test('a card lists the parts of a group', () => {
  expect(bullets(PARTS, grouped('payment_id'))).toContain('• *billing: *2 parts: `p4` 60.00, `p5` 40.01')
})

test('a card of a missing record lists the parts of the group that is there', () => {
  const finding = {
    kind: 'missing',
    key: { id: '7' },
    severity: 'high',
    presentOn: ['billing'],
    missingFrom: ['crm'],
    parts: PARTS,
  } as const
  const { blocks } = discrepancyCard(sampleDiscrepancy({ finding }), grouped('payment_id'))
  expect(readBlocks(blocks)).toContain('• *billing: *2 parts: `p4` 60.00, `p5` 40.01')
})

test('a card of many parts says how many are left out, and a part without a key or a value is named', () => {
  const part = (index: number) => ({ key: String(index), values: { balance: '1' } })
  const shown = [
    { key: null, values: { balance: null } },
    { key: '', values: { balance: '' } },
    ...[1, 2, 3].map(part),
  ]
  expect(bullets({ billing: { total: 1_000_000, shown } }, grouped('payment_id'))).toContain(
    '• *billing: *1,000,000 parts: `nothing (null)` nothing (null), `empty text` empty text, `1` 1, `2` 1, `3` 1 and 999,995 more',
  )
})

test.each<[string, Reconciliation | null, string]>([
  [
    'sensitive amounts',
    { ...grouped('payment_id'), fields: [sampleField('balance', { type: 'decimal', sensitive: true })] },
    '• *billing: *2 parts: `p4` ••••, `p5` ••••',
  ],
  [
    'keys in the column of a sensitive field',
    grouped('mail', { email: 'mail' }),
    '• *billing: *2 parts: `••••` 60.00, `••••` 40.01',
  ],
  ['a reconciliation that is gone', null, '• *billing: *2 parts: `••••` ••••, `••••` ••••'],
])('a card masks the parts of %s', (_, reconciliation, expected) => {
  expect(bullets(PARTS, reconciliation)).toContain(expected)
})

test('a card with twenty long and hostile parts still fits', () => {
  const text = '<!channel>\u202e`*'.repeat(100)
  const shown = Array.from({ length: 20 }, () => ({ key: text, values: { balance: text } }))
  const lines = bullets({ billing: { total: 20, shown } }, grouped('payment_id'))
  expect(lines.at(-1)!.length).toBeLessThan(2_000)
  expect(lines.at(-1)).toContain('<!channel>⟨U+202E⟩`*')
})
