import { expect, test } from 'vitest'
import { gatherWaits } from '../../src/domain/source-wait.ts'

test('a source that two sides wait for is one wait, the longer one, until both are over', () => {
  let nowMs = 1_000
  const waits = gatherWaits(() => nowMs)
  const endFirst = waits.tell('crm')
  nowMs = 3_000
  const endSecond = waits.tell('crm')
  const endOther = waits.tell('billing')
  nowMs = 4_000
  expect(waits.list()).toEqual([
    { source: 'crm', seconds: 3 },
    { source: 'billing', seconds: 1 },
  ])
  endFirst()
  endOther()
  expect(waits.list()).toEqual([{ source: 'crm', seconds: 1 }])
  endSecond()
  expect(waits.list()).toEqual([])
})
