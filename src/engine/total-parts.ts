import type { RawValue } from '../domain/record.ts'
import type { PlannedSide } from './comparison-plan.ts'
import type { CompiledField } from './compiled-field.ts'
import { addScaled, type Scaled, scaledText, toScaled } from './exact-decimal.ts'
import { EQUAL, type FieldOutcome } from './field-outcome.ts'
import { addedUp } from './group-findings.ts'
import type { RecordAtKey } from './record-at-key.ts'

/**
 * Why a side's amount is in its total: records with a finding of that kind; `allowed`: what the rules let differ (within
 * tolerance, nulls that wait or do not matter, records that may be missing); `deferred`: records not judged yet;
 * `outside`: records that were judged and are in no total, as the side dates them outside the range (so it is negative).
 */
const TOTAL_PARTS = ['mismatch', 'missing', 'duplicate', 'invalid', 'allowed', 'deferred', 'outside'] as const
export type TotalPart = (typeof TOTAL_PARTS)[number]

/** By side, then by field, then by part: sums as exact text. Amounts on which the sides agree are in none. */
export type SideTotalParts = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<TotalPart, string>>>>>
>

const ZERO: Scaled = { units: 0n, scale: 0 }

/** What of each side's control totals is due to records that are not the same everywhere. */
export class TotalParts {
  readonly #fields: readonly CompiledField[]
  readonly #sides: readonly PlannedSide[]
  readonly #sums: readonly Map<string, Map<TotalPart, Scaled>>[]

  constructor(fields: readonly CompiledField[], sides: readonly PlannedSide[]) {
    this.#sides = sides
    this.#fields = fields.filter((field) => field.rules.total)
    this.#sums = sides.map(() => new Map(this.#fields.map(({ name }) => [name, new Map()])))
  }

  get isEmpty(): boolean {
    return this.#fields.length === 0
  }

  /** All amounts of one side's record, as a whole. */
  addWhole(part: TotalPart, side: number, cells: readonly RawValue[]): void {
    for (const field of this.#fields) this.#add({ field, side, part }, this.#amountIn(field, side, cells))
  }

  /** All amounts of a record that is not compared. */
  addRecord(part: TotalPart, cells: RecordAtKey['cells']): void {
    for (const [side, own] of cells.entries()) if (own !== null) this.addWhole(part, side, own)
  }

  /** A record that was judged. `outcomes`: of a field that is the same everywhere none is needed. `isFinding`: by side, whether that the side lacks the record is a finding. */
  addJudged(
    record: RecordAtKey,
    outcomes: ReadonlyMap<string, FieldOutcome>,
    isFinding: readonly boolean[],
  ): void {
    for (const field of this.#fields) {
      const part = partOf(outcomes.get(field.name) ?? EQUAL)
      if (part !== null || !record.isEverywhere) this.#addJudged({ field, part, isFinding }, record)
    }
  }

  /** What the sides that have the record differ in is the field's doing; what they have, that others lack the record. */
  #addJudged({ field, part, isFinding }: JudgedAmount, { cells }: RecordAtKey): void {
    const first = cells.findIndex((own, side) => own !== null && field.cells[side] != null)
    if (first < 0) return
    const base = this.#amountIn(field, first, cells[first]!)
    for (const [side, own] of cells.entries()) {
      if (field.cells[side] == null) continue
      if (own !== null) {
        this.#add({ field, side, part: 'missing' }, base)
        if (part !== null) this.#add({ field, side, part }, less(this.#amountIn(field, side, own), base))
      } else if (!isFinding[side]) {
        this.#add({ field, side, part: 'missing' }, base)
        this.#add({ field, side, part: 'allowed' }, less(ZERO, base))
      }
    }
  }

  /** Zero for nulls, for what does not parse and for what is no finite number; the last makes the total itself `NaN`. */
  #amountIn(field: CompiledField, side: number, cells: readonly RawValue[]): Scaled {
    const cell = field.cells[side]
    const raw = cell == null ? null : addedUp(this.#sides[side]!, cells, cell)
    const value = raw === null ? null : field.canonicalisers[side]!(raw)
    if (value?.kind !== 'value' || value.amount === null || !('digits' in value.amount)) return ZERO
    return toScaled(value.amount) ?? ZERO
  }

  #add({ field, side, part }: { field: CompiledField; side: number; part: TotalPart }, amount: Scaled): void {
    if (amount.units === 0n) return
    const sums = this.#sums[side]!.get(field.name)!
    sums.set(part, addScaled(sums.get(part) ?? ZERO, amount))
  }

  parts(sides: readonly string[]): SideTotalParts {
    return Object.fromEntries(
      sides.map((name, side) => [
        name,
        Object.fromEntries(
          this.#fields
            .filter((field) => field.cells[side] != null)
            .map(({ name: field }) => [field, partTexts(this.#sums[side]!.get(field)!)]),
        ),
      ]),
    )
  }
}

interface JudgedAmount {
  readonly field: CompiledField
  readonly part: TotalPart | null
  readonly isFinding: readonly boolean[]
}

/** Null where all amounts are the same. What is within tolerance beside a value that does not parse is no finding. */
function partOf({ verdict, drift }: FieldOutcome): TotalPart | null {
  if (verdict === 'equal' || verdict === 'normalised') return null
  if (verdict === 'differs') return 'mismatch'
  return verdict === 'invalid' && drift === null ? 'invalid' : 'allowed'
}

function less(a: Scaled, b: Scaled): Scaled {
  return addScaled(a, { units: -b.units, scale: b.scale })
}

function partTexts(sums: ReadonlyMap<TotalPart, Scaled>): Record<TotalPart, string> {
  const texts = TOTAL_PARTS.map((part) => [part, scaledText(sums.get(part) ?? ZERO)])
  return Object.fromEntries(texts) as Record<TotalPart, string>
}
