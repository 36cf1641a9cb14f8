import { expect, test } from 'vitest'
import { messageTag } from '../../src/outbox/plan-messages.ts'
import { subjectOfTag } from '../../src/outbox/subject-of-tag.ts'

test('subjectOfTag() reads the tags of what shows how things are, and of nothing else', () => {
  expect(subjectOfTag(messageTag.card(1042))).toEqual({ kind: 'discrepancy', number: 1042 })
  expect(subjectOfTag(messageTag.group('run-1'))).toEqual({ kind: 'run-group', runId: 'run-1' })
  expect(subjectOfTag(messageTag.held('run-1'))).toEqual({ kind: 'held', runId: 'run-1' })
  expect(subjectOfTag(messageTag.failing('run-1'))).toEqual({ kind: 'failing', runId: 'run-1' })
  for (const tag of [messageTag.note(1042, 3), messageTag.digest('d'), 'card:', 'card:x', 'card:1;2', 'odd'])
    expect(subjectOfTag(tag)).toBeNull()
})
