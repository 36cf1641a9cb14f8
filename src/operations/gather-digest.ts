import type { DigestFacts } from '../domain/digest-facts.ts'
import { SEVERITIES, type Severity } from '../domain/finding.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { TrendUnit } from '../domain/trend-buckets.ts'
import {
  countDiscrepancies,
  countOpenBySeverity,
  findOldestOpen,
  listDiscrepancies,
} from '../store/discrepancies.ts'
import { countEvents, type EventCount } from '../store/events.ts'
import { findFirstFailing } from '../store/failing-runs.ts'
import { listUndecided } from '../store/held-runs.ts'
import { findStoppedPart } from '../store/runs.ts'
import type { Context } from './context.ts'
import { gatherCauses } from './gather-causes.ts'
import { gatherFigures } from './gather-figures.ts'
import { gatherFixes } from './gather-fixes.ts'
import { gatherLate } from './gather-late.ts'
import { gatherTrend } from './gather-trend.ts'

/** Whoever wants to see more has a button for it; five are read with coffee. */
const ROWS = 5

export interface DigestPeriod {
  readonly reconciliations: readonly Reconciliation[]
  readonly day: string
  readonly since: Date
  readonly until: Date
  /** Whose days the trend counts; unsaid: UTC. */
  readonly zone?: string
  readonly unit?: TrendUnit
  /** What the digest before said; null or unsaid: there was none. */
  readonly before?: Pick<DigestFacts, 'open'> | null
}

/** Counts what happened in a period and what is open at its end, but for what is in shadow. */
export async function gatherDigest(context: Pick<Context, 'db'>, period: DigestPeriod): Promise<DigestFacts> {
  const { day, since, until, zone = 'UTC', unit = 'day', before } = period
  const told = period.reconciliations.filter(({ shadow }) => !shadow)
  const names = told.map(({ name }) => name)
  const counted = { reconciliations: names, since, until }
  const events = await countEvents(context.db, counted)
  const people = events.filter((event) => event.actorKind === 'person')
  const reconciliations = await gatherEach(context, { told, events, until })
  const open = { high: 0, medium: 0, low: 0 }
  for (const each of reconciliations) for (const severity of SEVERITIES) open[severity] += each.open[severity]
  const figures = await gatherFigures(context, counted)
  const openNow = sumOf(open)
  const trend = await gatherTrend(context, { reconciliations: names, openNow, zone, until, unit })
  return {
    day,
    since: since.toISOString(),
    until: until.toISOString(),
    opened: sum(events, 'opened'),
    reopened: sum(events, 'reopened') - sum(people, 'reopened'),
    resolvedByPeople: sum(people, 'resolved'),
    resolvedByThemselves: sum(events, 'resolved') - sum(people, 'resolved'),
    open,
    ...(before ? { openBefore: sumOf(before.open) } : {}),
    ...figures,
    ...(await gatherFixes(context, { ...counted, told })),
    ...(trend ? { trend } : {}),
    ...(await gatherCauses(context, { told, since, until })),
    ...(await gatherLate(context, { told, since, until })),
    ...titlesOf(reconciliations),
    reconciliations: reconciliations.map(({ name, title, opened, resolved, open }) => ({
      name,
      title,
      opened,
      resolved,
      open: sumOf(open),
    })),
    ...(await gatherOpen(context, names)),
  }
}

interface Gathered {
  readonly name: string
  readonly title: string
  readonly opened: number
  readonly resolved: number
  readonly open: Readonly<Record<Severity, number>>
  readonly stopped: boolean
  readonly held: boolean
  readonly failing: boolean
}

/** One after the other: inside a transaction there is one connection. */
async function gatherEach(
  { db }: Pick<Context, 'db'>,
  { told, events, until }: { told: readonly Reconciliation[]; events: readonly EventCount[]; until: Date },
): Promise<Gathered[]> {
  const gathered: Gathered[] = []
  for (const { name, title } of told) {
    const own = events.filter((event) => event.reconciliation === name)
    gathered.push({
      name,
      title,
      opened: sum(own, 'opened'),
      resolved: sum(own, 'resolved'),
      open: await countOpenBySeverity(db, name),
      stopped: (await findStoppedPart(db, name)) !== null,
      held: (await listUndecided(db, name)).length > 0,
      failing: (await findFirstFailing(db, { reconciliation: name, until })) !== null,
    })
  }
  return gathered
}

/** Of each trouble the titles of those that have it; only where there are some. */
function titlesOf(gathered: readonly Gathered[]): Pick<DigestFacts, 'stopped' | 'held' | 'failing'> {
  const troubles = (['stopped', 'held', 'failing'] as const).map(
    (trouble) => [trouble, gathered.filter((each) => each[trouble]).map(({ title }) => title)] as const,
  )
  return Object.fromEntries(troubles.filter(([, titles]) => titles.length > 0))
}

/** What is open by itself: the oldest, what is snoozed, and who needs somebody first. */
async function gatherOpen(
  { db }: Pick<Context, 'db'>,
  names: readonly string[],
): Promise<Pick<DigestFacts, 'snoozed' | 'oldest' | 'numbers'>> {
  const oldest = await findOldestOpen(db, names)
  const rows = await listDiscrepancies(db, {
    reconciliations: names,
    statuses: ['new', 'escalated', 'acknowledged'],
    isTold: true,
    snoozed: false,
    limit: ROWS,
  })
  const snoozed = await countDiscrepancies(db, { reconciliations: names, snoozed: true })
  return {
    ...(snoozed > 0 ? { snoozed } : {}),
    oldest: oldest && { number: oldest.number, firstSeenAt: oldest.firstSeenAt.toISOString() },
    numbers: rows.map(({ number }) => number),
  }
}

function sumOf(open: DigestFacts['open']): number {
  return SEVERITIES.reduce((total, severity) => total + open[severity], 0)
}

function sum(events: readonly EventCount[], kind: EventCount['kind']): number {
  return events.filter((event) => event.kind === kind).reduce((total, event) => total + event.count, 0)
}
