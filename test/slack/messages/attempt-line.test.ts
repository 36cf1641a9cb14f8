import { expect, test } from 'vitest'
import { attemptLine } from '../../../src/slack/messages/attempt-line.ts'
import { sampleAttempt, withRemedies } from '../remedy-samples.ts'
import { AT, sampleDiscrepancy } from '../samples.ts'

const after = (ms: number) => new Date(AT.getTime() + ms)

test('what came back after its fix is another mistake: nothing is said to agree, and there is no undo', () => {
  const attempt = sampleAttempt({ state: 'verified', endedAt: AT })
  const line = (reopenedAt: Date | null, more = {}) =>
    JSON.stringify(attemptLine({ ...attempt, ...more }, sampleDiscrepancy({ reopenedAt }), withRemedies()))
  expect(line(null)).toContain('all sides agree')
  expect(line(after(-1))).toContain('all sides agree')
  expect(line(after(-1))).toContain('discrepancy.undo-fix')
  expect(line(after(1))).toContain('verified then, and it came back since')
  expect(line(after(1))).not.toContain('discrepancy.undo-fix')
  // Taking a fix back opens it again.
  expect(line(after(1), { undoes: 'a0', state: 'applied' })).toContain('what was there before is back')
  expect(line(after(1), { state: 'unverified' })).toContain('discrepancy.undo-fix')
})
