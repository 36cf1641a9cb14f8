import type { Finding, MissingFinding } from '../domain/finding.ts'
import type { MatchRules } from '../domain/match-rules.ts'
import type { RawValue } from '../domain/record.ts'
import type { CompiledField } from './compiled-field.ts'
import type { RecordAtKey } from './record-at-key.ts'

/** Records kept at most, of both sides together, and characters of their cells: they stand in memory. */
const MOST_RECORDS = 100_000
const MOST_CHARACTERS = 50_000_000

/** A record that the other side lacks, with what `match` compares of it. */
export interface UnmatchedRecord {
  readonly finding: MissingFinding
  readonly cells: readonly RawValue[]
  /** By block of the rules: one text for its values, null where one of them is null, empty or invalid. */
  readonly blocks: readonly (string | null)[]
  /** By field of the rules: its canonical text, null where there is nothing to compare. */
  readonly values: readonly (string | null)[]
}

/** What is left unmatched on each of two sides, in key order. */
export interface Unmatched {
  readonly records: readonly [readonly UnmatchedRecord[], readonly UnmatchedRecord[]]
  /** There was more than can be kept, so nothing was. */
  readonly isTooMuch: boolean
}

/** Keeps the records that are missing on one of two sides, as far as they fit. */
export class UnmatchedRecords {
  readonly #rules: MatchRules
  readonly #fields: readonly CompiledField[]
  readonly #records: [UnmatchedRecord[], UnmatchedRecord[]] = [[], []]
  readonly #counts = [0, 0]
  #characters = 0

  constructor(rules: MatchRules, fields: readonly CompiledField[]) {
    this.#rules = rules
    this.#fields = fields
  }

  /** Takes note of a judged record if it is missing on one side. */
  add(cells: RecordAtKey['cells'], findings: readonly Finding[]): void {
    const [finding] = findings
    if (finding?.kind !== 'missing') return
    const side = cells[0] === null ? 1 : 0
    const own = cells[side]!
    this.#counts[side]!++
    if (this.#isFull()) {
      this.#records[0] = []
      this.#records[1] = []
      return
    }
    const textOf = (name: string) => this.#textOf(name, side, own)
    const record = {
      finding,
      cells: own,
      blocks: this.#rules.blocking.map((fields) => blockText(fields.map(textOf))),
      values: this.#rules.fields.map(({ field }) => textOf(field)),
    }
    for (const text of [...own, ...record.blocks, ...record.values]) this.#characters += text?.length ?? 0
    this.#records[side].push(record)
  }

  result(): Unmatched {
    // Where one side has nothing left, there is nothing to pair, however much the other has.
    return { records: this.#records, isTooMuch: this.#isFull() && this.#counts.every((count) => count > 0) }
  }

  #isFull(): boolean {
    return this.#counts[0]! + this.#counts[1]! > MOST_RECORDS || this.#characters > MOST_CHARACTERS
  }

  /** Null for null, for an empty text and for what does not parse: none of them is evidence that two are the same. */
  #textOf(name: string, side: number, cells: readonly RawValue[]): string | null {
    const field = this.#fields.find((candidate) => candidate.name === name)!
    const value = field.canonicalisers[side]!(cells[field.cells[side]!]!)
    return value.kind === 'value' && value.text !== '' ? value.text : null
  }
}

function blockText(texts: readonly (string | null)[]): string | null {
  return texts.includes(null) ? null : JSON.stringify(texts)
}
