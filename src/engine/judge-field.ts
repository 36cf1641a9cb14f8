import type { Finding, MismatchFinding } from '../domain/finding.ts'
import type { RawValue, SideValues } from '../domain/record.ts'
import { awaitsParts } from './awaits-parts.ts'
import type { CanonicalValue } from './canonical-value.ts'
import type { ComparisonPlan } from './comparison-plan.ts'
import type { CompiledField } from './compiled-field.ts'
import type { Scaled } from './exact-decimal.ts'
import { type Cause, explainCause } from './explain-cause.ts'
import { explainStale } from './explain-stale.ts'
import type { FieldVerdict } from './field-verdict.ts'
import { isWrong } from './group-findings.ts'
import { groupSides } from './group-sides.ts'
import { judgePair, judgeValues } from './judge-values.ts'
import { likelyCorrect, type SideValue } from './likely-correct.ts'
import { isYoung, updatedAtOf } from './record-age.ts'
import type { RecordAtKey } from './record-at-key.ts'

/** What one field of one record came to. */
export interface FieldOutcome {
  readonly verdict: FieldVerdict
  readonly findings: readonly Finding[]
  /** Largest distance of any two values when they are within tolerance and not equal. */
  readonly drift: Scaled | null
}

export interface JudgeContext {
  readonly plan: ComparisonPlan
  readonly now: Date
}

interface Entry {
  readonly index: number
  readonly raw: RawValue
  readonly value: CanonicalValue
}

interface FieldCase {
  readonly field: CompiledField
  readonly record: RecordAtKey
  readonly entries: readonly Entry[]
  readonly context: JudgeContext
}

const EQUAL: FieldOutcome = { verdict: 'equal', findings: [], drift: null }
const NORMALISED: FieldOutcome = { verdict: 'normalised', findings: [], drift: null }
const ALONE: FieldOutcome = { verdict: 'ignored', findings: [], drift: null }

/** Judges one field of the sides that have the record and the field. */
export function judgeField(field: CompiledField, record: RecordAtKey, context: JudgeContext): FieldOutcome {
  if (isPlainlyEqual(field, record)) return EQUAL
  const entries = entriesOf(field, record, context.plan)
  const fieldCase: FieldCase = { field, record, entries, context }
  const invalid = invalidFindings(fieldCase)
  const readable = entries.filter((entry) => entry.value.kind !== 'invalid')
  if (readable.length < 2)
    return invalid.length > 0 ? { verdict: 'invalid', findings: invalid, drift: null } : ALONE
  const outcome = judgeReadable(fieldCase, readable)
  if (invalid.length === 0) return outcome
  return {
    verdict: outcome.verdict === 'differs' ? 'differs' : 'invalid',
    findings: [...invalid, ...outcome.findings],
    drift: outcome.drift,
  }
}

/** The same raw text on two or more sides, which cannot but agree: no need to look closer. */
function isPlainlyEqual(field: CompiledField, record: RecordAtKey): boolean {
  if (field.dependsOnSide) return false
  let first: RawValue | undefined
  let count = 0
  for (let index = 0; index < record.cells.length; index++) {
    const cell = field.cells[index]
    const cells = record.cells[index]
    if (cell == null || cells == null) continue
    const raw = cells[cell]!
    if (count++ === 0) first = raw
    else if (raw !== first) return false
  }
  if (count < 2) return false
  return !field.mayNotParse || field.canonicalisers.find((read) => read !== null)!(first!).kind !== 'invalid'
}

function entriesOf(field: CompiledField, record: RecordAtKey, plan: ComparisonPlan): Entry[] {
  return record.cells.flatMap((cells, index) => {
    const cell = field.cells[index]
    const read = field.canonicalisers[index]
    if (cells === null || cell == null || !read) return []
    const raw = cells[cell]!
    const wrong = isWrong(plan.sides[index]!, cells, cell)
    return [{ index, raw, value: wrong ? { kind: 'invalid' } : read(raw) }]
  })
}

function invalidFindings({ field, record, entries, context }: FieldCase): Finding[] {
  return entries
    .filter((entry) => entry.value.kind === 'invalid')
    .map((entry) => ({
      kind: 'invalid',
      key: record.key,
      severity: field.rules.severity,
      side: context.plan.sides[entry.index]!.name,
      field: field.name,
      raw: entry.raw,
    }))
}

/** Two or more sides with a null or a value. Values are compared with each other first, then nulls by policy. */
function judgeReadable(fieldCase: FieldCase, readable: readonly Entry[]): FieldOutcome {
  const { field } = fieldCase
  const filled = readable.filter((entry) => entry.value.kind === 'value')
  const agreement = judgeValues(
    filled.map((entry) => entry.value),
    field.allowance,
  )
  const drift = agreement.kind === 'tolerated' ? agreement.apart : null
  const someNull = filled.length > 0 && filled.length < readable.length
  if (agreement.kind === 'differ') {
    return isPartial(fieldCase, filled)
      ? { verdict: 'pending', findings: [], drift: null }
      : mismatch(fieldCase)
  }
  if (someNull) {
    if (field.rules.nulls === 'ignore') return { verdict: 'ignored', findings: [], drift }
    if (field.rules.nulls === 'mismatch' || !isAwaited(fieldCase, filled)) return mismatch(fieldCase)
    return { verdict: 'pending', findings: [], drift }
  }
  if (drift) return { verdict: 'tolerated', findings: [], drift }
  return readable.every((entry) => entry.raw === readable[0]!.raw) ? EQUAL : NORMALISED
}

/** Parts of a group are awaited as nulls are. */
function isPartial(fieldCase: FieldCase, filled: readonly Entry[]): boolean {
  const { field, context } = fieldCase
  if (field.rules.nulls !== 'pending') return false
  const values = filled.map(({ index, value }) => ({ side: context.plan.sides[index]!, value }))
  return awaitsParts(field.name, values, field.allowance) && isAwaited(fieldCase, filled)
}

/** A null is awaited while the record is young where it has a value; if no such side tells, where it is null. */
function isAwaited({ record, entries, context }: FieldCase, filled: readonly Entry[]): boolean {
  const { plan } = context
  const tells = (entry: Entry) => updatedAtOf(plan.sides[entry.index]!, record.cells[entry.index]!) !== null
  const deciding = filled.some(tells) ? filled : entries
  return isYoung(
    record,
    deciding.map((entry) => entry.index),
    context,
  )
}

function mismatch({ field, record, entries, context }: FieldCase): FieldOutcome {
  const { plan } = context
  const values: SideValue[] = entries.map((entry) => ({
    side: plan.sides[entry.index]!.name,
    raw: entry.raw,
    value: entry.value,
    updatedAt: updatedAtOf(plan.sides[entry.index]!, record.cells[entry.index]!),
  }))
  const likely = likelyCorrect({ field: field.name, values, allowance: field.allowance }, field.likelyCorrect)
  const agreeing = groupSides(values, field.allowance)
  const finding: Finding = {
    kind: 'mismatch',
    key: record.key,
    severity: field.rules.severity,
    field: field.name,
    values: sideValues(values),
    agreeing,
    likelyCorrect: likely?.side ?? null,
    likelyCorrectReason: likely?.reason ?? null,
    ...causeOf({ field, values, agreeing, context }),
  }
  return { verdict: 'differs', findings: [finding], drift: null }
}

interface CauseCase extends Pick<FieldCase, 'field' | 'context'> {
  readonly values: readonly SideValue[]
  readonly agreeing: readonly (readonly string[])[]
}

/** That a copy is stale says little of the values themselves, so it is named only where nothing else explains them. */
function causeOf({
  field,
  values,
  agreeing,
  context,
}: CauseCase): Pick<MismatchFinding, 'cause' | 'causeDetail'> {
  const cause = explainCause(field.type, differingPairs(values, field))
  if (cause !== null) return { cause }
  const { now, plan } = context
  // What many records come to is no copy of one: that a payment came later explains nothing.
  if (plan.sides.some(({ name, grouping }) => grouping && values.some(({ side }) => side === name)))
    return { cause }
  const { graceSeconds } = plan.reconciliation.missing
  const causeDetail = explainStale(values, agreeing, new Date(now.getTime() + graceSeconds * 1000))
  return causeDetail === null ? { cause } : { cause: 'stale' satisfies Cause, causeDetail }
}

function sideValues(values: readonly SideValue[]): SideValues {
  return Object.fromEntries(values.map((value) => [value.side, value.raw]))
}

function differingPairs(
  values: readonly SideValue[],
  field: CompiledField,
): (readonly [SideValue, SideValue])[] {
  const readable = values.filter((value) => value.value.kind !== 'invalid')
  return readable.flatMap((a, index) =>
    readable
      .slice(index + 1)
      .filter((b) => judgePair(a.value, b.value, field.allowance).kind === 'differ')
      .map((b) => [a, b] as const),
  )
}
