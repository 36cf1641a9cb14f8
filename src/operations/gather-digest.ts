import type { DigestFacts } from '../domain/digest-facts.ts'
import { SEVERITIES, type Severity } from '../domain/finding.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import {
  countDiscrepancies,
  countOpenBySeverity,
  findOldestOpen,
  listDiscrepancies,
} from '../store/discrepancies.ts'
import { countEvents, type EventCount } from '../store/events.ts'
import { listUndecided } from '../store/held-runs.ts'
import { findStoppedPart } from '../store/runs.ts'
import type { Context } from './context.ts'

const ROWS = 10

type OpenCounts = Readonly<Record<Severity, number>>

export interface DigestPeriod {
  readonly reconciliations: readonly Reconciliation[]
  readonly day: string
  readonly since: Date
  readonly until: Date
}

/** Counts what happened in a period and what is open at its end, but for what is in shadow. */
export async function gatherDigest(context: Pick<Context, 'db'>, period: DigestPeriod): Promise<DigestFacts> {
  const { db } = context
  const told = period.reconciliations.filter(({ shadow }) => !shadow)
  const names = told.map(({ name }) => name)
  const events = await countEvents(db, { reconciliations: names, since: period.since, until: period.until })
  const reconciliations: (Omit<DigestFacts['reconciliations'][number], 'open'> & { open: OpenCounts })[] = []
  const stopped: string[] = []
  const held: string[] = []
  // One after the other: inside a transaction there is one connection.
  for (const { name, title } of told) {
    const own = events.filter((event) => event.reconciliation === name)
    const open = await countOpenBySeverity(db, name)
    if (await findStoppedPart(db, name)) stopped.push(title)
    if ((await listUndecided(db, name)).length > 0) held.push(title)
    reconciliations.push({ name, title, opened: sum(own, 'opened'), resolved: sum(own, 'resolved'), open })
  }
  const oldest = await findOldestOpen(db, names)
  const rows = await listDiscrepancies(db, {
    reconciliations: names,
    statuses: ['new', 'escalated', 'acknowledged'],
    severities: ['high', 'medium'],
    snoozed: false,
    limit: ROWS,
  })
  const snoozed = await countDiscrepancies(db, { reconciliations: names, snoozed: true })
  const openOf = (severity: Severity) =>
    reconciliations.reduce((total, { open }) => total + open[severity], 0)
  const people = events.filter((event) => event.actorKind === 'person')
  return {
    day: period.day,
    since: period.since.toISOString(),
    until: period.until.toISOString(),
    opened: sum(events, 'opened'),
    reopened: sum(events, 'reopened') - sum(people, 'reopened'),
    resolvedByPeople: sum(people, 'resolved'),
    resolvedByThemselves: sum(events, 'resolved') - sum(people, 'resolved'),
    open: { high: openOf('high'), medium: openOf('medium'), low: openOf('low') },
    ...(snoozed > 0 ? { snoozed } : {}),
    ...(stopped.length > 0 ? { stopped } : {}),
    ...(held.length > 0 ? { held } : {}),
    reconciliations: reconciliations.map(({ open, ...counts }) => ({
      ...counts,
      open: SEVERITIES.reduce((total, severity) => total + open[severity], 0),
    })),
    oldest: oldest && { number: oldest.number, firstSeenAt: oldest.firstSeenAt.toISOString() },
    numbers: rows.map(({ number }) => number),
  }
}

function sum(events: readonly EventCount[], kind: EventCount['kind']): number {
  return events.filter((event) => event.kind === kind).reduce((total, event) => total + event.count, 0)
}
