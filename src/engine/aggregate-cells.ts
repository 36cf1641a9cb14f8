import type { Aggregate } from '../domain/grouping.ts'
import type { FieldType, RawValue } from '../domain/record.ts'
import type { Canonicaliser, CanonicalValue } from './canonical-value.ts'
import { rawCell } from './cell-walk.ts'
import { DecimalSum } from './decimal-sum.ts'
import { toScaled } from './exact-decimal.ts'
import type { RecordPosition } from './key-bytes.ts'
import { compareUtf8, compareValues } from './order-values.ts'

/** What one field's values in a group come to, whatever their order. */
export interface CellAggregate {
  /** Takes in the cell at the record's reading place. */
  add(record: RecordPosition): void
  result(): AggregateResult
}

/** `wrong`: `raw` is what makes the whole wrong, and the group has no value. */
export interface AggregateResult {
  readonly raw: RawValue
  readonly wrong: boolean
  /** Of a sum that is wrong: what the values that are right come to, as the control totals have it. */
  readonly addedUp?: string
}

export interface AggregatedField {
  readonly type: FieldType
  readonly read: Canonicaliser
  /** No rule rewrites the side's numbers, so plain ones are added as they are. */
  readonly plain: boolean
}

type Value = Extract<CanonicalValue, { kind: 'value' }>

export function openAggregate(aggregate: Exclude<Aggregate, 'count'>, field: AggregatedField): CellAggregate {
  if (aggregate === 'sum') return new SumOfCells(field)
  return aggregate === 'same' ? new SameCell(field) : new ExtremeCell(field, aggregate === 'min' ? -1 : 1)
}

/** Null for nulls alone. `NaN`, or both infinities, make it `NaN`, and an infinity stays itself, as in PostgreSQL. */
class SumOfCells implements CellAggregate {
  readonly #field: AggregatedField
  readonly #sum = new DecimalSum()
  readonly #special = new Set<string>()
  readonly #wrong = new WrongValue()
  #isNull = true

  constructor(field: AggregatedField) {
    this.#field = field
  }

  add(record: RecordPosition): void {
    const { plain, read } = this.#field
    if (plain && this.#sum.addPlain(record.bytes, record.at, record.stop)) {
      this.#isNull = false
      return
    }
    const raw = rawCell(record)
    const value = read(raw)
    if (value.kind === 'null') return
    this.#isNull = false
    if (value.kind === 'invalid') this.#wrong.note(raw)
    else if (value.amount === null) this.#special.add(value.text)
    // A number too large to be written out cannot be added up.
    else if (!('digits' in value.amount) || toScaled(value.amount) === null) this.#wrong.note(raw)
    else this.#sum.add(value.amount)
  }

  result(): AggregateResult {
    if (this.#wrong.isThere) return { ...this.#wrong.result(), addedUp: this.#sum.text() }
    if (this.#isNull) return { raw: null, wrong: false }
    const [special] = this.#special
    if (special !== undefined) return { raw: this.#special.size > 1 ? 'NaN' : special, wrong: false }
    return { raw: this.#sum.text(), wrong: false }
  }
}

/** The smallest or largest value as its source wrote it; null for nulls alone. */
class ExtremeCell implements CellAggregate {
  readonly #field: AggregatedField
  readonly #direction: number
  readonly #wrong = new WrongValue()
  #best: { readonly raw: string; readonly value: Value } | null = null

  constructor(field: AggregatedField, direction: -1 | 1) {
    this.#field = field
    this.#direction = direction
  }

  add(record: RecordPosition): void {
    const raw = rawCell(record)
    const value = this.#field.read(raw)
    if (raw === null || value.kind === 'null') return
    if (value.kind === 'invalid') this.#wrong.note(raw)
    else if (this.#best === null || this.#isBetter(raw, value, this.#best)) this.#best = { raw, value }
  }

  result(): AggregateResult {
    return this.#wrong.isThere ? this.#wrong.result() : { raw: this.#best?.raw ?? null, wrong: false }
  }

  /** Of two spellings of one value the first by bytes, so that the order of the records never matters. */
  #isBetter(raw: string, value: Value, best: { readonly raw: string; readonly value: Value }): boolean {
    const order = compareValues(this.#field.type, value, best.value) * this.#direction
    return order === 0 ? compareUtf8(raw, best.raw) < 0 : order > 0
  }
}

/** The one value that all records have; two of them (null is one) are wrong and shown as `EUR / USD`. */
class SameCell implements CellAggregate {
  readonly #field: AggregatedField
  readonly #wrong = new WrongValue()
  #first: Spelling | null = null
  #last: Spelling | null = null

  constructor(field: AggregatedField) {
    this.#field = field
  }

  add(record: RecordPosition): void {
    const raw = rawCell(record)
    const value = this.#field.read(raw)
    if (value.kind === 'invalid') {
      this.#wrong.note(raw)
      return
    }
    const spelling: Spelling = { raw, text: value.kind === 'null' ? null : value.text }
    if (this.#first === null || compareSpellings(spelling, this.#first) < 0) this.#first = spelling
    // For the last one too, the first spelling of one value counts.
    if (this.#last === null || isLater(spelling, this.#last)) this.#last = spelling
  }

  result(): AggregateResult {
    if (this.#wrong.isThere) return this.#wrong.result()
    const [first, last] = [this.#first, this.#last]
    if (first?.text === last?.text) return { raw: first?.raw ?? null, wrong: false }
    return { raw: `${first?.raw ?? '∅'} / ${last?.raw ?? '∅'}`, wrong: true }
  }
}

interface Spelling {
  readonly raw: RawValue
  /** Null: null. */
  readonly text: string | null
}

function compareSpellings(a: Spelling, b: Spelling): number {
  return compareTexts(a.text, b.text) || compareTexts(a.raw, b.raw)
}

function isLater(a: Spelling, b: Spelling): boolean {
  return compareTexts(a.text, b.text) > 0 || (a.text === b.text && compareTexts(a.raw, b.raw) < 0)
}

/** Null comes first. */
function compareTexts(a: string | null, b: string | null): number {
  if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1)
  return compareUtf8(a, b)
}

/** Of the values that do not parse, the first by bytes. */
class WrongValue {
  #raw: string | null = null

  get isThere(): boolean {
    return this.#raw !== null
  }

  note(raw: RawValue): void {
    const text = raw ?? ''
    if (this.#raw === null || compareUtf8(text, this.#raw) < 0) this.#raw = text
  }

  result(): AggregateResult {
    return { raw: this.#raw, wrong: true }
  }
}
