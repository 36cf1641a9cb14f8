import type { GroupPart, GroupParts } from '../domain/group-parts.ts'
import type { RawValue } from '../domain/record.ts'
import { compareUtf8 } from './order-values.ts'

/** Parts of a group that are kept for people; more would only make findings heavy. */
const SHOWN = 20
const INTEGER = /^-?\d+$/

/** Counts a group's parts and keeps the first by key (integers by value, then texts), whatever order they come in. */
export class PartList {
  #total = 0
  readonly #shown: GroupPart[] = []

  /** Takes in one part; `values` is asked only for a part that is kept. */
  add(key: RawValue, values: () => GroupPart['values']): void {
    this.#total++
    const isFull = this.#shown.length === SHOWN
    if (isFull && compareKeys(key, this.#shown.at(-1)!.key) > 0) return
    const part = { key, values: values() }
    let at = this.#shown.length
    while (at > 0 && compareParts(part, this.#shown[at - 1]!) < 0) at--
    this.#shown.splice(at, 0, part)
    if (isFull) this.#shown.pop()
  }

  result(): GroupParts {
    return { total: this.#total, shown: this.#shown }
  }
}

function compareParts(a: GroupPart, b: GroupPart): number {
  return compareKeys(a.key, b.key) || compareUtf8(JSON.stringify(a.values), JSON.stringify(b.values))
}

function compareKeys(a: RawValue, b: RawValue): number {
  const kinds = kind(a) - kind(b)
  if (kinds !== 0 || a === null || b === null) return kinds
  if (kind(a) === 0) {
    const [one, other] = [BigInt(a), BigInt(b)]
    if (one !== other) return one < other ? -1 : 1
  }
  return compareUtf8(a, b)
}

function kind(key: RawValue): number {
  if (key === null) return 2
  return INTEGER.test(key) ? 0 : 1
}
