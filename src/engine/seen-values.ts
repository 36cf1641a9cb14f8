import { createHash } from 'node:crypto'
import { CounterfoilError } from '../domain/errors.ts'

/** About 100 MB: what one rule may keep in memory. */
const MOST_VALUES = 1_000_000
const LONGEST = 40

/**
 * The values that a side had so far, exactly: short ones as they are, long ones by their SHA-256. Beyond a million it
 * throws, because a rule that forgets values would call what it missed right.
 */
export class SeenValues {
  readonly #seen = new Set<string>()
  readonly #rule: string

  /** `rule`: its place in the config, for the sentence. */
  constructor(rule: string) {
    this.#rule = rule
  }

  /** False when the value was there before. */
  add(value: string): boolean {
    // A digest has one length and is longer than any value that is kept as it is.
    const kept = value.length <= LONGEST ? value : createHash('sha256').update(value).digest('base64')
    if (this.#seen.has(kept)) return false
    if (this.#seen.size >= MOST_VALUES) {
      throw new CounterfoilError(
        'refused',
        `${this.#rule}: the side has more than ${MOST_VALUES.toLocaleString('en')} values, more than are kept in memory ` +
          `to compare them, so nothing was concluded: take unique away and let the source itself check it`,
      )
    }
    this.#seen.add(kept)
    return true
  }
}
