/** A tiny seeded generator (mulberry32): the same seed gives the same sample data everywhere, always. */
export interface RandomNumbers {
  /** A whole number from 0 to `limit - 1`. */
  below(limit: number): number
  /** One item of a list that is not empty. */
  pick<T>(items: readonly T[]): T
}

export function randomNumbers(seed: number): RandomNumbers {
  let state = seed >>> 0
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * limit)
  }
  return { below, pick: (items) => items[below(items.length)]! }
}
