import type { Cause } from '../domain/cause.ts'
import type { MismatchFinding } from '../domain/finding.ts'
import type { Field, LikelyCorrectRule } from '../domain/reconciliation.ts'
import type { FieldType, RawValue, RecordKey, SideValues } from '../domain/record.ts'
import { compact } from './compact.ts'
import { explainCause } from './explain-cause.ts'
import { groupSides } from './group-sides.ts'
import { judgePair } from './judge-values.ts'
import { type LikelyCorrectSide, likelyCorrect, type SideValue } from './likely-correct.ts'
import type { Allowance } from './tolerance.ts'

interface DifferingRules {
  readonly name: string
  readonly type: FieldType
  readonly rules: Field
  readonly allowance: Allowance | null
  readonly likelyCorrect: LikelyCorrectRule | null
}

/** Two sides' raw values, neither of them null or invalid, that differ. */
export interface TwoApart {
  readonly key: RecordKey
  /** Sides by index. */
  readonly a: number
  readonly b: number
  readonly rawA: RawValue
  readonly rawB: RawValue
  readonly cause: Cause | null
}

/** What is the same for all pairs of values of two sides. */
interface AboutTwo {
  readonly emptyValues: SideValues
  readonly agreeing: MismatchFinding['agreeing']
  readonly likely: LikelyCorrectSide | null
}

/** Makes the findings of one field whose values differ. */
export class MismatchFindings {
  readonly #field: DifferingRules
  readonly #sides: readonly string[]
  /** By first and second side: worked out once, since a run can have a finding for every record. */
  readonly #aboutTwo: (AboutTwo | undefined)[] = []

  constructor(field: DifferingRules, sides: readonly string[]) {
    this.#field = field
    this.#sides = sides
  }

  /** Whether which side is likely correct is the same for all pairs of values. */
  get isAlikeForTwo(): boolean {
    return this.#field.likelyCorrect?.kind !== 'latest'
  }

  ofTwo({ key, a, b, rawA, rawB, cause }: TwoApart): MismatchFinding {
    const { name, rules } = this.#field
    const at = a * this.#sides.length + b
    this.#aboutTwo[at] ??= this.#learn(a, b)
    const { emptyValues, agreeing, likely } = this.#aboutTwo[at]
    const values: Record<string, RawValue> = { ...emptyValues }
    values[this.#sides[a]!] = rawA
    values[this.#sides[b]!] = rawB
    return {
      kind: 'mismatch',
      key,
      severity: rules.severity,
      field: name,
      values,
      agreeing,
      likelyCorrect: likely?.side ?? null,
      likelyCorrectReason: likely?.reason ?? null,
      cause,
    }
  }

  of(key: RecordKey, values: readonly SideValue[]): MismatchFinding {
    const { name, type, rules, allowance } = this.#field
    const likely = likelyCorrect({ field: name, values, allowance }, this.#field.likelyCorrect)
    return {
      kind: 'mismatch',
      key,
      severity: rules.severity,
      field: name,
      values: sideValues(values),
      agreeing: groupSides(values, allowance),
      likelyCorrect: likely?.side ?? null,
      likelyCorrectReason: likely?.reason ?? null,
      cause: explainCause(type, differingPairs(values, allowance)),
    }
  }

  #learn(a: number, b: number): AboutTwo {
    const values = [a, b].map((side): SideValue => {
      const name = this.#sides[side]!
      return { side: name, raw: '', value: { kind: 'value', text: name, amount: null }, updatedAt: null }
    })
    return {
      emptyValues: compact(sideValues(values)),
      agreeing: groupSides(values, null),
      likely: likelyCorrect({ field: this.#field.name, values, allowance: null }, this.#field.likelyCorrect),
    }
  }
}

function sideValues(values: readonly SideValue[]): SideValues {
  return Object.fromEntries(values.map((value) => [value.side, value.raw]))
}

function differingPairs(
  values: readonly SideValue[],
  allowance: Allowance | null,
): (readonly [SideValue, SideValue])[] {
  const readable = values.filter((value) => value.value.kind !== 'invalid')
  return readable.flatMap((a, index) =>
    readable
      .slice(index + 1)
      .filter((b) => judgePair(a.value, b.value, allowance).kind === 'differ')
      .map((b) => [a, b] as const),
  )
}
