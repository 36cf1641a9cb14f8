import type { KeyOrder, RawValue, RecordKey } from '../domain/record.ts'
import type { JudgedRecord } from './comparison.ts'
import type { ComparisonPlan } from './comparison-plan.ts'
import { explainField, type FieldExplanation } from './explain-field.ts'

/** One thing that was decided, by which rule of `index.ts`, in words. */
export interface Decision {
  readonly rule: number
  readonly says: string
}

/** How one key was judged, rule by rule. Holds sensitive values as they are: for the operator, not for logs. */
export interface RecordExplanation {
  readonly key: readonly { readonly name: string; readonly value: RawValue; readonly order: KeyOrder }[]
  readonly presentOn: readonly string[]
  readonly missingFrom: readonly string[]
  /** What was decided about the record as a whole. */
  readonly decisions: readonly Decision[]
  /** Empty where the key was not compared. */
  readonly fields: readonly FieldExplanation[]
}

/** Explains every judged record, or why the wanted key has none. */
export function explainRecords(
  plan: ComparisonPlan,
  records: readonly JudgedRecord[],
  wanted: RecordKey,
): RecordExplanation[] {
  return records.length > 0
    ? records.map((record) => explainRecord(plan, record))
    : [explainAbsence(plan, wanted)]
}

/**
 * Explains the verdicts that the judge gave. The verdicts are the judge's; the steps towards them are made again by the
 * code that judges, with a listener.
 */
function explainRecord(plan: ComparisonPlan, record: JudgedRecord): RecordExplanation {
  return {
    key: explainKey(plan, record.key),
    presentOn: record.presentOn,
    missingFrom: record.missingFrom,
    decisions: [
      ...aboutDuplicates(record),
      ...aboutPresence(plan, record),
      ...aboutAgreement(record),
      ...aboutSchema(plan),
    ],
    fields: record.fields.map((field) => explainField(plan, record, field)),
  }
}

/** Explains a key that no side has, or that is no key at all. */
function explainAbsence(plan: ComparisonPlan, key: RecordKey): RecordExplanation {
  const parts = explainKey(plan, key)
  const wrong = parts.find(({ value, order }) => isNoKey(value, order))
  const says = wrong
    ? `"${wrong.name}" is ${wrong.value === null || wrong.value === '' ? 'null or empty' : 'no integer'}: a record ` +
      'with such a key is invalid and is not compared'
    : 'no side has a record with this key'
  return {
    key: parts,
    presentOn: [],
    missingFrom: [],
    decisions: [{ rule: 1, says }, ...aboutSchema(plan)],
    fields: [],
  }
}

function explainKey(plan: ComparisonPlan, key: RecordKey): RecordExplanation['key'] {
  return plan.keyNames.map((name, part) => ({ name, value: key[name] ?? null, order: plan.keyOrder[part]! }))
}

function isNoKey(value: RawValue, order: KeyOrder): boolean {
  return value === null || value === '' || (order === 'integer' && !/^[+-]?\d+$/.test(value))
}

function aboutDuplicates({ findings }: JudgedRecord): Decision[] {
  return findings.flatMap((finding) =>
    finding.kind === 'duplicate'
      ? [
          {
            rule: 1,
            says: `${finding.side} has this key ${finding.count} times: a duplicate, not compared further`,
          },
        ]
      : [],
  )
}

function aboutPresence(plan: ComparisonPlan, record: JudgedRecord): Decision[] {
  const { presentOn, missingFrom, findings } = record
  const on = `present on ${presentOn.join(', ')}`
  const optional = plan.sides.filter(({ name, optional }) => optional && !presentOn.includes(name))
  const decisions: Decision[] = optional.map(({ name }) => ({
    rule: 7,
    says: `${name} is optional and does not have the record: it takes no part`,
  }))
  if (findings.some(({ kind }) => kind === 'missing')) {
    const missing = { rule: 8, says: `missing from ${missingFrom.join(', ')}; ${on}` }
    return [missing, ...aboutPairs(plan), ...decisions]
  }
  if (findings.some(({ kind }) => kind === 'duplicate')) return decisions
  if (missingFrom.length === 0) return [{ rule: 7, says: on }, ...decisions]
  const { graceSeconds } = plan.reconciliation.missing
  const says = `${on}; ${missingFrom.join(', ')} may still get it: it is younger than the grace of ${graceSeconds} s`
  return [{ rule: 8, says }, ...decisions]
}

/** Other unmatched records are not read with this one. */
function aboutPairs({ reconciliation }: ComparisonPlan): Decision[] {
  if (!reconciliation.match) return []
  return [
    { rule: 8, says: 'match: its counterpart is looked for in runs of everything, not for single keys' },
  ]
}

function aboutAgreement({ findings, presentOn }: JudgedRecord): Decision[] {
  if (findings.length > 0 || presentOn.length < 2) return []
  return [{ rule: 13, says: 'no field has a finding: the record agrees' }]
}

function aboutSchema({ schema }: ComparisonPlan): Decision[] {
  return schema.map(({ field, problem, side }) => ({
    rule: 14,
    says:
      problem === 'missing-column'
        ? `${field} is not compared: its column is gone from ${side}`
        : `${field} is not compared: the types of its columns disagree`,
  }))
}
