import { addDays, todayIn } from '../domain/calendar-day.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { FieldTrend } from '../domain/field-trend.ts'
import { nearestName } from '../domain/nearest-name.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { listCauseStates } from '../store/cause-states.ts'
import { findFirstRunAt } from '../store/digest-figures.ts'
import { listDriftDays } from '../store/drift-days.ts'
import {
  countChanges,
  countOpenTopics,
  findFirstDay,
  findTrendPlace,
  listFieldDays,
} from '../store/field-days.ts'
import type { Database } from '../store/open-database.ts'
import type { Context } from './context.ts'
import { findReconciliation } from './find-reconciliation.ts'
import { byDay, sumUpEvents, zoneOf } from './sum-up-events.ts'
import { type TrendFacts, trendOf } from './trend-of.ts'

export interface TrendRequest {
  readonly name: string
  /** Null: all of them. */
  readonly field: string | null
  /** How many days, the present one included. */
  readonly days: number
}

/** What one reconciliation, or one field of it, came to in the last days. Throws `not-found` for a name nobody knows. */
export async function readTrend(context: Context, { name, field, days }: TrendRequest): Promise<FieldTrend> {
  const reconciliation = findReconciliation(context.settings, name)
  if (field !== null) refuseUnknown(reconciliation, field)
  await sumUpEvents(context)
  const zone = zoneOf(context.settings, name)
  const to = todayIn(zone, context.now())
  const from = addDays(to, 1 - days)
  // As many days before, to say what became of it.
  const before = addDays(from, -days)
  const facts = await context.db.transaction(
    async (transaction: Database) => gather(transaction, { context, name, from: before }),
    { accessMode: 'read only', isolationLevel: 'repeatable read' },
  )
  const firstDay = [facts.firstDay, facts.firstRunAt && todayIn(zone, facts.firstRunAt)]
    .filter((day) => day !== null)
    .sort()[0]
  const knownFrom = firstDay ?? null
  return {
    ...{ name, title: reconciliation.title, field, from, to, zone },
    ...trendOf({ ...facts, field, from, to, before, knownFrom }),
  }
}

/** All from one moment: what is open now, less what came since, is what was open then. */
async function gather(
  db: Database,
  { context, name, from }: { readonly context: Context; readonly name: string; readonly from: string },
): Promise<
  Pick<TrendFacts, 'changes' | 'open' | 'drift' | 'causes'> & {
    readonly firstDay: string | null
    readonly firstRunAt: Date | null
  }
> {
  const summed = await listFieldDays(db, { reconciliation: name, from })
  const after = await findTrendPlace(db, { lock: false })
  const since = await countChanges(db, { after, reconciliation: name })
  return {
    changes: [...summed, ...byDay(since, context.settings)],
    open: await countOpenTopics(db, name),
    drift: await listDriftDays(db, { reconciliation: name, from }),
    causes: await listCauseStates(db, name),
    firstDay: await findFirstDay(db, name),
    firstRunAt: await findFirstRunAt(db, [name]),
  }
}

function refuseUnknown({ name, fields, keyNames }: Reconciliation, field: string): void {
  const known = [...fields.map((each) => each.name), ...keyNames]
  if (known.includes(field)) return
  const nearest = nearestName(field, known)
  const remedy = nearest === null ? `There are: ${known.join(', ')}` : `Did you mean "${nearest}"?`
  throw new CounterfoilError('not-found', `"${name}" has no field "${field}". ${remedy}`)
}
