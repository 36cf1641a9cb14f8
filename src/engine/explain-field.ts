import type { MismatchFinding } from '../domain/finding.ts'
import type { FieldType, RawValue } from '../domain/record.ts'
import { type CanonicalValue, canonicaliser, type Transformation, zoneOf } from './canonical-value.ts'
import type { JudgedField, JudgedRecord } from './comparison.ts'
import type { ComparisonPlan, PlannedField } from './comparison-plan.ts'
import { rulesOf } from './compiled-field.ts'
import { scaledText, toScaled } from './exact-decimal.ts'
import type { FieldVerdict } from './field-verdict.ts'
import { judgePair } from './judge-values.ts'
import { type Allowance, allowanceOf, measure } from './tolerance.ts'

/** What one side's value went through. */
export interface SideExplanation {
  readonly side: string
  readonly raw: RawValue
  /** The transformations that changed it, in order. */
  readonly steps: readonly { readonly step: Transformation; readonly value: RawValue }[]
  /** What is compared: `kind` `null` and `invalid` have no text. */
  readonly canonical: { readonly kind: CanonicalValue['kind']; readonly text: string | null }
  /** The zone of a timestamp that carries none; null for other types. */
  readonly zone: string | null
}

/** Two sides' values beside each other. */
export interface PairExplanation {
  readonly sides: readonly [string, string]
  readonly by: 'exact' | 'tolerance' | 'lag' | 'null' | 'invalid'
  readonly result: 'equal' | 'tolerated' | 'differ'
  /** Exact decimals, seconds for instants; null where there is no distance to measure. */
  readonly distance: string | null
  readonly limit: string | null
}

export interface FieldExplanation {
  readonly name: string
  readonly type: FieldType
  readonly sides: readonly SideExplanation[]
  readonly pairs: readonly PairExplanation[]
  /** The judge's own. */
  readonly verdict: FieldVerdict
  /** The rule of `index.ts` that decided. */
  readonly rule: number
  readonly reason: string
  readonly likelyCorrect: { readonly side: string; readonly reason: string | null } | null
  readonly cause: string | null
}

interface Read {
  readonly explained: SideExplanation
  readonly value: CanonicalValue
}

export function explainField(
  plan: ComparisonPlan,
  record: JudgedRecord,
  judged: JudgedField,
): FieldExplanation {
  const field = plan.fields.find(({ name }) => name === judged.name)!
  const reads = Object.entries(judged.values).map(([name, raw]) => {
    const side = plan.sides.find((planned) => planned.name === name)!
    return readSide({ ...field, rules: rulesOf(field, side) }, name, raw)
  })
  const pairs = pairsOf(field, reads)
  const mismatch = record.findings.find(
    (finding) => finding.kind === 'mismatch' && finding.field === judged.name,
  )
  const found = mismatch?.kind === 'mismatch' ? mismatch : null
  return {
    name: judged.name,
    type: judged.type,
    sides: reads.map(({ explained }) => explained),
    pairs,
    verdict: judged.verdict,
    ...decide(field, judged.verdict, {
      pairs,
      changed: reads.some(({ explained }) => explained.steps.length > 0),
    }),
    likelyCorrect: found?.likelyCorrect
      ? { side: found.likelyCorrect, reason: found.likelyCorrectReason }
      : null,
    cause: found ? describeCause(found) : null,
  }
}

function describeCause({ cause, causeDetail }: MismatchFinding): string | null {
  return causeDetail === undefined ? cause : `${cause}: ${causeDetail}`
}

function readSide(field: PlannedField, side: string, raw: RawValue): Read {
  const steps: { step: Transformation; value: RawValue }[] = []
  let before = raw
  const listener = (step: Transformation, value: RawValue) => {
    if (value !== before) steps.push({ step, value })
    before = value
  }
  const value = canonicaliser(field.rules, field.type, { side, listener })(raw)
  const zone = field.type === 'timestamp' ? zoneOf(field.rules, side) : null
  return { explained: { side, raw, steps, canonical: canonicalOf(value), zone }, value }
}

function canonicalOf(value: CanonicalValue): SideExplanation['canonical'] {
  if (value.kind !== 'value') return { kind: value.kind, text: null }
  const { amount, text } = value
  if (amount === null) return { kind: 'value', text }
  if ('digits' in amount) {
    const scaled = toScaled(amount)
    return { kind: 'value', text: scaled ? scaledText(scaled) : text }
  }
  const { seconds, fraction } = amount
  const date = new Date(seconds * 1000)
  if (Number.isNaN(date.getTime())) return { kind: 'value', text }
  const whole = date.toISOString().slice(0, -'.000Z'.length)
  return { kind: 'value', text: `${whole}${fraction === '' ? '' : `.${fraction}`}Z` }
}

function pairsOf(field: PlannedField, reads: readonly Read[]): PairExplanation[] {
  const allowance = allowanceOf(field.rules)
  return reads.flatMap((a, index) => reads.slice(index + 1).map((b) => explainPair(field, [a, b], allowance)))
}

function explainPair(
  field: PlannedField,
  [a, b]: readonly [Read, Read],
  allowance: Allowance | null,
): PairExplanation {
  const kinds = [a.value.kind, b.value.kind]
  const result = judgePair(a.value, b.value, allowance).kind
  const measured =
    allowance && result !== 'equal' && kinds.every((kind) => kind === 'value')
      ? measure(a.value, b.value, allowance)
      : null
  const within = field.rules.lagSeconds > 0 ? 'lag' : 'tolerance'
  return {
    sides: [a.explained.side, b.explained.side],
    by: kinds.includes('invalid') ? 'invalid' : kinds.includes('null') ? 'null' : measured ? within : 'exact',
    result,
    distance: measured && scaledText(measured.apart),
    limit: measured && scaledText(measured.limit),
  }
}

/** Which rule stands behind the judge's verdict, and in which words. */
function decide(
  field: PlannedField,
  verdict: FieldVerdict,
  { pairs, changed }: { readonly pairs: readonly PairExplanation[]; readonly changed: boolean },
): { rule: number; reason: string } {
  const isInstant = field.type === 'timestamp'
  switch (verdict) {
    case 'equal':
      return { rule: 13, reason: 'equal as read' }
    case 'normalised':
      if (changed) return { rule: 2, reason: 'equal after normalising' }
      return { rule: isInstant ? 6 : 4, reason: 'the same value, written in another way' }
    case 'tolerated':
      return {
        rule: isInstant ? 6 : 5,
        reason: `within the ${isInstant ? 'lag' : 'tolerance'}: drift, counted`,
      }
    case 'invalid':
      return { rule: 2, reason: `a value is no ${field.type}` }
    case 'pending':
      return { rule: 3, reason: 'a null is awaited while the record is younger than the grace' }
    case 'ignored':
      return pairs.some(({ by }) => by === 'null')
        ? { rule: 3, reason: 'nulls: ignore lets a null agree with every value' }
        : { rule: 7, reason: 'no other side has a value to compare with' }
    case 'differs':
      return differs(field, pairs)
  }
}

function differs(field: PlannedField, pairs: readonly PairExplanation[]): { rule: number; reason: string } {
  const apart = pairs.filter(({ result, by }) => result === 'differ' && by !== 'invalid')
  if (apart.some(({ by }) => by === 'tolerance' || by === 'lag')) {
    return { rule: field.type === 'timestamp' ? 6 : 5, reason: 'further apart than is tolerated' }
  }
  if (apart.some(({ by }) => by === 'exact')) {
    return { rule: field.type === 'timestamp' ? 6 : 4, reason: 'not the same value' }
  }
  return { rule: 3, reason: `a null beside a value, and nulls: ${field.rules.nulls}` }
}
