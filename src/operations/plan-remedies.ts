import { createHash } from 'node:crypto'
import type { Discrepancy } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { Finding } from '../domain/finding.ts'
import type { SqlDialect } from '../domain/parse-statement.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { RawValue, RecordKey } from '../domain/record.ts'
import type { Remedy, RemedyAction, RemedyState } from '../domain/remedy.ts'
import type { Settings } from '../domain/settings.ts'
import { findDiscrepancy } from '../store/discrepancies.ts'
import { countAttempts } from '../store/remedy-attempts.ts'
import { readRemedyState } from '../store/remedy-states.ts'
import { fittingRemedies } from '../tracker/fits-remedy.ts'
import { remedyValues, type SeenRecord, type WordFacts, type WordValues } from '../tracker/remedy-values.ts'
import { sameEvidence } from '../tracker/same-evidence.ts'
import { USE_COUNTS_MS, whyNotUsed } from '../tracker/why-not-used.ts'
import type { Context } from './context.ts'
import { findReconciliation } from './find-reconciliation.ts'
import { lookAtRecord } from './look-at-record.ts'
import { type ShownPart, showRemedy } from './show-remedy.ts'

/** What a remedy would do to a discrepancy now. */
export interface RemedyPlan {
  readonly remedy: Remedy
  readonly discrepancy: Discrepancy
  /** The side that is changed. */
  readonly side: string
  /** What is sent, for people: the statement and its parameters, or method, URL and body. Never headers. */
  readonly shown: readonly ShownPart[]
  /** What that side shows now, by field; empty: it does not have the record. */
  readonly before: Readonly<Record<string, RawValue>>
  /** What it will show, as far as that can be told; null: it cannot. */
  readonly after: Readonly<Record<string, RawValue>> | null
  /** Names what was looked at: where it is not the same any more, nothing is done. */
  readonly hash: string
  /** Why it cannot be done, as a sentence without its full stop; null: it can. That it is only tried out is no reason. */
  readonly refused: string | null
  /** Attempts that are left within 24 hours. */
  readonly left: number
}

/** A plan with what doing it needs. */
export interface PreparedRemedy extends RemedyPlan {
  readonly reconciliation: Reconciliation
  readonly action: RemedyAction
  readonly dialect: SqlDialect
  readonly key: RecordKey
  /** The changed side has the record. */
  readonly isThere: boolean
  readonly words: WordValues
  /** The sides show what the last run saw. */
  readonly isAsSeen: boolean
}

/** What a remedy would do to a discrepancy now; reads its record on all sides. Throws `not-found`. */
export async function planRemedy(
  context: Context,
  { number, remedy }: { readonly number: number; readonly remedy: string },
): Promise<RemedyPlan> {
  const discrepancy = await findDiscrepancy(context.db, number)
  if (!discrepancy) throw new CounterfoilError('not-found', `There is no discrepancy #${number}`)
  return await prepareRemedy(context, discrepancy, remedy)
}

/** The same for whoever does it. */
export async function prepareRemedy(
  context: Context,
  discrepancy: Discrepancy,
  name: string,
): Promise<PreparedRemedy> {
  const reconciliation = findReconciliation(context.settings, discrepancy.reconciliation)
  const remedy = findRemedy(reconciliation, name)
  const names = { reconciliation: reconciliation.name, remedy: name }
  const state = await readRemedyState(context.db, names)
  const since = new Date(context.now().getTime() - USE_COUNTS_MS)
  const { day } = await countAttempts(context.db, { ...names, since, together: null })
  const look = await lookAtRecord(context, reconciliation, discrepancy)
  const dialect = dialectOf(context.settings, reconciliation, remedy.does.side)
  const nothing = { key: discrepancy.finding.key, presentOn: [], fields: [] }
  const record = 'unknown' in look ? nothing : look.record
  const found = 'unknown' in look ? null : look.finding
  const finding = found && !sameEvidence(found, discrepancy.finding) ? found : discrepancy.finding
  const facts = { reconciliation, action: remedy.does, dialect, number: discrepancy.number, finding, record }
  const planned = planAction(facts)
  const refused =
    whyNot({ discrepancy, remedy, reconciliation, state, day, finding }) ??
    ('unknown' in look ? `the record cannot be read now: ${look.unknown}` : null) ??
    (found === null ? 'the sides agree now' : null) ??
    planned.refused
  return {
    ...planned,
    remedy,
    discrepancy,
    reconciliation,
    hash: hashOf({ remedy, facts, planned }),
    refused,
    left: Math.max(0, remedy.limit.day - day),
    isAsSeen: found !== null && sameEvidence(found, discrepancy.finding),
  }
}

/** What an action would do to a record, be it a fix or what takes one back. */
export function planAction(facts: WordFacts) {
  const { action, record, dialect } = facts
  const found = remedyValues(facts)
  const words: WordValues = 'refused' in found ? { values: {}, sensitive: new Set(), guarded: [] } : found
  const isThere = record.presentOn.includes(action.side)
  const shownOn = (field: string) =>
    record.fields.find(({ name }) => name === field)?.values[action.side] ?? null
  const before = isThere ? Object.fromEntries(words.guarded.map((field) => [field, shownOn(field)])) : {}
  return {
    side: action.side,
    action,
    dialect,
    key: record.key,
    isThere,
    words,
    before,
    after: willShow(facts, words),
    shown: 'refused' in found ? [] : showRemedy(facts, found),
    refused: 'refused' in found ? found.refused : null,
  }
}

export function findRemedy({ title, remedies = [] }: Reconciliation, name: string): Remedy {
  const found = remedies.find((remedy) => remedy.name === name)
  if (found) return found
  const names = remedies.map((remedy) => remedy.name)
  const known = names.length === 0 ? 'It has none' : `There are: ${names.join(', ')}`
  throw new CounterfoilError('not-found', `${title} has no remedy "${name}". ${known}`)
}

export function dialectOf(settings: Settings, { sides }: Reconciliation, side: string): SqlDialect {
  const source = sides.find(({ name }) => name === side)?.source
  return source !== undefined && settings.sources[source]?.type === 'mysql' ? 'mysql' : 'postgres'
}

function whyNot({
  discrepancy,
  remedy,
  reconciliation,
  state,
  day,
  finding,
}: {
  readonly discrepancy: Discrepancy
  readonly remedy: Remedy
  readonly reconciliation: Reconciliation
  readonly state: RemedyState
  readonly day: number
  readonly finding: Finding
}): string | null {
  const { number, status } = discrepancy
  if (status === 'resolved') return `#${number} is resolved`
  if (!fittingRemedies({ status, finding }, reconciliation).some(({ name }) => name === remedy.name))
    return `the remedy "${remedy.name}" is not meant for what #${number} shows now`
  return whyNotUsed(remedy, { state, used: { day, together: 0 } })?.said ?? null
}

/** As far as the values that it takes from other sides say. */
function willShow(
  { action, finding }: WordFacts,
  { values }: WordValues,
): Readonly<Record<string, RawValue>> | null {
  const after: Record<string, RawValue> = {}
  for (const [word, value] of Object.entries(values)) {
    const [side, field] = word.split(/\.(.*)/s)
    const isBefore = side === 'before'
    if (word === 'correct' && 'field' in finding) after[finding.field] = value
    else if (field !== undefined && side !== 'key' && (isBefore || side !== action.side)) after[field] = value
  }
  return Object.keys(after).length === 0 ? null : after
}

function hashOf({
  remedy,
  facts,
  planned,
}: {
  readonly remedy: Remedy
  readonly facts: WordFacts & { readonly record: SeenRecord }
  readonly planned: ReturnType<typeof planAction>
}): string {
  const { reconciliation, number } = facts
  const looked = [planned.key, planned.isThere, planned.before, Object.entries(planned.words.values).sort()]
  return createHash('sha256')
    .update(JSON.stringify([reconciliation.name, number, remedy.name, remedy.does, remedy.dryRun, looked]))
    .digest('hex')
}
