import type { KnownBlock } from '@slack/types'
import { expect, test } from 'vitest'
import type { Telling } from '../../../src/domain/route.ts'
import { historyModal } from '../../../src/slack/messages/history-modal.ts'
import { runAnswer } from '../../../src/slack/messages/run-answer.ts'
import { readBlocks } from '../read-blocks.ts'
import { sampleDiscrepancy, sampleReconciliation, sampleSummary } from '../samples.ts'

const routes = [{ when: {}, to: { tells: 'digest' } }] as const
const told = (tells: readonly Telling[]) =>
  tells.map((route, index) => sampleDiscrepancy({ number: index + 1, route }))

function routedLines(tells: readonly Telling[], { rules = true, opened = tells.length } = {}): string[] {
  const { blocks } = runAnswer({
    reconciliation: sampleReconciliation(rules ? { routes } : {}),
    scope: { kind: 'everything' },
    summary: sampleSummary(),
    changes: { opened, seenAgain: 0, reopened: 0, resolved: 0 },
    discrepancies: told(tells),
  })
  return readBlocks(blocks).filter((line) => line.includes('By the rules'))
}

test('runAnswer() counts where what is open goes, where rules decide and all of it is known', () => {
  expect(routedLines(['log', 'alert', 'log'])).toEqual(['By the rules: 1 told at once, 2 recorded only'])
  expect(routedLines(['digest'])).toEqual(['By the rules: 1 in the digest'])
  expect(routedLines(['log'], { rules: false })).toEqual([])
  expect(routedLines(['log'], { opened: 500 })).toEqual([])
  expect(routedLines([])).toEqual([])
})

test('historyModal() says where a rule has it go, and nothing where its severity decides', () => {
  const linesOf = (route?: Telling) => {
    const discrepancy = sampleDiscrepancy(route ? { route } : {})
    const view = {
      discrepancy,
      reconciliation: sampleReconciliation(),
      entries: [],
      place: null,
      hasOlder: false,
    }
    return readBlocks(historyModal(view).blocks as KnownBlock[]).filter((line) => line.includes('rule'))
  }
  expect(linesOf('log')).toEqual(['By a rule of its reconciliation: recorded only'])
  expect(linesOf()).toEqual([])
})
