import type { Finding } from '../domain/finding.ts'
import { PATTERN_MINIMUM } from '../domain/finding-traits.ts'
import type { FieldType, RawValue } from '../domain/record.ts'
import type { CanonicalValue } from './canonical-value.ts'
import type { CompiledField } from './compiled-field.ts'
import { compareDecimals } from './exact-decimal.ts'
import { groupOf, type Hint, type Pattern } from './find-patterns.ts'
import type { RecordAtKey } from './record-at-key.ts'

/** Different values of a column that are counted; later ones are not, and never become a hint. */
const MOST_VALUES = 1000
/** Records whose values stand for all when a range is measured; up to so many the measure is exact. */
const MOST_SAMPLED = 4096

interface GroupProfile {
  count: number
  readonly columns: readonly ColumnProfile[]
}

interface ColumnProfile {
  readonly values: Map<RawValue, number>
  /** Records with a value that has an order, the smallest and the largest of them. */
  ordered: number
  least: Ordered | null
  most: Ordered | null
}

interface Ordered extends Pick<CanonicalValue & { kind: 'value' }, 'text' | 'amount'> {
  readonly raw: string
}

/**
 * What the other columns hold in the records of each pattern and in all, in bounded memory. A record's value of a
 * column is that of the first side that has it.
 */
export class HintProfiles {
  readonly #fields: readonly CompiledField[]
  readonly #all: readonly Map<RawValue, number>[]
  readonly #groups = new Map<string, GroupProfile>()
  #records = 0
  #sample: (readonly RawValue[])[] = []
  #every = 1

  constructor(fields: readonly CompiledField[]) {
    // A hint would show what must stay masked.
    this.#fields = fields.filter((field) => !field.rules.sensitive)
    this.#all = this.#fields.map(() => new Map())
  }

  add(cells: RecordAtKey['cells'], findings: readonly Finding[]): void {
    const values = this.#fields.map((field) => firstValue(field, cells))
    for (const [index, value] of values.entries()) count(this.#all[index]!, value)
    if (this.#records++ % this.#every === 0) this.#keepSample(values)
    for (const group of new Set(findings.map(groupOf))) this.#addTo(group, values)
  }

  /** The patterns with what sets their records apart from all others, where something does. */
  explain(patterns: readonly Pattern[]): readonly Pattern[] {
    return patterns.map((pattern) => {
      const group = this.#groups.get(groupOf(pattern.examples[0]!))
      const hints = group ? this.#hintsOf(pattern, group) : []
      return hints.length === 0 ? pattern : { ...pattern, hints }
    })
  }

  /** Every second sampled record goes when there are too many, so the rest stand for all alike. */
  #keepSample(values: readonly RawValue[]): void {
    this.#sample.push(values)
    if (this.#sample.length <= MOST_SAMPLED) return
    this.#sample = this.#sample.filter((_, index) => index % 2 === 0)
    this.#every *= 2
  }

  #addTo(name: string, values: readonly RawValue[]): void {
    let group = this.#groups.get(name)
    if (!group) {
      const columns = this.#fields.map(() => ({ values: new Map(), ordered: 0, least: null, most: null }))
      group = { count: 0, columns }
      this.#groups.set(name, group)
    }
    group.count++
    for (const [index, value] of values.entries()) {
      const column = group.columns[index]!
      count(column.values, value)
      const ordered = orderedValue(this.#fields[index]!, value)
      if (!ordered) continue
      column.ordered++
      if (!column.least || compare(ordered, column.least) < 0) column.least = ordered
      if (!column.most || compare(ordered, column.most) > 0) column.most = ordered
    }
  }

  #hintsOf(pattern: Pattern, group: GroupProfile): readonly Hint[] {
    const others = this.#records - group.count
    // Of few others nothing can be said.
    if (others < PATTERN_MINIMUM) return []
    return this.#fields.flatMap((field, index) => {
      if (field.name === pattern.field) return []
      const hint = this.#valueHint(pattern, group, index) ?? this.#rangeHint(pattern, group, index)
      return hint && hint.others * 10 <= others ? [hint] : []
    })
  }

  /** A value that nearly all findings have. */
  #valueHint(pattern: Pattern, group: GroupProfile, index: number): Hint | null {
    for (const [value, covered] of group.columns[index]!.values) {
      if (covered * 100 < pattern.count * 95) continue
      const all = this.#all[index]!.get(value)
      if (all === undefined) return null
      return { field: this.#fields[index]!.name, value, covered, others: all - covered }
    }
    return null
  }

  /** The range of all findings; how many others lie in it is measured on the sample. */
  #rangeHint(pattern: Pattern, group: GroupProfile, index: number): Hint | null {
    const field = this.#fields[index]!
    const { least, most, ordered } = group.columns[index]!
    if (ordered < pattern.count || !least || !most) return null
    const inside = this.#sample.filter((values) => {
      const value = orderedValue(field, values[index]!)
      return value && compare(value, least) >= 0 && compare(value, most) <= 0
    })
    const others = Math.max(0, inside.length * this.#every - group.count)
    return { field: field.name, from: least.raw, to: most.raw, covered: ordered, others }
  }
}

function firstValue(field: CompiledField, cells: RecordAtKey['cells']): RawValue {
  const side = cells.findIndex((own, index) => own !== null && field.cells[index] != null)
  return side < 0 ? null : cells[side]![field.cells[side]!]!
}

function count(values: Map<RawValue, number>, value: RawValue): void {
  const before = values.get(value)
  if (before !== undefined) values.set(value, before + 1)
  else if (values.size < MOST_VALUES) values.set(value, 1)
}

/** A number, an instant or a day; null for all else. */
function orderedValue(field: CompiledField, raw: RawValue): Ordered | null {
  const side = field.cells.findIndex((cell) => cell !== null)
  if (raw === null || !ORDERED_TYPES.includes(field.type)) return null
  const value = field.canonicalisers[side]!(raw)
  if (value.kind !== 'value' || (value.amount === null && field.type !== 'date')) return null
  return { raw, text: value.text, amount: value.amount }
}

const ORDERED_TYPES: readonly FieldType[] = ['integer', 'decimal', 'timestamp', 'date']

function compare(a: Ordered, b: Ordered): number {
  const [left, right] = [a.amount, b.amount]
  if (left === null || right === null) return order(a.text, b.text)
  if ('digits' in left) return 'digits' in right ? compareDecimals(left, right) : 0
  if ('digits' in right) return 0
  return left.seconds - right.seconds || order(left.fraction, right.fraction)
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
