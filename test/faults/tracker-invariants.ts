import { readdir } from 'node:fs/promises'
import type { Finding } from '../../src/domain/finding.ts'
import type { RunChanges, RunState } from '../../src/domain/run.ts'

/** Runs a statement on the tracker's database. */
export type Query = (sql: string, parameters?: readonly unknown[]) => Promise<Record<string, unknown>[]>

/** A difference in one line: `customers k7 balance: crm 1.20, billing 1.30`. */
export function describeFinding(reconciliation: string, finding: Finding): string {
  const about = `${reconciliation} ${Object.values(finding.key).join('/')}`
  if (finding.kind === 'missing') return `${about} missing from ${finding.missingFrom.join(', ')}`
  if (finding.kind !== 'mismatch') return `${about} ${finding.kind}`
  const values = Object.entries(finding.values).map(([side, value]) => `${side} ${value}`)
  return `${about} ${finding.field}: ${values.join(', ')}`
}

/**
 * What is open and does not differ, and what differs and is not open. What people called expected need not be open as
 * long as it shows the same.
 */
export async function brokenTruth(query: Query, differences: readonly string[]): Promise<string[]> {
  const rows = (await query(
    `select number, reconciliation, status, finding, resolution_reason = 'expected' as expected from discrepancies`,
  )) as { reconciliation: string; status: string; finding: Finding; expected: boolean | null }[]
  const lines = (kept: typeof rows) =>
    new Set(kept.map(({ reconciliation, finding }) => describeFinding(reconciliation, finding)))
  const open = lines(rows.filter(({ status }) => status !== 'resolved'))
  const expected = lines(rows.filter(({ status, expected }) => status === 'resolved' && expected === true))
  const real = new Set(differences)
  return [
    ...[...real].filter((line) => !open.has(line) && !expected.has(line)).map((line) => `not open: ${line}`),
    ...[...open].filter((line) => !real.has(line)).map((line) => `open, and it is not so: ${line}`),
  ]
}

const EVENTS_OF_CHANGES = { opened: 'opened', reopened: 'reopened', resolved: 'resolved' } as const

/** No run is going; a completed one has the events that it counts, every other none. */
export async function brokenRuns(query: Query): Promise<string[]> {
  const runs = (await query('select id, state, changes from runs')) as {
    id: string
    state: RunState
    changes: RunChanges | null
  }[]
  const counted = (await query(
    `select run_id, kind, count(*)::int as count from discrepancy_events where run_id is not null group by 1, 2`,
  )) as { run_id: string; kind: string; count: number }[]
  const known = new Set(runs.map(({ id }) => id))
  const problems = counted
    .filter(({ run_id }) => !known.has(run_id))
    .map(({ run_id }) => `events of a run that is not there: ${run_id}`)
  for (const { id, state, changes } of runs) {
    const count = (kind: string) =>
      counted.find((each) => each.run_id === id && each.kind === kind)?.count ?? 0
    const total = counted.filter(({ run_id }) => run_id === id).length
    if (state === 'running') problems.push(`run ${id} is still running`)
    if (state !== 'completed') {
      if (total > 0) problems.push(`run ${id} is ${state} and has events`)
      continue
    }
    for (const [kind, change] of Object.entries(EVENTS_OF_CHANGES)) {
      if (count(kind) !== changes?.[change])
        problems.push(`run ${id} says ${changes?.[change]} ${kind} and has ${count(kind)} such events`)
    }
    // What was seen again and shows the same is counted, and makes no event.
    if (count('seen') > (changes?.seenAgain ?? 0))
      problems.push(`run ${id} says ${changes?.seenAgain} seen again and has ${count('seen')} such events`)
  }
  return [...problems, ...(await brokenSums(query))]
}

/** How often each was seen adds up to what the runs say that they saw: no run counted twice, none half. */
async function brokenSums(query: Query): Promise<string[]> {
  const rows = await query(`
    with said as (
      select reconciliation, sum((changes->>'opened')::int + (changes->>'seenAgain')::int
        + (changes->>'reopened')::int)::int as seen
      from runs where state = 'completed' group by 1
    ), kept as (select reconciliation, sum(times_seen)::int as seen from discrepancies group by 1)
    select reconciliation, said.seen as said, coalesce(kept.seen, 0) as kept
    from said left join kept using (reconciliation) where said.seen <> coalesce(kept.seen, 0)`)
  return rows.map(
    ({ reconciliation, said, kept }) => `${reconciliation}: runs say ${said} seen, rows say ${kept}`,
  )
}

interface EventRow {
  readonly number: string
  readonly kind: string
  readonly from_status: string | null
  readonly to_status: string | null
}

/** Each history begins with `opened`, each step begins where the last one ended, and the row stands where the last did. */
export async function brokenHistories(query: Query): Promise<string[]> {
  const rows = (await query('select number, status, version from discrepancies')) as {
    number: string
    status: string
    version: number
  }[]
  const events = (await query(
    'select number, kind, from_status, to_status from discrepancy_events order by id',
  )) as unknown as EventRow[]
  const histories = groupBy(events, ({ number }) => number)
  const problems = [...histories.keys()]
    .filter((number) => !rows.some((row) => row.number === number))
    .map((number) => `#${number} has events and no row`)
  for (const row of rows) {
    const history = histories.get(row.number) ?? []
    problems.push(...brokenSteps(row, history).map((problem) => `#${row.number}: ${problem}`))
  }
  return problems
}

function brokenSteps(row: { status: string; version: number }, history: readonly EventRow[]): string[] {
  const problems: string[] = []
  if (history[0]?.kind !== 'opened') problems.push(`begins with ${history[0]?.kind ?? 'nothing'}`)
  if (history.filter(({ kind }) => kind === 'opened').length > 1) problems.push('is opened twice')
  let status: string | null = null
  for (const { kind, from_status, to_status } of history) {
    if (to_status === null) continue
    if (from_status !== status) problems.push(`${kind} from ${from_status} where it was ${status}`)
    status = to_status
  }
  if (status !== row.status) problems.push(`is ${row.status}, and its last event left it ${status}`)
  if (row.version !== history.length)
    problems.push(`is at version ${row.version} after ${history.length} events`)
  return problems
}

/** Nothing waits to be told, and nothing was given up. */
export async function brokenOutbox(query: Query): Promise<string[]> {
  const rows = await query('select tag, state, error from outbox order by tag')
  return rows.map(({ tag, state, error }) => `${tag} is ${state} in the outbox: ${error ?? 'no error'}`)
}

/** Files that nobody removed. */
export async function leftovers(...folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    folders.map(async (folder) => (await readdir(folder)).map((name) => `${folder}/${name} is left over`)),
  )
  return found.flat()
}

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}
