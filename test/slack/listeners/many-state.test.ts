import { expect, test } from 'vitest'
import { readManyMetadata, writeManyMetadata } from '../../../src/slack/listeners/views/many-state.ts'
import { MANY_KEPT, MANY_ROWS } from '../../../src/slack/messages/triage-many-rows.ts'

const choice = { runId: 'r'.repeat(36), pattern: 'p'.repeat(8), kind: null, field: null, status: null }

test('writeManyMetadata() keeps within what Slack takes with every tick it can carry and a long name', () => {
  const metadata = {
    choice: {
      ...choice,
      kind: 'duplicate' as const,
      field: 'f'.repeat(150),
      status: 'acknowledged' as const,
    },
    upTo: 999_999_999,
    passed: 9_980,
    // A page of rows may have moved to another since.
    kept: Array.from({ length: MANY_KEPT + MANY_ROWS }, (_, index) => 9_000_000 + index),
    responseUrl: `https://hooks.slack.com/actions/${'x'.repeat(70)}`,
    channel: 'C0123456789',
  }
  const text = writeManyMetadata(metadata)
  expect(text.length).toBeLessThanOrEqual(3_000)
  expect(readManyMetadata(text)).toEqual(metadata)
})

test('readManyMetadata() reads a window that is open since before pages could be turned', () => {
  const before = { choice, upTo: 7, responseUrl: null, channel: null }
  expect(readManyMetadata(JSON.stringify(before))).toEqual({ ...before, passed: 0, kept: [] })
})
