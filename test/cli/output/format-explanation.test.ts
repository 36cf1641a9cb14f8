import { expect, test } from 'vitest'
import { formatExplanations } from '../../../src/cli/output/format-explanation.ts'
import type { RecordExplanation } from '../../../src/engine/index.ts'

const EXPLANATION: RecordExplanation = {
  key: [{ name: 'id', value: '7', order: 'integer' }],
  presentOn: ['crm', 'billing'],
  missingFrom: [],
  decisions: [{ rule: 7, says: 'present on crm, billing' }],
  fields: [
    {
      name: 'plan',
      type: 'text',
      sides: [
        {
          side: 'crm',
          raw: ' a b\u200b',
          steps: [{ step: 'trim', value: 'a b\u200b' }],
          canonical: { kind: 'value', text: 'a b\u200b' },
          zone: null,
        },
        { side: 'billing', raw: null, steps: [], canonical: { kind: 'null', text: null }, zone: null },
      ],
      pairs: [{ sides: ['crm', 'billing'], by: 'null', result: 'differ', distance: null, limit: null }],
      verdict: 'differs',
      rule: 3,
      reason: 'a null beside a value, and nulls: mismatch',
      likelyCorrect: { side: 'crm', reason: 'crm is trusted for plan' },
      cause: null,
    },
  ],
}

test('formatExplanations() makes blanks and hidden characters visible and names the rules', () => {
  const options = { format: 'table', style: { colour: false } } as const
  expect([...formatExplanations('customers', [EXPLANATION], options)].join('')).toBe(
    [
      'customers 7',
      '  rule 1  id = "7", compared by value, as an integer',
      '  rule 7  present on crm, billing',
      '',
      'plan text',
      '  crm      "␣a␣b\\u{200b}"  trim → "a␣b\\u{200b}"  = "a␣b\\u{200b}"',
      '  billing  null                                  = null',
      '  crm, billing  null beside a value',
      '  differs: a null beside a value, and nulls: mismatch (rule 3)',
      '  likely correct: crm is trusted for plan (rule 12)',
      '',
    ].join('\n'),
  )
})

test('formatExplanations() gives one JSON object', () => {
  const options = { format: 'json', style: { colour: false } } as const
  const text = [...formatExplanations('customers', [EXPLANATION], options)].join('')
  expect(JSON.parse(text)).toEqual({ reconciliation: 'customers', ...EXPLANATION })
})
