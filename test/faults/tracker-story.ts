import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { TriageAction } from '../../src/domain/discrepancy.ts'
import type { Context } from '../../src/operations/context.ts'
import { deliverOutbox, nextDelivery } from '../../src/operations/deliver-outbox.ts'
import { explainFailure } from '../../src/operations/explain-failure.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { sendDigest } from '../../src/operations/send-digest.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { verifyAudit } from '../../src/operations/verify-audit.ts'
import { openDelivery } from '../../src/slack/deliver.ts'
import { clientFor, openPlayground } from '../playground/playground-and-app.ts'
import { openTrackedFiles, type TrackedFiles } from '../support/tracked-files.ts'
import type { Cut, Statement, StatementLine } from './statement-line.ts'
import { brokenTelling, type Told } from './told-invariants.ts'
import {
  brokenHistories,
  brokenOutbox,
  brokenRuns,
  brokenTruth,
  leftovers,
  type Query,
} from './tracker-invariants.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv, settledFor: 0s }
  billing: { type: files, path: billing.csv, settledFor: 0s }
reconciliations:
  customers:
    sides:
      crm: { source: crm, key: id }
      billing: { source: billing, key: id }
    fields:
      balance: decimal
      plan: { type: text, severity: medium }
    notify: { channel: "#ops", digest: "#ops", maxCards: 2 }
    triage: { escalate: { to: "@oncall" } }
`
const CRM = ['1,10.00,pro', '2,20.00,pro', '3,30.00,pro', '4,40.00,pro', '5,50.00,pro', '6,60.00,pro']
const BILLING = ['1,10.00,pro', '2,21.00,pro', '3,31.00,pro', '5,50.00,free', '6,60.00,pro']
/** 2 agrees now, and 6 does not any more. */
const BILLING_LATER = ['1,10.00,pro', '2,20.00,pro', '3,31.00,pro', '5,50.00,free', '6,66.00,pro']
const DIFFERENCES_LATER = [
  'customers 3 balance: crm 30.00, billing 31.00',
  'customers 4 missing from billing',
  'customers 5 plan: crm pro, billing free',
  'customers 6 balance: crm 60.00, billing 66.00',
]
/** What Ada asks for: of which record, and what. */
const CLICKS = [
  ['2', 'acknowledge', {}],
  ['3', 'resolve', { reason: 'fixed', note: 'mended by hand' }],
  ['4', 'escalate', {}],
  ['5', 'assign', { owner: 'grace' }],
  ['5', 'snooze', { until: null }],
] as const satisfies readonly (readonly [string, TriageAction, object])[]
/** Longer than any lease. */
const LEASES_END_MS = 130_000
const MOST_TRIES = 4
/** Closing takes no time. */
const PATIENCE_MS = 20_000

export interface StoryOptions {
  readonly line: StatementLine
  /** The tracker, by the line and without it. */
  readonly urls: { readonly cuttable: string; readonly direct: string }
  readonly cut: Cut | null
}

export interface PlayedStory {
  readonly statements: readonly Statement[]
  readonly isCut: boolean
  readonly problems: readonly string[]
}

/** Two runs with a person's work between them and a digest after them, told in Slack; the line is cut once at most. */
export async function playStory({ line, urls, cut }: StoryOptions): Promise<PlayedStory> {
  const clock = { now: Date.UTC(2026, 10, 21, 12) }
  const now = () => new Date(clock.now)
  const files = await openTrackedFiles({ config: CONFIG, databaseUrl: urls.cuttable })
  const playground = await openPlayground({
    channels: ['ops'],
    postRate: { perSecond: 1_000, burst: 1_000 },
    now,
  })
  const checker = new pg.Client({ connectionString: urls.direct })
  await checker.connect()
  const query: Query = async (sql, parameters) =>
    (await checker.query(sql, parameters && [...parameters])).rows
  const told: Told = { context: { ...files.context, now }, query, playground }
  try {
    line.take()
    line.cutAt(cut)
    const problems = await play({ ...told, clock, line, files })
    line.cutAt(null)
    const { statements, isCut } = line.take()
    problems.push(...(await findBroken(told)), ...(await stillOpen(files)))
    return { statements, isCut, problems }
  } finally {
    line.cutAt(null)
    await checker.end()
    await playground.close()
  }
}

/** A connection that nobody gave back keeps the tracker from being closed for good. */
async function stillOpen(files: TrackedFiles): Promise<string[]> {
  const isClosed = await Promise.race([
    files.close().then(() => true),
    pause(PATIENCE_MS, false, { ref: false }),
  ])
  return isClosed ? [] : ['the tracker cannot be closed: a connection was never given back']
}

interface Play extends Told {
  readonly clock: { now: number }
  readonly line: StatementLine
  readonly files: TrackedFiles
}

/** Whatever fails because the tracker is away is tried again, as the schedule, the delivery or a person would. */
async function play(story: Play): Promise<string[]> {
  const { context, files, playground, query } = story
  const deliver = openDelivery(clientFor(playground))
  const run = async () =>
    void (await runReconciliation(context, {
      name: 'customers',
      scope: { kind: 'everything' },
      trigger: 'schedule',
      requestedBy: 'schedule',
    }))
  const click = async ([id, action, more]: (typeof CLICKS)[number]) => {
    const [row] = await query(`select number from discrepancies where finding->'key'->>'id' = '${id}'`)
    const actor = { kind: 'person', id: 'ada', surface: 'slack' } as const
    await triageDiscrepancy(context, { number: Number(row!.number), action, actor, ...more })
  }
  const problems: string[] = []
  const step = async (name: string, work: () => Promise<void>) => {
    story.line.begin(name)
    problems.push(...(await persist(story, work)).map((problem) => `${name}: ${problem}`))
    story.clock.now += 5_000
  }
  const write = (file: string, rows: readonly string[]) => files.write(file, ['id,balance,plan', ...rows])

  await write('crm.csv', CRM)
  await write('billing.csv', BILLING)
  await step('first run', run)
  await step('first delivery', () => drain(story, deliver))
  for (const each of CLICKS) await step(each[1], () => click(each))
  await step('second delivery', () => drain(story, deliver))
  await write('billing.csv', BILLING_LATER)
  await step('second run', run)
  await step('digest', async () => void (await sendDigest(context, { channel: '#ops', day: '2026-11-21' })))
  await step('last delivery', () => drain(story, deliver))
  return problems
}

async function persist({ clock }: Play, work: () => Promise<void>): Promise<string[]> {
  for (let tries = 1; ; tries++) {
    try {
      await work()
      return []
    } catch (error) {
      const isExpected = ['tracker-unreachable', 'run-busy'].includes(explainFailure(error)?.code ?? '')
      if (!isExpected) return [`unexpected: ${error instanceof Error ? error.stack : error}`]
      if (tries === MOST_TRIES) return [`still failing: ${error}`]
      clock.now += LEASES_END_MS
    }
  }
}

/** Until nothing waits; time passes where something waits for it. */
async function drain({ context, clock }: Play, deliver: ReturnType<typeof openDelivery>): Promise<void> {
  for (let round = 0; round < 200; round++) {
    const dueAt = await nextDelivery(context)
    if (dueAt === null) return
    clock.now = Math.max(clock.now, dueAt.getTime())
    await deliverOutbox(context, deliver)
  }
  throw new Error('The outbox never gets empty.')
}

async function findBroken(told: Told): Promise<string[]> {
  const { query, context } = told
  return [
    ...(await brokenTruth(query, DIFFERENCES_LATER)),
    ...(await brokenRuns(query)),
    ...(await brokenHistories(query)),
    ...(await brokenOutbox(query)),
    ...(await brokenTelling(told)),
    ...(await brokenClicks(query)),
    ...(await brokenChain(context)),
    ...(await openTransactions(query)),
    ...(await leftovers(context.scratchFolder)),
  ]
}

/** What was clicked happened once, however often it had to be clicked. */
async function brokenClicks(query: Query): Promise<string[]> {
  const rows = await query(`select kind from discrepancy_events where actor->>'id' = 'ada' order by id`)
  const [found, wanted] = [
    rows.map(({ kind }) => kind).join(', '),
    'acknowledged, resolved, escalated, assigned, snoozed',
  ]
  return found === wanted ? [] : [`Ada did: ${found}`]
}

async function brokenChain(context: Context): Promise<string[]> {
  const { breach } = await verifyAudit(context.db, { key: null })
  return breach ? [`the audit chain is broken: ${JSON.stringify(breach)}`] : []
}

async function openTransactions(query: Query): Promise<string[]> {
  const rows = await query(`select query from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and state like 'idle in transaction%'`)
  return rows.map((row) => `a transaction was left open after: ${row.query}`)
}
