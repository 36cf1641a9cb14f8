import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hiddenDifference } from '../../../src/slack/messages/hidden-difference.ts'

test.each([
  ['ada@example.com', 'ada@example.org', 'in the domain only, after the @'],
  ['ada@example.com', 'a.lovelace@example.com', 'before the @ only'],
  ['ada@example.com', 'grace@other.org', 'before and after the @'],
  ['ADA@example.com', ' ada@example.org', 'in the domain only, after the @'],
  ['Ada', 'ada', 'in capital and small letters only'],
  ['Ada Lovelace', 'AdaLovelace ', 'in spaces only'],
  ['Ada Lovelace', 'adalovelace', 'in spaces and capital letters only'],
  ['José', 'Jose', 'in accents only'],
  ['+49 30 901820', '+49-30-901820', 'in punctuation or formatting only'],
  // Nothing may be said: a beginning, a length, a place.
  ['Northwind Traders', 'Northwind', null],
  ['1234', '1235', null],
  ['50000', '500000', null],
  ['a@b', 'a', null],
  ['--', '+', null],
])('%s and %s differ: %s', (one, other, expected) => {
  expect(hiddenDifference(one, other)).toBe(expected)
  expect(hiddenDifference(other, one)).toBe(expected)
})

test('of texts without an @ it says nothing that depends on a part of them alone', () => {
  const text = fc.stringMatching(/^[a-z0-9]{1,12}$/)
  fc.assert(
    fc.property(text, text, (one, other) => {
      fc.pre(one !== other)
      expect(hiddenDifference(one, other)).toBeNull()
    }),
  )
})
