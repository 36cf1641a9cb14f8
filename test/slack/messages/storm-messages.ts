import { STATUSES } from '../../../src/domain/discrepancy.ts'
import type { Finding } from '../../../src/domain/finding.ts'
import { traitsOf } from '../../../src/domain/finding-traits.ts'
import type { NotDoneWord } from '../../../src/domain/many-result.ts'
import type { Reconciliation } from '../../../src/domain/reconciliation.ts'
import { groupNote } from '../../../src/slack/messages/group-note.ts'
import { manyAnswer } from '../../../src/slack/messages/many-answer.ts'
import type { Message } from '../../../src/slack/messages/message.ts'
import { runGroup } from '../../../src/slack/messages/run-group.ts'
import { AT, sampleDiscrepancy, sampleRun } from '../samples.ts'

const WORDS: readonly NotDoneWord[] = ['already', 'conflict', 'differs', 'forbidden', 'failed']

/** What is told of many at once, with this text wherever text of others can stand. */
export function stormsOf(
  text: string,
  { reconciliation, findings }: { reconciliation: Reconciliation; findings: readonly Finding[] },
): Record<string, Message> {
  const counts = Array.from({ length: 500 }, (_, index) => {
    const finding = findings[index % findings.length]!
    return {
      ...traitsOf(finding),
      field: `${text}${index}`,
      severity: finding.severity,
      count: 10_000,
      status: STATUSES[index % 4]!,
    }
  })
  const rows = Array.from({ length: 60 }, (_, index) =>
    sampleDiscrepancy({ number: index + 1, finding: findings[index % findings.length]! }),
  )
  const group = { run: sampleRun(), reconciliation, counts, rows }
  const by = { kind: 'person', id: text, surface: 'cli' } as const
  const notDone = Array.from({ length: 2_000 }, (_, number) => ({
    number,
    word: WORDS[number % WORDS.length]!,
    refusal: { refused: 'already', discrepancy: { ...rows[0]!, statusBy: by }, last: null } as const,
  }))
  const because = Array.from({ length: 10 }, () => text)
  const result = { asked: 4_000, done: [1, 2], notDone, verified: 1, unverified: 1, because, failure: text }
  return {
    'run group': runGroup(group),
    'run group with a plain table': runGroup(group).plainer!,
    'empty run group': runGroup({ ...group, counts: [], rows: [] }),
    'group note': groupNote({ reconciliation, by, count: 137, at: AT.toISOString() }),
    'result of many': manyAnswer({ result, action: 'resolve', reconciliation, now: AT }),
  }
}
