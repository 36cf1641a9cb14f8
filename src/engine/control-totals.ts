import type { Canonicaliser } from './canonical-value.ts'
import { firstCellAfterKey, nextCell, rawCell } from './cell-walk.ts'
import type { CompiledField } from './compiled-field.ts'
import { DecimalSum } from './decimal-sum.ts'
import type { RecordPosition } from './key-bytes.ts'

interface SummedCell {
  readonly field: string
  readonly sum: DecimalSum
  readonly read: Canonicaliser
  /** No rule rewrites numbers, so plain ones are added as they are. */
  readonly plain: boolean
}

/** Sums of one side's fields that say `total`, over every record that is read. Nulls and invalid values add nothing. */
export class ControlTotals {
  /** By cell after the key. */
  readonly #cells: (SummedCell | null)[] = []

  constructor(fields: readonly CompiledField[], side: number, keyParts: number) {
    for (const field of fields) {
      const cell = field.cells[side]
      if (!field.rules.total || cell == null) continue
      while (this.#cells.length < cell - keyParts) this.#cells.push(null)
      const plain = !field.rules.keep && Object.keys(field.rules.map).length === 0
      this.#cells[cell - keyParts] = {
        field: field.name,
        sum: new DecimalSum(),
        read: field.canonicalisers[side]!,
        plain,
      }
    }
  }

  get isEmpty(): boolean {
    return this.#cells.length === 0
  }

  add(record: RecordPosition): void {
    firstCellAfterKey(record)
    for (let index = 0; index < this.#cells.length; index++, nextCell(record)) {
      const cell = this.#cells[index]
      if (!cell || (cell.plain && cell.sum.addPlain(record.bytes, record.at, record.stop))) continue
      const value = cell.read(rawCell(record))
      if (value.kind === 'value') cell.sum.add(value.amount && 'digits' in value.amount ? value.amount : null)
    }
  }

  totals(): Record<string, string> {
    return Object.fromEntries(this.#cells.flatMap((cell) => (cell ? [[cell.field, cell.sum.text()]] : [])))
  }
}
