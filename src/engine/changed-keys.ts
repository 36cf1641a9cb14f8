import { createHash } from 'node:crypto'
import type { Finding, MissingFinding } from '../domain/finding.ts'
import type { CompiledField } from './compiled-field.ts'
import type { RecordAtKey } from './record-at-key.ts'

/** Missing records that are remembered; with more, which pair is the only one cannot be told. */
const MOST_RECORDS = 100_000
/** Two values that come to so many characters: many records are `open` and `EUR`. */
const FEWEST_VALUES = 2
const FEWEST_CHARACTERS = 12

/**
 * Finds a record that is missing here and one that is missing there which are the same in every field: probably one
 * record whose key was changed. Only where both are the only ones with these values among what is missing.
 */
export class ChangedKeys {
  readonly #fields: readonly CompiledField[]
  /** By values and by where they are and are not: null where there are several. */
  readonly #records = new Map<string, MissingFinding | null>()

  constructor(fields: readonly CompiledField[]) {
    this.#fields = fields
  }

  /** Takes note of a judged record if it is missing somewhere. */
  add(cells: RecordAtKey['cells'], findings: readonly Finding[]): void {
    const [first] = findings
    if (first?.kind !== 'missing' || this.#records.size > MOST_RECORDS) return
    const values = this.#digest(cells)
    if (values === null) return
    const place = placeOf(first.presentOn, first.missingFrom, values)
    this.#records.set(place, this.#records.has(place) ? null : first)
  }

  /** The findings, where those of a probable pair name each other's key. */
  explain(findings: readonly Finding[]): readonly Finding[] {
    if (this.#records.size < 2 || this.#records.size > MOST_RECORDS) return findings
    const counterparts = new Map<Finding, MissingFinding>()
    for (const [place, finding] of this.#records) {
      const { presentOn, missingFrom, values } = JSON.parse(place) as Place
      const other = this.#records.get(placeOf(missingFrom, presentOn, values))
      if (finding && other) counterparts.set(finding, other)
    }
    if (counterparts.size === 0) return findings
    return findings.map((finding) => {
      const other = counterparts.get(finding)
      return other && finding.kind === 'missing' ? { ...finding, probablyNow: other.key } : finding
    })
  }

  /** One text for the values that all sides which have the record hold; null where they differ or tell too little. */
  #digest(cells: RecordAtKey['cells']): string | null {
    const texts = cells.flatMap((own, side) => (own === null ? [] : [this.#valuesOf(own, side)]))
    const [first] = texts
    if (!first || texts.some((text) => text !== first)) return null
    return createHash('sha256').update(first).digest('base64')
  }

  #valuesOf(cells: NonNullable<RecordAtKey['cells'][number]>, side: number): string | null {
    const values: (string | null)[] = []
    for (const field of this.#fields) {
      const cell = field.cells[side]
      if (cell == null) return null
      const value = field.canonicalisers[side]!(cells[cell]!)
      if (value.kind === 'invalid') return null
      values.push(value.kind === 'null' ? null : value.text)
    }
    const filled = values.filter((value) => value !== null)
    if (filled.length < FEWEST_VALUES || filled.join('').length < FEWEST_CHARACTERS) return null
    return JSON.stringify(values)
  }
}

interface Place {
  readonly presentOn: readonly string[]
  readonly missingFrom: readonly string[]
  readonly values: string
}

function placeOf(presentOn: readonly string[], missingFrom: readonly string[], values: string): string {
  return JSON.stringify({ presentOn, missingFrom, values } satisfies Place)
}
