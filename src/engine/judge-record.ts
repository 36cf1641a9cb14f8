import type { Finding, InvalidFinding, MissingFinding } from '../domain/finding.ts'
import type { RecordKey, SideValues } from '../domain/record.ts'
import type { JudgedField, JudgedRecord } from './comparison.ts'
import type { CompiledField } from './compiled-field.ts'
import { explainSwaps } from './explain-swap.ts'
import { EQUAL, type FieldOutcome } from './field-outcome.ts'
import { withParts } from './group-findings.ts'
import { type JudgeContext, judgeField } from './judge-field.ts'
import { isYoung } from './record-age.ts'
import type { RecordAtKey } from './record-at-key.ts'
import type { Tally } from './tally.ts'
import type { TotalParts } from './total-parts.ts'
import type { WalkedCells } from './walked-cells.ts'

export interface RecordJudge extends JudgeContext {
  readonly fields: readonly CompiledField[]
  readonly tally: Tally
  /** Is told every judged record; null where nobody wants them, as they cost time and memory. */
  readonly keepRecord: ((record: JudgedRecord) => void) | null
  /** Null where no field has control totals. */
  readonly totalParts: TotalParts | null
  /** The fields' cells; null unless they follow the key in the order of the fields on every side. */
  readonly walked: WalkedCells | null
}

const NOTHING: readonly Finding[] = []
const NO_INVALID: readonly InvalidFinding[] = []

/** A key with how often each side has it, 0 where it has not. */
export interface KeyCopies {
  readonly key: RecordKey
  readonly copies: readonly number[]
}

/** Judges a key that no side has twice: is it missing somewhere, and does each field agree. */
export function judgeRecord(judge: RecordJudge, record: RecordAtKey): readonly Finding[] {
  const { plan, tally, fields } = judge
  if (judge.walked !== null && record.present > 1) record.walk(judge.walked)
  const outcomes = judge.totalParts || judge.keepRecord ? new Map<string, FieldOutcome>() : null
  const missing = missingFinding(judge, record)
  const ofFields = judgeFields(judge, record, outcomes)
  const invalid = expectationFindings(judge, record)
  const found =
    missing === null && invalid.length === 0
      ? ofFields
      : [
          ...(missing ? [withParts(plan, record, missing)] : []),
          ...ofFields,
          ...invalid.filter((broken) => !isInvalidAlready(ofFields, broken)),
        ]
  tally.countRecord({ matched: isMatched(judge, record), agreeing: found.length === 0 })
  const findings = explainSwaps(found, fields)
  if (outcomes) handOn(judge, record, { outcomes, isMissing: missing !== null, invalid, findings })
  return findings
}

/** The fields' findings. `outcomes` is told of each field that is not the same everywhere. */
function judgeFields(
  judge: RecordJudge,
  record: RecordAtKey,
  outcomes: Map<string, FieldOutcome> | null,
): readonly Finding[] {
  const { fields, plan, tally } = judge
  const walked = record.isWalked ? judge.walked : null
  const from = walked === null ? 0 : walked.from
  const to = from + fields.length
  let findings: readonly Finding[] = NOTHING
  let several: Finding[] | null = null
  let same = fields.length
  for (let cell = from - 1; ; same--) {
    cell = walked === null ? cell + 1 : record.nextToJudge(cell + 1)
    if (cell >= to) break
    const field = fields[cell - from]!
    const outcome = judgeField(field, record, judge)
    tally.countField(field.name, outcome)
    outcomes?.set(field.name, outcome)
    if (outcome.findings.length === 0) continue
    const found = field.isGrouped
      ? outcome.findings.map((finding) => withParts(plan, record, finding))
      : outcome.findings
    // Nearly all records have one at most, and its list is there already.
    if (findings === NOTHING) findings = found
    else {
      several ??= [...findings]
      for (const finding of found) several.push(finding)
    }
  }
  tally.countSame(same)
  return several ?? findings
}

interface JudgedParts {
  readonly outcomes: ReadonlyMap<string, FieldOutcome>
  readonly isMissing: boolean
  readonly invalid: readonly InvalidFinding[]
  readonly findings: readonly Finding[]
}

/** Tells those who want to know more than the findings. */
function handOn(
  judge: RecordJudge,
  record: RecordAtKey,
  { outcomes, isMissing, invalid, findings }: JudgedParts,
) {
  const isFinding = judge.plan.sides.map(({ optional }, side) => isMissing && !optional && !record.has(side))
  judge.totalParts?.addJudged(record, outcomes, isFinding)
  if (!judge.keepRecord) return
  const fields = judge.fields.map((field) => {
    const outcome = outcomes.get(field.name) ?? EQUAL
    return judgedField(judge, { field, record, verdict: verdictOf(field, outcome, invalid) })
  })
  const where = whereIs(judge, (side) => record.has(side))
  judge.keepRecord({ key: record.key, ...where, fields, findings })
}

/** Not while the record is younger than the grace. */
function missingFinding(judge: RecordJudge, record: RecordAtKey): MissingFinding | null {
  if (isMatched(judge, record)) return null
  const { plan } = judge
  if (isYoung(record, [...plan.sides.keys()], judge)) return null
  const { presentOn, missingFrom } = whereIs(judge, (side) => record.has(side))
  const { severity } = plan.reconciliation.missing
  return { kind: 'missing', key: record.key, severity, presentOn, missingFrom }
}

/** Whether every side has the record that must have it. */
function isMatched({ plan }: RecordJudge, record: RecordAtKey): boolean {
  return record.isEverywhere || plan.sides.every((side, index) => side.optional || record.has(index))
}

function verdictOf(
  field: CompiledField,
  { verdict }: FieldOutcome,
  invalid: readonly InvalidFinding[],
): JudgedField['verdict'] {
  const isBroken = invalid.some((finding) => finding.field === field.name)
  return isBroken && verdict !== 'differs' ? 'invalid' : verdict
}

/** A group may hold a value that does not parse beside one that is not as expected: then the first is the finding. */
function isInvalidAlready(findings: readonly Finding[], { side, field }: InvalidFinding): boolean {
  return findings.some(
    (finding) => finding.kind === 'invalid' && finding.side === side && finding.field === field,
  )
}

function expectationFindings({ plan }: RecordJudge, record: RecordAtKey): readonly InvalidFinding[] {
  if (!record.isBroken) return NO_INVALID
  return record.broken.flatMap((rules, side) =>
    (rules ?? []).map(({ field, raw, rule, severity, records }) => ({
      kind: 'invalid' as const,
      key: record.key,
      severity,
      side: plan.sides[side]!.name,
      field,
      raw,
      rule,
      ...(records === undefined ? {} : { records }),
    })),
  )
}

/** A key that some side has more than once: one finding for each such side, and no further comparison. */
export function judgeDuplicate(judge: RecordJudge, { key, copies }: KeyCopies): readonly Finding[] {
  const { plan, tally } = judge
  const findings = plan.sides.flatMap((side, index): Finding[] => {
    const count = copies[index]!
    return count < 2 ? [] : [{ kind: 'duplicate', key, severity: 'high', side: side.name, count }]
  })
  const matched = plan.sides.every((side, index) => side.optional || copies[index] === 1)
  tally.countRecord({ matched, agreeing: false })
  judge.keepRecord?.({ ...whereIs(judge, (side) => copies[side]! > 0), key, fields: [], findings })
  return findings
}

function whereIs({ plan }: RecordJudge, has: (side: number) => boolean) {
  const presentOn: string[] = []
  const missingFrom: string[] = []
  for (const [index, side] of plan.sides.entries()) {
    if (has(index)) presentOn.push(side.name)
    else if (!side.optional) missingFrom.push(side.name)
  }
  return { presentOn, missingFrom }
}

function judgedField(
  { plan }: RecordJudge,
  { field, record, verdict }: { field: CompiledField; record: RecordAtKey; verdict: JudgedField['verdict'] },
): JudgedField {
  const values: Record<string, SideValues[string]> = {}
  for (const [index, side] of plan.sides.entries()) {
    const cell = field.cells[index]
    if (cell != null && record.has(index)) values[side.name] = record.raw(index, cell)
  }
  return { name: field.name, type: field.type, values, verdict }
}
