import { todayIn } from '../domain/calendar-day.ts'
import { knownDrift } from '../domain/known-drift.ts'
import { addDriftDay, type DayDrift, listRunDrifts } from '../store/drift-days.ts'
import {
  addFieldDays,
  countChanges,
  type FieldDay,
  findTrendEnd,
  findTrendPlace,
  type QuarterChanges,
} from '../store/field-days.ts'
import type { Database } from '../store/open-database.ts'
import type { Context } from './context.ts'

type Summing = Pick<Context, 'db' | 'settings'>

/** Events a transaction. */
const BATCH = 100_000

/**
 * Sums up by day what happened since the last time; each event once, however many processes do. The first time that is all
 * there is. Ids of events grow with their commits, because whoever writes some holds the lock of the history.
 */
export async function sumUpEvents(context: Summing): Promise<void> {
  for (;;) {
    const through = await findTrendPlace(context.db, { lock: false })
    if ((await findTrendEnd(context.db, { after: through, limit: 1 })) === null) return
    await context.db.transaction(async (transaction: Database) => sumUpPage({ ...context, db: transaction }))
  }
}

async function sumUpPage({ db, settings }: Summing): Promise<void> {
  const after = await findTrendPlace(db, { lock: true })
  const upTo = await findTrendEnd(db, { after, limit: BATCH })
  if (upTo === null) return
  if (after === 0) await sumUpRuns({ db, settings })
  const changes = await countChanges(db, { after, upTo })
  await addFieldDays(db, { days: byDay(changes, settings), through: upTo })
}

/** What runs of an older version saw within tolerance. */
async function sumUpRuns({ db, settings }: Summing): Promise<void> {
  const last = new Map<string, DayDrift>()
  for (const { reconciliation, finishedAt, drift } of await listRunDrifts(db)) {
    const day = todayIn(zoneOf(settings, reconciliation), finishedAt)
    last.set(JSON.stringify([reconciliation, day]), { reconciliation, day, drift })
  }
  for (const { drift, ...each } of last.values()) {
    const fields = settings.reconciliations.find(({ name }) => name === each.reconciliation)?.fields ?? []
    await addDriftDay(db, { ...each, drift: knownDrift(fields, drift) })
  }
}

/** Each on the day that it was in the zone of its reconciliation. */
export function byDay(changes: readonly QuarterChanges[], settings: Context['settings']): FieldDay[] {
  const days = new Map<string, FieldDay>()
  for (const { at, ...change } of changes) {
    const day = todayIn(zoneOf(settings, change.reconciliation), at)
    const id = JSON.stringify([change.reconciliation, day, change.kind, change.field, change.cause])
    const before = days.get(id) ?? { opened: 0, resolved: 0 }
    days.set(id, {
      ...change,
      day,
      opened: before.opened + change.opened,
      resolved: before.resolved + change.resolved,
    })
  }
  return [...days.values()]
}

/** Whose days are counted: those of its schedule. */
export function zoneOf({ reconciliations }: Context['settings'], name: string): string {
  return reconciliations.find((each) => each.name === name)?.schedule?.zone ?? 'UTC'
}
