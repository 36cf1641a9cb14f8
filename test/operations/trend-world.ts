import type { TriageAction } from '../../src/domain/discrepancy.ts'
import type { Context } from '../../src/operations/context.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import type { TrackedFiles } from '../support/tracked-files.ts'
import type { TrackerServer } from '../support/tracker-server.ts'

export const HOUR = 3_600_000
export const DAY = 24 * HOUR

const CONFIG = (rules: string) => `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    title: Customers
    sides: { crm: { source: crm, key: id }, billing: { source: billing, key: id } }
    fields: { balance: { type: decimal, tolerance: 0.05 }, plan: text }
    schedule: { cron: "0 * * * *", zone: Europe/Berlin }
    guard: false
    notify: { channel: "#ops", digest: "#ops" }
    ${rules}
`

/** Two files, a tracker and a clock that tests turn. */
export interface TrendWorld {
  readonly context: Context
  readonly files: TrackedFiles
  /** Sets the clock. */
  at(instant: string | number): void
  now(): number
  /** A run of everything over these rows: `id,balance,plan`. */
  run(crm: readonly string[], billing: readonly string[]): Promise<string>
  act(number: number, action: TriageAction, reason?: 'expected'): Promise<void>
}

export async function openTrendWorld(server: TrackerServer, rules = ''): Promise<TrendWorld> {
  const files = await server.open(CONFIG(rules))
  let time = Date.parse('2026-11-02T08:00:00Z')
  const context = { ...files.context, now: () => new Date(time) }
  return {
    context,
    files,
    at(instant) {
      time = typeof instant === 'number' ? instant : Date.parse(instant)
    },
    now: () => time,
    async run(crm, billing) {
      await files.write('crm.csv', ['id,balance,plan', ...crm])
      await files.write('billing.csv', ['id,balance,plan', ...billing])
      const scope = { kind: 'everything' } as const
      const request = { name: 'customers', scope, trigger: 'schedule', requestedBy: 'schedule' } as const
      return (await runReconciliation(context, request)).run.id
    },
    async act(number, action, reason) {
      const actor = { kind: 'person', id: 'ada', surface: 'cli' } as const
      const moved = await triageDiscrepancy(context, { number, action, actor, ...(reason ? { reason } : {}) })
      if (!moved.accepted) throw new Error(`#${number} was not to ${action}`)
    },
  }
}
