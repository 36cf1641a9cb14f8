import { addScaled, type ExactDecimal, type Scaled, scaledText, toScaled } from './exact-decimal.ts'

const ZERO_SUM: Scaled = { units: 0n, scale: 0 }
const MAX_DIGITS = 14
const MAX_SCALE = 14
const MAX_PENDING = 8_000_000_000_000_000

/**
 * An exact sum of decimal texts. Short plain numbers, nearly all, are added up as whole numbers of their last place
 * and without making a string; the rest as big integers. What is no finite number makes the sum `NaN`.
 */
export class DecimalSum {
  #total: Scaled = ZERO_SUM
  #writtenScale = 0
  #isNumber = true
  /** Sums by number of decimals, each well below 2^53. */
  readonly #pending = new Float64Array(MAX_SCALE + 1)

  /** Adds a cell's bytes if they are a short plain number; false when they are something else. */
  addPlain(bytes: Buffer, start: number, end: number): boolean {
    const negative = bytes[start] === 45
    let at = negative ? start + 1 : start
    let units = 0
    let digits = 0
    let point = -1
    for (; at < end; at++) {
      const code = bytes[at]!
      if (code === 46 && point < 0) point = at
      else if (code >= 48 && code <= 57 && ++digits <= MAX_DIGITS) units = units * 10 + code - 48
      else return false
    }
    if (digits === 0) return false
    this.#addPending(negative ? -units : units, point < 0 ? 0 : end - point - 1)
    return true
  }

  /** Adds a number; null stands for `NaN` or an infinity. Those and a number too large to write out make it `NaN`. */
  add(decimal: ExactDecimal | null): void {
    const scaled = decimal && toScaled(decimal)
    if (!scaled) {
      this.#isNumber = false
      return
    }
    this.#writtenScale = Math.max(this.#writtenScale, decimal.writtenScale)
    this.#total = addScaled(this.#total, scaled)
  }

  /** The sum with as many decimals as the summand that was written with most. */
  text(): string {
    for (let scale = 0; scale <= MAX_SCALE; scale++) this.#flush(scale)
    return this.#isNumber ? scaledText(this.#total, this.#writtenScale) : 'NaN'
  }

  #addPending(units: number, scale: number): void {
    if (scale > this.#writtenScale) this.#writtenScale = scale
    const sum = this.#pending[scale]! + units
    this.#pending[scale] = sum
    if (sum > MAX_PENDING || sum < -MAX_PENDING) this.#flush(scale)
  }

  #flush(scale: number): void {
    if (this.#pending[scale] === 0) return
    this.#total = addScaled(this.#total, { units: BigInt(this.#pending[scale]!), scale })
    this.#pending[scale] = 0
  }
}
