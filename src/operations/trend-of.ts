import { addDays } from '../domain/calendar-day.ts'
import type { CauseState } from '../domain/cause-state.ts'
import type { CauseTrend, FieldTrend, FieldTrendRow, TrendDay } from '../domain/field-trend.ts'
import type { FindingKind } from '../domain/finding.ts'
import { largerDecimal } from '../domain/larger-decimal.ts'
import type { FieldDrift } from '../domain/run.ts'

/** What a trend is made of; `field` and `cause` of changes and open ones are empty where there is none. */
export interface TrendFacts {
  /** Null: all fields. */
  readonly field: string | null
  readonly from: string
  readonly to: string
  /** First day of the period before. */
  readonly before: string
  /** Of days before it nobody knows anything; null: of none. */
  readonly knownFrom: string | null
  readonly changes: readonly (Topic & { readonly day: string; opened: number; resolved: number })[]
  readonly open: readonly (Topic & { readonly open: number })[]
  readonly drift: readonly (FieldDrift & { readonly day: string; readonly field: string })[]
  readonly causes: readonly CauseState[]
}

interface Topic {
  readonly kind: FindingKind
  readonly field: string
  readonly cause: string
}

/** Days, fields and causes of a period, from what happened in it and the one before, and what is open at its end. */
export function trendOf(facts: TrendFacts): Pick<FieldTrend, 'days' | 'fields' | 'causes'> {
  const isAbout = ({ field }: { field: string }) => facts.field === null || field === facts.field
  const about = {
    ...facts,
    changes: facts.changes.filter(isAbout),
    open: facts.open.filter(isAbout),
    drift: facts.drift.filter(isAbout),
    causes: facts.causes.filter(isAbout),
  }
  return { days: daysOf(about), fields: fieldsOf(about), causes: causesOf(about) }
}

function daysOf({ from, to, knownFrom, changes, open, drift }: TrendFacts): TrendDay[] {
  if (knownFrom === null) return []
  let openAtEnd = sum(open, (each) => each.open)
  const days: TrendDay[] = []
  for (let day = to; day >= from && day >= knownFrom; day = addDays(day, -1)) {
    const own = changes.filter((each) => each.day === day)
    const [opened, resolved] = [sum(own, (each) => each.opened), sum(own, (each) => each.resolved)]
    const tolerated = drift.filter((each) => each.day === day)
    days.unshift({
      ...{ day, opened, resolved, open: Math.max(0, openAtEnd) },
      drift: tolerated.length === 0 ? null : sum(tolerated, ({ count }) => count),
    })
    openAtEnd += resolved - opened
  }
  return days
}

function fieldsOf(facts: TrendFacts): FieldTrendRow[] {
  const { from, before, knownFrom, changes, open, drift } = facts
  const topics = new Map<string, Pick<Topic, 'kind' | 'field'>>()
  const tolerated = drift.map(({ field }) => ({ kind: 'mismatch' as const, field }))
  for (const { kind, field } of [...changes, ...open, ...tolerated])
    topics.set(JSON.stringify([kind, field]), { kind, field })
  const rows = [...topics.values()].map(({ kind, field }): FieldTrendRow => {
    const isIts = (each: Pick<Topic, 'kind' | 'field'>) => each.kind === kind && each.field === field
    const own = changes.filter(isIts)
    const now = own.filter(({ day }) => day >= from)
    const then = own.filter(({ day }) => day < from)
    return {
      ...{ kind, field: field === '' ? null : field },
      opened: sum(now, (each) => each.opened),
      openedBefore: knownFrom !== null && knownFrom <= before ? sum(then, (each) => each.opened) : null,
      resolved: sum(now, (each) => each.resolved),
      open: sum(open.filter(isIts), (each) => each.open),
      drift: kind === 'mismatch' ? driftOf(facts, field) : null,
    }
  })
  return rows
    .filter((row) => row.opened + row.resolved + row.open + (row.openedBefore ?? 0) > 0 || row.drift !== null)
    .sort((one, other) => weightOf(other) - weightOf(one) || (nameOf(one) < nameOf(other) ? -1 : 1))
}

function weightOf({ opened, open }: FieldTrendRow): number {
  return Math.max(opened, open)
}

function nameOf({ kind, field }: FieldTrendRow): string {
  return `${field ?? ''} ${kind}`
}

function driftOf({ drift, from }: TrendFacts, field: string): FieldTrendRow['drift'] {
  const own = drift.filter((each) => each.field === field)
  const now = own.filter(({ day }) => day >= from)
  const last = now.at(-1)
  if (last === undefined) return null
  const { count, max, sum: total } = last
  const countBefore = own.findLast(({ day }) => day < from)?.count ?? null
  return { count, max, sum: total, largest: now.map((each) => each.max).reduce(largerDecimal), countBefore }
}

/** Those that appeared in the period, and those that are known to be gone. */
function causesOf({ from, changes, open, causes }: TrendFacts): CauseTrend[] {
  const named = [...causes, ...changes, ...open].filter(({ cause }) => cause !== '')
  const ids = new Map(named.map(({ field, cause }) => [JSON.stringify([field, cause]), { field, cause }]))
  const rows = [...ids.values()].map(({ field, cause }): CauseTrend => {
    const isIts = (each: { field: string; cause: string }) => each.field === field && each.cause === cause
    const state = causes.find(isIts)
    return {
      ...{ field, cause },
      opened: sum(
        changes.filter((each) => isIts(each) && each.day >= from),
        (each) => each.opened,
      ),
      open: sum(open.filter(isIts), (each) => each.open),
      goneAt: state?.goneAt ?? null,
      backAt: state?.backAt ?? null,
      awaySince: state?.awaySince ?? null,
      lastSeenAt: state?.lastSeenAt ?? null,
    }
  })
  return rows
    .filter(({ opened, open: still, goneAt }) => opened + still > 0 || goneAt !== null)
    .sort(
      (one, other) => other.opened + other.open - one.opened - one.open || (one.cause < other.cause ? -1 : 1),
    )
}

function sum<Each>(all: readonly Each[], of: (each: Each) => number): number {
  return all.reduce((total, each) => total + of(each), 0)
}
