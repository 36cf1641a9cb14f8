import type { SavedChange } from '../domain/change.ts'
import type { Discrepancy } from '../domain/discrepancy.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { tellingOf } from '../domain/telling-of.ts'
import { isChanged } from '../outbox/plan-messages.ts'
import type { Database } from '../store/database.ts'
import type { Happening } from '../tracker/steer-ladder.ts'
import { steerLadders } from './steer-ladders.ts'

/** What a run means for escalation ladders, gathered from its changes page by page. */
export interface RunSteering {
  add(saved: readonly SavedChange[]): Promise<void>
  /** Begins those of what is told first: of those that get a card of their own, or of the first alone. */
  end(): Promise<void>
}

export function startSteering(
  transaction: Database,
  { reconciliation, runId, now }: { reconciliation: Reconciliation; runId: string; now: Date },
): RunSteering {
  const most = Math.max(1, reconciliation.notify.maxCards)
  let news: readonly Discrepancy[] = []
  if (reconciliation.triage.ladder === undefined) return { add: async () => {}, end: async () => {} }
  return {
    async add(saved) {
      const happened = saved.filter((each) => !isNews(each, runId)).flatMap(happeningsOf)
      await steerLadders(transaction, { reconciliation, happened, now })
      const found = saved.filter((each) => isNews(each, runId)).map(({ discrepancy }) => discrepancy)
      if (found.length > 0) news = [...news, ...found].sort((a, b) => a.number - b.number).slice(0, most)
    },
    async end() {
      const happened = news.map((after) => ({ after, did: 'told' as const }))
      await steerLadders(transaction, { reconciliation, happened, now })
    },
  }
}

/** Told at once, and by this run first. */
function isNews({ change, discrepancy }: SavedChange, runId: string): boolean {
  return change.type !== 'resolved' && discrepancy.toldRunId === runId && isAlert(discrepancy)
}

function happeningsOf({ change, discrepancy: after }: SavedChange): { after: Discrepancy; did: Happening }[] {
  if (change.type === 'reopened' && isAlert(after)) return [{ after, did: 'told' }]
  if (change.type === 'opened' || !isChanged({ change })) return []
  return [{ after, did: change.type === 'seen' && change.wakes ? 'woke' : change.type }]
}

function isAlert(discrepancy: Discrepancy): boolean {
  return discrepancy.damped === null && tellingOf(discrepancy) === 'alert'
}
