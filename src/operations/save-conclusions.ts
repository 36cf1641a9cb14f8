import type { Change, SavedChange } from '../domain/change.ts'
import type { Discrepancy } from '../domain/discrepancy.ts'
import type { WantedMessage } from '../domain/outbox.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Route } from '../domain/route.ts'
import type { RunChanges } from '../domain/run.ts'
import { tellingOf } from '../domain/telling-of.ts'
import { isChanged, startTelling, tagsOfChanges } from '../outbox/plan-messages.ts'
import type { Database } from '../store/database.ts'
import { saveChanges } from '../store/discrepancies.ts'
import { listShownTags } from '../store/messages.ts'
import { preferIndexes } from '../store/prefer-indexes.ts'
import { editDigests } from './edit-digests.ts'
import { countChanges, knownOf, planConclusions } from './plan-conclusions.ts'
import type { Seen } from './recheck-pairs.ts'
import { settleIncidents } from './settle-incidents.ts'
import { startSteering } from './steer-run-ladders.ts'

export interface ConclusionsToSave {
  readonly reconciliation: Reconciliation
  readonly seen: Seen
  readonly runId: string
  /** When it began to read; unsaid: nobody acted since. */
  readonly beganAt?: Date
  readonly now: Date
  /** Of these it is only said that the sides agree. */
  readonly leaves?: ReadonlySet<number>
}

export interface SavedConclusions {
  readonly changes: RunChanges
  /** What must be told now. */
  readonly messages: readonly WantedMessage[]
  /** Those that the run saw, as they now are. */
  readonly discrepancies: readonly Discrepancy[]
  /** Those that are told of now by a rule that names an incident or a remedy. */
  readonly routed: readonly Routed[]
  /** Those that were left, and of which the sides agree. */
  readonly left: ReadonlySet<number>
}

interface Routed {
  readonly discrepancy: Discrepancy
  readonly route: Route
}

/**
 * Remembers what a run saw, page by page: of what was known, and of what is resolved, no more than a page is held. Call it
 * in one transaction with everything else that the run leaves, after `lockHistory`.
 */
export async function saveConclusions(
  transaction: Database,
  { reconciliation, seen, runId, beganAt, now, leaves }: ConclusionsToSave,
): Promise<SavedConclusions> {
  const { name, notify, shadow: isShadow = false } = reconciliation
  await preferIndexes(transaction)
  const telling = startTelling({ notify, runId, isShadow })
  const steering = startSteering(transaction, { reconciliation, runId, now })
  const counted: RunChanges[] = []
  const discrepancies: Discrepancy[] = []
  const changed: number[] = []
  const routed: Routed[] = []
  const left = new Set<number>()
  const known = { ...knownOf(transaction, { reconciliation: name, runId }), ...(beganAt ? { beganAt } : {}) }
  for await (const planned of planConclusions(reconciliation, seen, known)) {
    for (const number of planned.changes.flatMap((change) => leftOf(change, leaves))) left.add(number)
    const page = {
      ...planned,
      changes: planned.changes.filter((change) => leftOf(change, leaves).length === 0),
    }
    const saved = await saveChanges(transaction, { ...page, reconciliation: name, runId, now, isShadow })
    telling.add({ saved, shown: await listShownTags(transaction, tagsOfChanges(saved)) })
    await steering.add(saved)
    counted.push(countChanges(page.changes))
    if (!isShadow) routed.push(...routedOf(saved, runId))
    for (const { change, discrepancy } of saved) {
      if (change.type !== 'resolved') discrepancies.push(discrepancy)
      if (isChanged({ change })) changed.push(discrepancy.number)
    }
  }
  await steering.end()
  await editDigests(transaction, { numbers: changed, now })
  await settleIncidents(transaction, { numbers: changed, now })
  return { changes: sum(counted), messages: telling.messages(), discrepancies, routed, left }
}

/** What comes back is told again, unless it does so too often to tell. */
function routedOf(saved: readonly SavedChange[], runId: string): Routed[] {
  return saved.flatMap(({ change, discrepancy }) => {
    if (change.type === 'resolved' || change.route === undefined) return []
    const { route } = change
    const isNews = discrepancy.toldRunId === runId || change.type === 'reopened'
    const isTold = isNews && discrepancy.damped === null && tellingOf(discrepancy) === 'alert'
    return isTold && (route.incident ?? route.remedy) !== undefined ? [{ discrepancy, route }] : []
  })
}

/** Whatever else ends it, as a key that was changed, is no word for a person to say. */
function leftOf(change: Change, leaves: ReadonlySet<number> | undefined): number[] {
  if (change.type !== 'resolved' || change.reason !== undefined || !leaves?.has(change.number)) return []
  return [change.number]
}

function sum(counted: readonly RunChanges[]): RunChanges {
  const total = (name: keyof RunChanges) => counted.reduce((before, counts) => before + counts[name], 0)
  return {
    opened: total('opened'),
    seenAgain: total('seenAgain'),
    reopened: total('reopened'),
    resolved: total('resolved'),
  }
}
