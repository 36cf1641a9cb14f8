import { and, eq, gte, or, sql } from 'drizzle-orm'
import type { CauseState } from '../domain/cause-state.ts'
import type { Database } from './database.ts'
import { oneOf } from './one-of.ts'
import { causeStates } from './schema.ts'

export async function listCauseStates(db: Database, reconciliation: string): Promise<CauseState[]> {
  return await db.select().from(causeStates).where(eq(causeStates.reconciliation, reconciliation))
}

/** Those that were said to be gone in a period, or came back in it. */
export async function listTurnedCauses(
  db: Database,
  { reconciliations, since }: { readonly reconciliations: readonly string[]; readonly since: Date },
): Promise<(CauseState & { readonly reconciliation: string })[]> {
  return await db
    .select()
    .from(causeStates)
    .where(
      and(
        oneOf(causeStates.reconciliation, reconciliations),
        or(gte(causeStates.goneAt, since), gte(causeStates.backAt, since)),
      ),
    )
    .orderBy(causeStates.reconciliation, causeStates.field, causeStates.cause)
}

export async function saveCauseStates(
  db: Database,
  { reconciliation, states }: { readonly reconciliation: string; readonly states: readonly CauseState[] },
): Promise<void> {
  if (states.length === 0) return
  await db
    .insert(causeStates)
    .values(
      states.map(({ field, cause, lastSeenAt, quietDays, quietDay, goneAt, backAt, awaySince }) => ({
        ...{ reconciliation, field, cause, lastSeenAt, quietDays, quietDay, goneAt, backAt, awaySince },
      })),
    )
    .onConflictDoUpdate({
      target: [causeStates.reconciliation, causeStates.field, causeStates.cause],
      set: {
        lastSeenAt: sql`excluded.last_seen_at`,
        quietDays: sql`excluded.quiet_days`,
        quietDay: sql`excluded.quiet_day`,
        goneAt: sql`excluded.gone_at`,
        backAt: sql`excluded.back_at`,
        awaySince: sql`excluded.away_since`,
      },
    })
}
