import type { Cause } from '../domain/cause.ts'
import type { Finding, MismatchFinding } from '../domain/finding.ts'
import type { RawValue } from '../domain/record.ts'
import { awaitsParts } from './awaits-parts.ts'
import type { CanonicalValue } from './canonical-value.ts'
import type { ComparisonPlan } from './comparison-plan.ts'
import type { CompiledField } from './compiled-field.ts'
import { explainLateCopy } from './explain-late-copy.ts'
import { ALONE, differs, EQUAL, type FieldOutcome, NORMALISED, tolerated } from './field-outcome.ts'
import { isWrong } from './group-findings.ts'
import { judgeTwo } from './judge-two.ts'
import { judgeValues } from './judge-values.ts'
import type { SideValue } from './likely-correct.ts'
import { parses } from './parse-check.ts'
import { isYoung, type UpdatedAt, updatedAtOf } from './record-age.ts'
import type { RecordAtKey } from './record-at-key.ts'

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

/** Judges one field of the sides that have the record and the field. */
export function judgeField(field: CompiledField, record: RecordAtKey, context: JudgeContext): FieldOutcome {
  if (isPlainlyEqual(field, record)) return EQUAL
  return (record.present === 2 ? judgeTwo(field, record) : null) ?? judgeEntries(field, record, context)
}

function judgeEntries(field: CompiledField, record: RecordAtKey, context: JudgeContext): FieldOutcome {
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
  if (!record.isWalked) return isPlainlyEqualText(field, record)
  const cell = field.cells[record.first]!
  if (!record.isSame(cell)) return false
  return !field.mayNotParse || parses(record.at(record.first, cell), field, record.first)
}

function isPlainlyEqualText(field: CompiledField, record: RecordAtKey): boolean {
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

function entriesOf(field: CompiledField, record: RecordAtKey, { sides }: ComparisonPlan): Entry[] {
  const entries: Entry[] = []
  for (let index = 0; index < sides.length; index++) {
    const cell = field.cells[index]
    const read = field.canonicalisers[index]
    if (!record.has(index) || cell == null || !read) continue
    const raw = record.raw(index, cell)
    const wrong = field.isGrouped && isWrong(sides[index]!, record.cells[index]!, cell)
    entries.push({ index, raw, value: wrong ? { kind: 'invalid' } : read(raw) })
  }
  return entries
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
  if (drift) return tolerated(drift)
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
  const tells = (entry: Entry) => updatedAtIn(record, entry.index, plan) !== null
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
    updatedAt: updatedAtIn(record, entry.index, plan),
  }))
  return differs(withLateCopy(field.mismatches.of(record.key, values), values, context))
}

/** That a copy is late says little of the values themselves, so it is named only where nothing else explains them. */
function withLateCopy(
  finding: MismatchFinding,
  values: readonly SideValue[],
  { now, plan }: JudgeContext,
): MismatchFinding {
  if (finding.cause !== null) return finding
  // What many records come to is no copy of one: that a payment came later explains nothing.
  if (plan.sides.some(({ name, grouping }) => grouping && values.some(({ side }) => side === name))) {
    return finding
  }
  const graceMs = plan.reconciliation.missing.graceSeconds * 1000
  const late = explainLateCopy(values, finding.agreeing, {
    until: new Date(now.getTime() + graceMs),
    youngAfter: graceMs > 0 ? new Date(now.getTime() - graceMs) : null,
  })
  return late === null ? finding : { ...finding, cause: late.cause satisfies Cause, causeDetail: late.detail }
}

function updatedAtIn(record: RecordAtKey, index: number, plan: ComparisonPlan): UpdatedAt | null {
  const side = plan.sides[index]!
  return side.updatedAtCell === null ? null : updatedAtOf(side, record.cells[index]!)
}
