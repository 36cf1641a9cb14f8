import type { ReadProgress } from '../../../domain/read-progress.ts'
import type { Scope } from '../../../domain/scope.ts'
import { gatherWaits } from '../../../domain/source-wait.ts'
import { findReconciliation } from '../../../operations/find-reconciliation.ts'
import { runReconciliation } from '../../../operations/run-reconciliation.ts'
import { checkAnswer } from '../../messages/check-answer.ts'
import { heldRun } from '../../messages/held-run.ts'
import { progressAnswer } from '../../messages/progress-answer.ts'
import { type Audience, reply } from '../reply.ts'
import type { Room } from '../room.ts'

/**
 * When somebody who waits hears that it still goes on. A command's answers cannot be replaced (Slack adds them), and
 * there are five at most, so a quick comparison says nothing before its result and a long one speaks rarely.
 */
const NEWS_AFTER_MS = [800, 60_000, 600_000]

/** Compares now, remembers what it finds like any run, and answers with the result. */
export async function compareNow(
  room: Room,
  audience: Audience,
  wanted: { name: string; scope: Scope; deep?: boolean },
): Promise<void> {
  const reconciliation = findReconciliation(room.context.settings, wanted.name)
  let reading: ReadProgress | null = null
  let firstRowsAt: number | null = null
  const waits = gatherWaits(() => performance.now())
  const context = { ...room.context, onWait: waits.tell }
  const news = NEWS_AFTER_MS.map((delay) =>
    setTimeout(() => {
      reply(room, audience, { message: progressAnswer(reconciliation, reading, waits.list()) }).catch(() => {
        // The result comes all the same.
      })
    }, delay),
  )
  try {
    const outcome = await runReconciliation(context, {
      ...wanted,
      trigger: 'slash',
      requestedBy: audience.user,
      onProgress: (rows, expected) => {
        firstRowsAt ??= performance.now()
        reading = { rows, expected, seconds: (performance.now() - firstRowsAt) / 1_000 }
      },
    })
    const { comparison, changes, discrepancies, run } = outcome
    const { summary, records, patterns } = comparison
    const view = {
      reconciliation,
      scope: run.scope,
      summary,
      changes,
      discrepancies,
      records,
      part: run.part,
      findings: comparison.findings,
      patterns,
    }
    for (const timer of news) clearTimeout(timer)
    const held = heldRun({ reconciliation, runs: [run], accepting: null })
    await reply(room, audience, { message: held ?? checkAnswer(view) })
  } finally {
    for (const timer of news) clearTimeout(timer)
  }
}
