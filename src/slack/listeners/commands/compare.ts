import type { ReadProgress } from '../../../domain/read-progress.ts'
import type { Reconciliation } from '../../../domain/reconciliation.ts'
import type { Scope } from '../../../domain/scope.ts'
import { gatherWaits } from '../../../domain/source-wait.ts'
import { findReconciliation } from '../../../operations/find-reconciliation.ts'
import { joinOrRun } from '../../../operations/join-or-run.ts'
import { findPause } from '../../../operations/pause-schedule.ts'
import type { RunOutcome } from '../../../operations/run-reconciliation.ts'
import type { RunElsewhere } from '../../../operations/wait-for-run-elsewhere.ts'
import { checkAnswer } from '../../messages/check-answer.ts'
import { hasMoreFields } from '../../messages/checked-record.ts'
import { heldRun } from '../../messages/held-run.ts'
import { joinedRun } from '../../messages/joined-run.ts'
import type { Message } from '../../messages/message.ts'
import { ranInPause } from '../../messages/pause-answer.ts'
import { progressAnswer } from '../../messages/progress-answer.ts'
import { runAnswer } from '../../messages/run-answer.ts'
import { keyText } from '../../messages/secrecy.ts'
import { type Audience, reply } from '../reply.ts'
import type { Room } from '../room.ts'
import { keepTelling } from './keep-telling.ts'

/** Compares now, remembers what it finds like any run, and answers with the result. */
export async function compareNow(
  room: Room,
  audience: Audience,
  wanted: { name: string; scope: Scope; deep?: boolean },
): Promise<void> {
  const reconciliation = findReconciliation(room.context.settings, wanted.name)
  const askedAt = room.context.now()
  let reading: ReadProgress | null = null
  let firstRowsAt: number | null = null
  const waits = gatherWaits(() => performance.now())
  const context = { ...room.context, onWait: waits.tell }
  const news = keepTelling(room, () =>
    reply(room, audience, { message: progressAnswer(reconciliation, reading, waits.list()) }),
  )
  try {
    const outcome = await joinOrRun(context, {
      ...wanted,
      trigger: 'slash',
      requestedBy: audience.user,
      onProgress: (rows, expected) => {
        firstRowsAt ??= performance.now()
        reading = { rows, expected, seconds: (performance.now() - firstRowsAt) / 1_000 }
      },
    })
    news.stop()
    const message =
      heldRun({ reconciliation, runs: [outcome.run], accepting: null }) ??
      (outcome.comparison === null
        ? answerFromTracker(reconciliation, outcome)
        : answerOf(room, reconciliation, outcome))
    const told = outcome.joined ? joinedRun(message, outcome.run) : message
    const pause = wanted.scope.kind === 'keys' ? null : await findPause(context, reconciliation.name)
    await reply(room, { ...audience, askedAt }, { message: pause ? ranInPause(told, pause) : told })
  } finally {
    news.stop()
  }
}

function answerOf(room: Room, reconciliation: Reconciliation, outcome: RunOutcome): Message {
  const { comparison, changes, discrepancies, run } = outcome
  const { summary, records, patterns, findings } = comparison
  const [record] = records
  if (record && hasMoreFields(record))
    room.checks.keep(run.id, { name: reconciliation.name, record, at: room.context.now() })
  const view = { reconciliation, scope: run.scope, summary, changes, discrepancies, records }
  return checkAnswer({ ...view, runId: run.id, part: run.part, findings, patterns })
}

/** Another process made the run: what the sides said field by field it alone knew. */
function answerFromTracker(
  reconciliation: Reconciliation,
  { run, changes, discrepancies }: RunElsewhere,
): Message {
  const findings = discrepancies.map(({ finding }) => finding)
  const scope: Scope =
    run.scope.kind === 'keys'
      ? { kind: 'keys', keys: run.scope.keys.map((key) => ({ key: keyText(reconciliation, key) })) }
      : run.scope
  const view = { reconciliation, scope, summary: run.summary!, changes, discrepancies }
  return runAnswer({ ...view, part: run.part, findings, patterns: [] })
}

/** Compares what the schedule compares, or `deep` every record of it. */
export async function runNow(
  room: Room,
  audience: Audience,
  { name, deep }: { readonly name: string; readonly deep: boolean },
): Promise<void> {
  const { schedule } = findReconciliation(room.context.settings, name)
  const kind = schedule?.changedOnly && !deep ? 'changed' : 'everything'
  await compareNow(room, audience, { name, scope: { kind }, deep })
}
