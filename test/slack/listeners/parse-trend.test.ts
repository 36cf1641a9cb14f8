import { expect, test } from 'vitest'
import { parseCommand } from '../../../src/slack/listeners/commands/parse-command.ts'

const NAMES = ['customers', 'payments']
const TREND = { verb: 'trend', name: 'customers', field: null, days: 30 }

test.each([
  ['trend customers', TREND],
  ['Trend CUSTOMERS balance', { ...TREND, field: 'balance' }],
  ['trend customers 8 weeks', { ...TREND, days: 56 }],
  ['trend customers 8w', { ...TREND, days: 56 }],
  ['trend customers balance last 14 days', { ...TREND, field: 'balance', days: 14 }],
  ['trend customers “booked on” 1 week', { ...TREND, field: 'booked on', days: 7 }],
  ['trend customers 20 weeks', { ...TREND, days: 140 }],
  // A field may look like anything but a period.
  ['trend customers line2', { ...TREND, field: 'line2' }],
])('/recon %s', (text, command) => {
  expect(parseCommand(text, NAMES)).toEqual(command)
})

test('of one reconciliation alone the name may be left out', () => {
  expect(parseCommand('trend 2 weeks', ['customers'])).toEqual({ ...TREND, days: 14 })
  expect(parseCommand('trend', ['customers'])).toEqual(TREND)
})

test.each([
  ['trend', 'Say which one: /recon trend customers'],
  ['trend custmers balance', 'There is no "custmers". Did you mean /recon trend customers balance?'],
  [
    'trend customers 1 day',
    'A trend is of 2 days to 20 weeks, not of 1 day. Write it like this: /recon trend customers 8 weeks',
  ],
  ['trend customers 21 weeks', 'A trend is of 2 days to 20 weeks, not of 21 weeks'],
])('/recon %s is answered with a sentence', (text, sentence) => {
  expect(parseCommand(text, NAMES)).toMatchObject({
    verb: 'unclear',
    sentence: expect.stringContaining(sentence),
  })
})
