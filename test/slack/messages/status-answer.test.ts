import { expect, test } from 'vitest'
import { statusAnswer } from '../../../src/slack/messages/status-answer.ts'
import { readBlocks } from '../read-blocks.ts'

test('the status says what is left open of a reconciliation that was taken out of the config', () => {
  const left = statusAnswer({
    reconciliations: [],
    elsewhere: [
      { reconciliation: 'invoices', open: 1 },
      { reconciliation: 'orders', open: 12 },
    ],
    failedDeliveries: [],
  })
  expect(left.text).toBe('Status: 0 reconciliations, 13 open, 0 delivery problems')
  expect(readBlocks(left.blocks)).toContain(
    '⚠️ *No longer in the config*, and still open: `invoices` *1*, `orders` *12*',
  )
})
