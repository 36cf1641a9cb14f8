import type { Finding, InvalidFinding } from '../domain/finding.ts'
import type { RecordKey, SideValues } from '../domain/record.ts'
import type { JudgedField, JudgedRecord } from './comparison.ts'
import type { CompiledField } from './compiled-field.ts'
import { explainSwaps } from './explain-swap.ts'
import { withParts } from './group-findings.ts'
import { type FieldOutcome, type JudgeContext, judgeField } from './judge-field.ts'
import { isYoung } from './record-age.ts'
import type { RecordAtKey } from './record-at-key.ts'
import type { Tally } from './tally.ts'
import type { TotalParts } from './total-parts.ts'

export interface RecordJudge extends JudgeContext {
  readonly fields: readonly CompiledField[]
  readonly tally: Tally
  /** Whether `JudgedRecord.fields` are wanted: they cost memory. */
  readonly keepsFields: boolean
  /** Null where no field has control totals. */
  readonly totalParts: TotalParts | null
}

/** A key with how often each side has it, 0 where it has not. */
export interface KeyCopies {
  readonly key: RecordKey
  readonly copies: readonly number[]
}

/** Judges a key that no side has twice: is it missing somewhere, and does each field agree. */
export function judgeRecord(judge: RecordJudge, record: RecordAtKey): JudgedRecord {
  const { plan, tally } = judge
  const { presentOn, missingFrom } = whereIs(judge, {
    key: record.key,
    copies: record.cells.map((cells) => (cells ? 1 : 0)),
  })
  const findings: Finding[] = []
  if (missingFrom.length > 0 && !isYoung(record, [...plan.sides.keys()], judge)) {
    const { severity } = plan.reconciliation.missing
    const finding: Finding = { kind: 'missing', key: record.key, severity, presentOn, missingFrom }
    findings.push(withParts(plan, record, finding))
  }
  const fields: JudgedField[] = []
  const expected = expectationFindings(judge, record)
  const outcomes = judge.totalParts && new Map<string, FieldOutcome>()
  for (const field of judge.fields) {
    const outcome = judgeField(field, record, judge)
    findings.push(...outcome.findings.map((finding) => withParts(plan, record, finding)))
    tally.countField(field.name, outcome)
    outcomes?.set(field.name, outcome)
    const isBroken = expected.some((finding) => finding.field === field.name)
    const verdict = isBroken && outcome.verdict !== 'differs' ? 'invalid' : outcome.verdict
    if (judge.keepsFields) fields.push(judgedField(judge, { field, record, verdict }))
  }
  if (judge.totalParts && outcomes) {
    const isMissing = findings[0]?.kind === 'missing'
    const isFinding = plan.sides.map((side) => isMissing && missingFrom.includes(side.name))
    judge.totalParts.addJudged(record, outcomes, isFinding)
  }
  findings.push(...expected.filter((broken) => !isInvalidAlready(findings, broken)))
  tally.countRecord({ matched: missingFrom.length === 0, agreeing: findings.length === 0 })
  const typeOf = (name: string) => judge.fields.find((field) => field.name === name)?.type
  return { key: record.key, presentOn, missingFrom, fields, findings: explainSwaps(findings, typeOf) }
}

/** A group may hold a value that does not parse beside one that is not as expected: then the first is the finding. */
function isInvalidAlready(findings: readonly Finding[], { side, field }: InvalidFinding): boolean {
  return findings.some(
    (finding) => finding.kind === 'invalid' && finding.side === side && finding.field === field,
  )
}

function expectationFindings({ plan }: RecordJudge, { key, broken }: RecordAtKey): InvalidFinding[] {
  return broken.flatMap((rules, side) =>
    (rules ?? []).map(({ field, raw, rule, severity, records }) => ({
      kind: 'invalid' as const,
      key,
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
export function judgeDuplicate(judge: RecordJudge, { key, copies }: KeyCopies): JudgedRecord {
  const { plan, tally } = judge
  const findings = plan.sides.flatMap((side, index): Finding[] => {
    const count = copies[index]!
    return count < 2 ? [] : [{ kind: 'duplicate', key, severity: 'high', side: side.name, count }]
  })
  const matched = plan.sides.every((side, index) => side.optional || copies[index] === 1)
  tally.countRecord({ matched, agreeing: false })
  return { ...whereIs(judge, { key, copies }), key, fields: [], findings }
}

function whereIs({ plan }: RecordJudge, { copies }: KeyCopies) {
  const presentOn: string[] = []
  const missingFrom: string[] = []
  for (const [index, side] of plan.sides.entries()) {
    if (copies[index]! > 0) presentOn.push(side.name)
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
    const cells = record.cells[index]
    if (cell != null && cells) values[side.name] = cells[cell]!
  }
  return { name: field.name, type: field.type, values, verdict }
}
