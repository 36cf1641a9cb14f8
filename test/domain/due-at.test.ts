import { expect, test } from 'vitest'
import { dueAt } from '../../src/domain/due-at.ts'
import { AT, sampleDiscrepancy } from '../slack/samples.ts'

const RULES = { escalateTo: null, withinSeconds: { high: 4 * 3_600 } }
const later = (hours: number) => new Date(AT.getTime() + hours * 3_600_000)

test('something is due so long after it was found, or came back last', () => {
  const found = sampleDiscrepancy({ firstSeenAt: AT, reopenedAt: null })
  expect(dueAt(found, RULES)).toEqual(later(4))
  expect(dueAt({ ...found, reopenedAt: later(48) }, RULES)).toEqual(later(52))
})

test('what is resolved, or of a severity without a rule, is never due', () => {
  const found = sampleDiscrepancy({ firstSeenAt: AT })
  expect(dueAt({ ...found, status: 'resolved' }, RULES)).toBeNull()
  expect(dueAt(found, { ...RULES, withinSeconds: { medium: 60 } })).toBeNull()
  expect(dueAt(found, { escalateTo: null })).toBeNull()
})
