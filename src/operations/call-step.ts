import type { Discrepancy } from '../domain/discrepancy.ts'
import type { EventDetails } from '../domain/discrepancy-event.ts'
import type { LadderCall } from '../domain/ladder.ts'
import type { Told, WantedMessage } from '../domain/outbox.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { planCall } from '../outbox/plan-call.ts'
import { messageTag, planTriageMessages, tagsOfDiscrepancy } from '../outbox/plan-messages.ts'
import { saveTransition } from '../store/discrepancies.ts'
import { listShownTags } from '../store/messages.ts'
import type { Database } from '../store/open-database.ts'
import { enqueue } from '../store/outbox.ts'
import { applyTransition, type PlannedTransition } from '../tracker/apply-transition.ts'
import { noteHappening, TIMER } from '../tracker/note-happening.ts'
import { decideTransition } from '../tracker/transitions.ts'
import type { Context } from './context.ts'
import { editDigests } from './edit-digests.ts'
import { wantIncident } from './want-incident.ts'

/** A step to go, both numbers from 0: whom it calls, and who could not be called before; without `to` nobody could be. */
export type Call = {
  readonly step: number
  readonly round: number
  readonly unreached?: { readonly insteadOf: string; readonly because: string }
} & ({ readonly kind: LadderCall['kind']; readonly to: string; readonly people: readonly string[] } | object)

interface Step {
  /** As it is while it is locked. */
  readonly discrepancy: Discrepancy
  readonly reconciliation: Reconciliation
  readonly call: Call
  readonly now: Date
}

/**
 * Goes one step in the transaction of whoever moves the ladder: history, messages, incident. Answers the tags of the messages
 * that may fail to reach whoever is called.
 */
export async function callStep(
  context: Context,
  transaction: Database,
  step: Step,
): Promise<readonly string[]> {
  const { call, now } = step
  const discrepancy = await escalate(context, transaction, step)
  const saved = await save(
    transaction,
    discrepancy,
    noteHappening(discrepancy, { kind: 'called', now, details: detailsOf(call) }),
  )
  await tell(transaction, step, saved)
  if (!('kind' in call)) return []
  switch (call.kind) {
    case 'mention':
      return [messageTag.note(saved.number, saved.version)]
    case 'incident':
      await wantIncident(context, transaction, { service: call.to, discrepancy: saved, now })
      return []
    case 'dm': {
      const calls = call.people.map((person) => planCall(saved, person))
      await enqueue(transaction, calls, now)
      return calls.map(({ tag }) => tag)
    }
  }
}

/** What nobody has escalated, the first step does. */
async function escalate(
  context: Context,
  transaction: Database,
  { discrepancy, reconciliation, call, now }: Step,
): Promise<Discrepancy> {
  if (discrepancy.status !== 'new') return discrepancy
  const decision = decideTransition(discrepancy, 'escalate')
  if ('refused' in decision)
    throw new Error(`#${discrepancy.number} cannot be escalated: ${decision.refused}`)
  const isPerson = 'kind' in call && call.kind !== 'incident'
  const request = { action: 'escalate', actor: TIMER, now, ...(isPerson ? { to: call.to } : {}) } as const
  const escalated = await save(transaction, discrepancy, applyTransition(discrepancy, decision.to, request))
  const service = reconciliation.triage.escalateIncident
  if (service !== undefined)
    await wantIncident(context, transaction, { service, discrepancy: escalated, now })
  await editDigests(transaction, { numbers: [escalated.number], now })
  return escalated
}

async function save(
  transaction: Database,
  { number, version }: Discrepancy,
  planned: PlannedTransition,
): Promise<Discrepancy> {
  const saved = await saveTransition(transaction, { version, ...planned })
  if (!saved) throw new Error(`#${number} changed while it was locked`)
  return saved
}

function detailsOf(call: Call): EventDetails {
  const { step, round, unreached } = call
  return {
    step: step + 1,
    round: round + 1,
    ...('kind' in call ? { how: call.kind, to: call.to } : {}),
    ...(unreached ? { insteadOf: unreached.insteadOf, because: unreached.because } : {}),
  }
}

/** Who is mentioned, and that nobody was reached, is said in the thread of a card; what else a step does, where one stands. */
async function tell(
  transaction: Database,
  { reconciliation, call, now }: Step,
  saved: Discrepancy,
): Promise<void> {
  const isLoud = !('kind' in call) || call.kind === 'mention'
  const tells: Told = isLoud ? 'card-and-thread' : 'copies-and-thread'
  const shown = await listShownTags(transaction, tagsOfDiscrepancy(saved))
  const { notify } = reconciliation
  const wanted: WantedMessage[] = planTriageMessages({
    notify,
    tells,
    event: 'called',
    discrepancy: saved,
    shown,
  })
  await enqueue(transaction, wanted, now)
}
