import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Discrepancy, TRIAGE_ACTIONS } from '../../src/domain/discrepancy.ts'
import type { Context } from '../../src/operations/context.ts'
import { type TriageRequest, triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { wakeDiscrepancies } from '../../src/operations/wake-discrepancies.ts'
import { findDiscrepancy } from '../../src/store/discrepancies.ts'
import { listEvents } from '../../src/store/events.ts'
import { lockHistory } from '../../src/store/lock-history.ts'
import { applyChange } from '../../src/tracker/apply-change.ts'
import { planChanges } from '../../src/tracker/plan-changes.ts'
import { mismatch } from '../store/each-tracker.ts'
import { saveKnown } from '../store/save-known.ts'
import type { TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'

let server: TrackerServer
let files: TrackedFiles

beforeAll(async () => {
  server = await startTrackerServer()
  files = await server.open()
})
afterAll(async () => {
  await files?.close()
  await server?.close()
})

/** A run that sees these values (null: the sides agree), a person, or time that passes. */
type Step =
  | { readonly sees: string | null }
  | { readonly asks: Omit<TriageRequest, 'number' | 'until'> & { readonly untilMinutes: number | null } }
  | { readonly passMinutes: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ sees: fc.constantFrom(null, null, 'b', 'b', 'c') }) },
  {
    weight: 5,
    arbitrary: fc.record({
      asks: fc.record({
        action: fc.constantFrom(...TRIAGE_ACTIONS),
        actor: fc.constantFrom('ada', 'ben').map((id) => ({ kind: 'person', id, surface: 'cli' }) as const),
        reason: fc.constantFrom('fixed', 'expected'),
        note: fc.constant('a note'),
        owner: fc.constantFrom(null, 'ada', 'ben'),
        untilMinutes: fc.constantFrom(null, 30, 3_000),
      }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ passMinutes: fc.constantFrom(1, 9, 60, 600, 1_500) }) },
)

/** One discrepancy at a time, with what must hold after every step. */
class Follower {
  private readonly reconciliation = `customers-${randomUUID()}`
  private now = Date.parse('2026-11-01T09:00:00Z')
  private number: number | null = null
  /** Before the last thing that a person did. */
  private undoable: Discrepancy | null = null

  private get context(): Context {
    return { ...files.context, now: () => new Date(this.now) }
  }

  async take(step: Step): Promise<void> {
    const before = this.number === null ? null : await findDiscrepancy(files.context.db, this.number)
    const events = before ? (await listEvents(files.context.db, before.number)).length : 0
    let happened = 0
    if ('sees' in step) happened = await this.see(step.sees)
    else if ('asks' in step) happened = await this.ask(step.asks, before)
    else happened = await this.pass(step.passMinutes)
    await this.check(events + happened)
  }

  /** A run: what the database did is what the plan says, row by row. */
  private async see(value: string | null): Promise<number> {
    const finding = value === null ? null : mismatch('1', { crm: 'a', billing: value })
    const { reconciliation, context } = this
    const findings = finding ? [finding] : []
    const now = context.now()
    const changes = await context.db.transaction(async (db) => {
      await lockHistory(db)
      const before = this.number === null ? null : await findDiscrepancy(db, this.number)
      const known = before ? [before] : []
      const planned = planChanges({ reconciliation, findings, known, covers: () => true })
      const saved = await saveKnown(db, { reconciliation, changes: planned, runId: 'run-n', now })
      for (const { change, discrepancy } of saved) {
        const { number } = discrepancy
        const applied = applyChange(change, { reconciliation, runId: 'run-n', now, before, number })
        expect(discrepancy).toEqual(applied)
        expect(await findDiscrepancy(db, number)).toEqual(applied)
        this.number = number
      }
      return planned
    })
    expect(changes.length).toBeLessThanOrEqual(1)
    const told = changes.filter((change) => change.type !== 'seen' || change.valuesChanged)
    if (told.length > 0) this.undoable = null
    return told.length
  }

  private async ask(
    { untilMinutes, ...asked }: Extract<Step, { asks: unknown }>['asks'],
    before: Discrepancy | null,
  ): Promise<number> {
    if (before === null) return 0
    const until = untilMinutes === null ? null : new Date(this.now + untilMinutes * 60_000)
    const outcome = await triageDiscrepancy(this.context, { ...asked, number: before.number, until })
    if (!outcome.accepted) {
      expect(outcome.discrepancy).toEqual(before)
      return 0
    }
    if (asked.action === 'undo') this.checkUndone(outcome.discrepancy)
    if (asked.action !== 'note') this.undoable = asked.action === 'undo' ? null : before
    return 1
  }

  private checkUndone({ version: _, ...after }: Discrepancy): void {
    const { version: _before, timesSeen: _seen, lastSeenAt: _at, ...before } = this.undoable!
    expect(after).toMatchObject(before)
  }

  private async pass(minutes: number): Promise<number> {
    this.now += minutes * 60_000
    const ended = await wakeDiscrepancies(this.context)
    if (ended > 0) this.undoable = null
    return ended
  }

  private async check(expected: number): Promise<void> {
    if (this.number === null) return
    const row = (await findDiscrepancy(files.context.db, this.number))!
    const events = await listEvents(files.context.db, this.number)
    expect(events).toHaveLength(expected)
    // Every event is a version, and every version has its event.
    expect(row.version).toBe(events.length)
    let status = null
    for (const { from, to } of events) {
      if (to === null) continue
      expect(from).toBe(status)
      status = to
    }
    expect(row.status).toBe(status)
    if (row.status === 'resolved') expect([row.snooze, row.resolution === null]).toEqual([null, false])
    else expect(row.resolution).toBeNull()
    if (row.damped) expect(row.damped.until.getTime()).toBeGreaterThan(this.now - 1)
  }
}

test('whatever people, runs and clocks do, there is one row, and its history tells how it came about', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      // What clocks end is counted: of the last one nothing may be left.
      await files.context.db.execute(sql`delete from discrepancies`)
      const follower = new Follower()
      await follower.take({ sees: 'b' })
      for (const one of steps) await follower.take(one)
    }),
    { numRuns: 40 },
  )
}, 180_000)
