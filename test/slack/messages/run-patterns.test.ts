import { expect, test } from 'vitest'
import { type RunView, runAnswer } from '../../../src/slack/messages/run-answer.ts'
import { readBlocks } from '../read-blocks.ts'
import { sampleReconciliation, sampleSummary } from '../samples.ts'

function linesWith(patterns: RunView['patterns']): string[] {
  const { blocks } = runAnswer({
    reconciliation: sampleReconciliation(),
    scope: { kind: 'everything' },
    summary: sampleSummary(),
    changes: { opened: 0, seenAgain: 0, reopened: 0, resolved: 0 },
    discrepancies: [],
    ...(patterns ? { patterns } : {}),
  })
  return readBlocks(blocks).filter((line) => line.includes('alike'))
}

test('runAnswer() says what many findings have in common, where a cause is known', () => {
  const patterns = [
    { field: 'amount', cause: 'x100', count: 1_067 },
    { field: 'plan', cause: null, count: 40 },
    { field: null, cause: null, count: 30 },
    { field: 'name', cause: 'case', count: 20 },
  ]
  expect(linesWith(patterns)).toEqual([
    '🔍 *1,067 alike*: amount differs. Looks like: one is exactly 100 times the other',
    '🔍 *20 alike*: name differs. Looks like: capital and small letters',
  ])
})

test('runAnswer() says nothing of patterns where there are none, and no more than three', () => {
  expect(linesWith(undefined)).toEqual([])
  expect(linesWith(Array(9).fill({ field: 'amount', cause: 'sign', count: 25 }))).toHaveLength(3)
})
