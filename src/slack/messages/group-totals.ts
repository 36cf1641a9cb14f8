import { createHash } from 'node:crypto'
import { STATUSES, type Status } from '../../domain/discrepancy.ts'
import type { Severity } from '../../domain/finding.ts'
import { type FindingTraits, writeTraits } from '../../domain/finding-traits.ts'

/** Discrepancies alike in all of these. */
export interface GroupedCount extends FindingTraits {
  readonly severity: Severity
  readonly status: Status
  readonly count: number
}

export interface GroupTotals {
  readonly all: number
  readonly open: number
  readonly byStatus: Readonly<Record<Status, number>>
  /** The largest first. */
  readonly byTraits: readonly {
    readonly id: string
    readonly traits: FindingTraits
    readonly count: number
    readonly open: number
  }[]
}

/** Adds up counts by what people ask for. */
export function groupTotals(counts: readonly GroupedCount[]): GroupTotals {
  const byStatus = Object.fromEntries(STATUSES.map((status) => [status, 0])) as Record<Status, number>
  const groups = new Map<string, { id: string; traits: FindingTraits; count: number; open: number }>()
  for (const { severity: _severity, status, count, ...traits } of counts) {
    byStatus[status] += count
    const id = traitsId(traits)
    const before = groups.get(id) ?? { id, traits, count: 0, open: 0 }
    const open = before.open + (status === 'resolved' ? 0 : count)
    groups.set(id, { ...before, count: before.count + count, open })
  }
  const all = counts.reduce((total, { count }) => total + count, 0)
  const byTraits = [...groups.values()].sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1))
  return { all, open: all - byStatus.resolved, byStatus, byTraits }
}

/** A short name for traits, however long their field is. */
export function traitsId(traits: FindingTraits): string {
  return createHash('sha256').update(writeTraits(traits)).digest('hex').slice(0, 12)
}

/** What the buttons of a group carry: the run, and which pattern. */
export function writeGroupValue(runId: string, traits?: FindingTraits): string {
  return traits === undefined ? runId : `${runId} ${traitsId(traits)}`
}

export function readGroupValue(value: string): { readonly runId: string; readonly pattern: string | null } {
  const [runId = '', pattern = null] = value.split(' ')
  return { runId, pattern }
}
