import type { Actor, Discrepancy } from '../domain/discrepancy.ts'
import type { WantedMessage } from '../domain/outbox.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Settings } from '../domain/settings.ts'
import { planGroupNote, planTriageMessages, tagsOfDiscrepancy } from '../outbox/plan-messages.ts'
import { saveTransitions } from '../store/discrepancies.ts'
import { listShownTags } from '../store/messages.ts'
import type { Database } from '../store/open-database.ts'
import { enqueue } from '../store/outbox.ts'
import type { PlannedTransition } from '../tracker/apply-transition.ts'
import { editDigests } from './edit-digests.ts'
import { wantEscalated } from './follow-incidents.ts'
import { settleIncidents } from './settle-incidents.ts'
import { laddersOfMany, steerLadders } from './steer-ladders.ts'

export interface ManyToSave {
  readonly settings: Settings
  readonly id: string
  readonly action: string
  readonly actor: Actor
  readonly reconciliation: Reconciliation
  readonly choice: { readonly runId: string }
  readonly transitions: readonly (PlannedTransition & { readonly version: number })[]
  readonly now: Date
  /** How many of the same bulk were saved before. */
  readonly before: number
}

/** Saves what one person did to many, with what Slack is told of it: each copy is edited once, whatever changed in it. */
export async function saveMany(transaction: Database, many: ManyToSave): Promise<void> {
  const { transitions, reconciliation, action, now } = many
  if (transitions.length === 0) return
  await saveTransitions(transaction, transitions)
  const changed = transitions.map(({ after }) => after)
  const tags = [...new Set(changed.flatMap(tagsOfDiscrepancy))]
  const shown = await listShownTags(transaction, tags)
  const { notify, shadow: isShadow = false } = reconciliation
  const event = action === 'escalate' ? 'escalated' : action === 'assign' ? 'assigned' : null
  const wanted = changed.flatMap((discrepancy) =>
    // A line only where a card stands: hundreds of new cards would be the storm again.
    planTriageMessages({
      notify,
      tells: 'copies-and-thread',
      event,
      discrepancy,
      isShadow,
      isOneOfMany: true,
      shown,
    }),
  )
  await enqueue(transaction, [...wanted, ...call(many, changed, shown)], now)
  const happened = transitions.map(({ after, event: { kind: did } }) => ({ after, did }))
  const hasCard = ({ after }: { readonly after: Discrepancy }) => shown.has(tagsOfDiscrepancy(after)[0]!)
  const steered = action === 'escalate' ? laddersOfMany(happened, hasCard) : happened
  await steerLadders(transaction, { reconciliation, happened: steered, now })
  const numbers = changed.map(({ number }) => number)
  await editDigests(transaction, { numbers, now })
  if (action === 'escalate') await wantEscalated(many, transaction, { escalated: changed, now })
  await settleIncidents(transaction, { numbers, now })
}

/** Who is called hears it once for all that have no card. */
function call(
  { id, action, actor, reconciliation, choice, now, before, transitions }: ManyToSave,
  changed: readonly Discrepancy[],
  shown: ReadonlySet<string>,
): WantedMessage[] {
  const { notify, shadow } = reconciliation
  if (action !== 'escalate' || shadow || notify.channel === null) return []
  const isCalled = changed.some((each) => !shown.has(tagsOfDiscrepancy(each)[0]!))
  if (!isCalled) return []
  const count = before + transitions.length
  return [
    planGroupNote(notify.channel, { runId: choice.runId, bulk: id, by: actor, count, at: now.toISOString() }),
  ]
}
