import { sql } from 'drizzle-orm'
import type { Change, SavedChange } from '../domain/change.ts'
import type { Discrepancy } from '../domain/discrepancy.ts'
import { findingField } from '../domain/finding.ts'
import { writeKey } from '../domain/record.ts'
import { applyChange } from '../tracker/apply-change.ts'
import { tellsNow } from '../tracker/route-of.ts'
import { columnOf } from './column-of.ts'
import type { Database } from './database.ts'
import { inChunks } from './in-chunks.ts'
import { resolveAll, rewriteAll, seeAgain, type Touched } from './touch-discrepancies.ts'

export interface RunChangesToSave {
  readonly reconciliation: string
  readonly changes: readonly Change[]
  /** As they stand, and stay until the transaction ends: all that the changes are about, and others at will. */
  readonly known: readonly Discrepancy[]
  readonly runId: string
  readonly now: Date
  /** Nobody is told of what the run sees. */
  readonly isShadow?: boolean
}

type Opened = Extract<Change, { type: 'opened' }>

/** Rows a statement. They travel as one parameter, JSON, because a statement takes at most 65,535 of them. */
const CHUNK = 5_000

/**
 * Saves what a run's findings mean, with the events, and answers each change with the discrepancy as it now is, in the
 * order given. Call it in the transaction that read what was known, after `lockHistory`.
 */
export async function saveChanges(db: Database, input: RunChangesToSave): Promise<SavedChange[]> {
  const saved = new Map<Change, SavedChange>()
  const opened = input.changes.filter((change) => change.type === 'opened')
  for (const chunk of inChunks(opened, CHUNK)) {
    for (const each of await open(db, input, chunk)) saved.set(each.change, each)
  }
  const touched = applyTouching(input)
  for (const { change, after } of touched) saved.set(change, { change, discrepancy: after })
  const [quiet, resolved, others] = sortOut(touched)
  for (const chunk of inChunks(quiet, CHUNK)) await seeAgain(db, input, chunk)
  for (const chunk of inChunks(resolved, CHUNK)) await resolveAll(db, input, chunk)
  for (const chunk of inChunks(others, CHUNK)) await rewriteAll(db, input, chunk)
  return input.changes.map((change) => saved.get(change)!)
}

function applyTouching(input: RunChangesToSave): Touched[] {
  const known = new Map(input.known.map((discrepancy) => [discrepancy.number, discrepancy]))
  return input.changes.flatMap((change) => {
    if (change.type === 'opened') return []
    const { number } = change
    const before = known.get(number)
    if (before === undefined) throw new Error(`#${number} is ${change.type}, and nobody read it before`)
    return [{ change, before, after: applyChange(change, { ...input, before, number }) }]
  })
}

/** Those of which only their being seen is news, those that are resolved, and the others. */
function sortOut(touched: readonly Touched[]): readonly [Touched[], Touched[], Touched[]] {
  const [quiet, resolved, others]: [Touched[], Touched[], Touched[]] = [[], [], []]
  for (const each of touched) {
    if (each.change.type === 'resolved') resolved.push(each)
    else if (isQuiet(each)) quiet.push(each)
    else others.push(each)
  }
  return [quiet, resolved, others]
}

function isQuiet({ change }: Touched): boolean {
  return change.type === 'seen' && !change.valuesChanged && !change.looksElse && !change.wakes
}

async function open(
  db: Database,
  input: RunChangesToSave,
  changes: readonly Opened[],
): Promise<SavedChange[]> {
  const { reconciliation, runId, isShadow } = input
  const shapes = new Map<string, number>()
  const [fingerprints, shapeIds, keys, evidence] = [[], [], [], []] as string[][]
  for (const { fingerprint, finding, route } of changes) {
    const tells = (route && tellsNow(route)) ?? null
    const shape = JSON.stringify([finding.kind, findingField(finding), finding.severity, tells])
    const id = shapes.get(shape) ?? shapes.size
    shapes.set(shape, id)
    fingerprints!.push(fingerprint)
    shapeIds!.push(String(id))
    keys!.push(writeKey(finding.key))
    evidence!.push(JSON.stringify(finding))
  }
  const actor = JSON.stringify({ kind: 'run', id: runId, surface: 'run' })
  const now = sql`${input.now.toISOString()}::timestamptz`
  const written = (await db.execute(sql`
    with opened as (
      insert into discrepancies (reconciliation, fingerprint, kind, key_text, field, finding, severity, status,
        status_by, status_at, first_seen_at, last_seen_at, times_seen, times_reopened, first_run_id, last_run_id, told_run_id, route, version)
      select ${reconciliation}, fingerprint, shape ->> 0, key_text, shape ->> 1, finding::json, shape ->> 2, 'new',
        ${actor}::json, ${now}, ${now}, ${now}, 1, 0, ${runId}, ${runId}, ${isShadow ? null : runId}::text, shape ->> 3, 1
      from unnest(${columnOf(fingerprints!)}, ${columnOf(shapeIds!)}, ${columnOf(keys!)}, ${columnOf(evidence!)})
        with ordinality as change (fingerprint, shape_id, key_text, finding, position)
      join json_array_elements(${`[${[...shapes.keys()].join()}]`}::json)
        with ordinality as shapes (shape, id) on id = shape_id::int + 1
      order by position
      returning number, finding
    ), noted as (
      insert into discrepancy_events (number, kind, actor, at, run_id, to_status, finding)
      select number, 'opened', ${actor}::json, ${now}, ${runId}, 'new', finding
      from opened order by number
    )
    select string_agg(number::text, ' ' order by number) as numbers from opened`)) as {
    readonly rows: readonly [{ readonly numbers: string }]
  }
  const numbers = written.rows[0].numbers.split(' ').map(Number)
  return changes.map((change, index) => {
    const number = numbers[index]!
    return { change, discrepancy: applyChange(change, { ...input, before: null, number }) }
  })
}
