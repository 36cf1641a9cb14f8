import { expect, test } from 'vitest'
import { didYouMean, nearestName } from '../../src/domain/nearest-name.ts'

test('nearestName names the candidate with the fewest edits, whatever the case', () => {
  expect(nearestName('emial', ['name', 'email', 'mail_at'])).toBe('email')
  expect(nearestName('BALANCE', ['balance', 'balances'])).toBe('balance')
  expect(nearestName('id', ['ID', 'io'])).toBe('ID')
})

test('nearestName is null when nothing is close or nothing is there', () => {
  expect(nearestName('phone', ['balance', 'id'])).toBeNull()
  expect(nearestName('phone', [])).toBeNull()
  expect(nearestName('c', ['a', 'b'])).toBeNull()
})

test('didYouMean is empty when there is nothing to suggest', () => {
  expect(didYouMean('emial', ['email'])).toBe(' (did you mean "email"?)')
  expect(didYouMean('zzz', ['email'])).toBe('')
})
