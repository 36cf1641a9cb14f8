import { sql } from 'drizzle-orm'
import type { Actor, Discrepancy } from '../../src/domain/discrepancy.ts'
import type { Context } from '../../src/operations/context.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import {
  type TriageOutcome,
  type TriageRequest,
  triageDiscrepancy,
} from '../../src/operations/triage-discrepancy.ts'
import { wakeDiscrepancies } from '../../src/operations/wake-discrepancies.ts'
import { findDiscrepancy } from '../../src/store/discrepancies.ts'
import { listEvents } from '../../src/store/events.ts'
import type { TrackedFiles } from '../support/tracked-files.ts'
import type { TrackerServer } from '../support/tracker-server.ts'

const START = Date.parse('2026-11-01T09:00:00Z')

export const ADA: Actor = { kind: 'person', id: 'ada', surface: 'cli' }
export const BEN: Actor = { kind: 'person', id: 'ben', surface: 'cli' }

/** One balance that two systems disagree about, on a tracker with a clock that the test sets. */
export interface Lifecycle {
  readonly context: Context
  /** Where the tracker is. */
  readonly tracker: TrackedFiles['tracker']
  /** Sets the clock to so many minutes after the start. */
  at(minutes: number): void
  instant(minutes: number): Date
  /** A run in which billing has this balance of record 1; crm has 10. */
  run(balance: string): Promise<void>
  triage(request: Omit<TriageRequest, 'number' | 'actor'> & { actor?: Actor }): Promise<TriageOutcome>
  wake(): Promise<number>
  row(): Promise<Discrepancy>
  kinds(): Promise<string[]>
  /** What must still be told, as `card 1` or `woke 1`; afterwards it counts as told. */
  told(): Promise<string[]>
  close(): Promise<void>
}

/** Its discrepancy is #1, opened at the start, and its card stands. */
export async function openLifecycle(server: TrackerServer): Promise<Lifecycle> {
  const files = await server.open()
  let now = new Date(START)
  const context: Context = { ...files.context, now: () => now }
  const { db } = context
  await files.write('crm.csv', ['id,balance,plan,created', '1,10.00,pro,2026-11-01'])
  const run = async (balance: string) => {
    await files.write('billing.csv', ['id,balance,plan,created', `1,${balance},pro,2026-11-01`])
    const scope = { kind: 'everything' } as const
    await runReconciliation(context, { name: 'customers', scope, trigger: 'cli', requestedBy: 'ada' })
  }
  const told = async () => {
    const rows = await db.execute(sql`delete from outbox returning tag, about`)
    const found = (rows as unknown as { rows: { about: { kind: string; event?: string } }[] }).rows
    await db.execute(sql`insert into messages (tag, channel, ts, content_hash, sent_at)
      values ('card:1', '#ops', '1', 'x', now()) on conflict do nothing`)
    return found.map(({ about }) => about.event ?? about.kind).sort()
  }
  await run('12')
  await told()
  return {
    context,
    tracker: files.tracker,
    at: (minutes) => {
      now = new Date(START + minutes * 60_000)
    },
    instant: (minutes) => new Date(START + minutes * 60_000),
    run,
    triage: (request) => triageDiscrepancy(context, { number: 1, actor: ADA, ...request }),
    wake: () => wakeDiscrepancies(context),
    row: async () => (await findDiscrepancy(db, 1))!,
    kinds: async () => (await listEvents(db, 1)).map(({ kind }) => kind),
    told,
    close: files.close,
  }
}
