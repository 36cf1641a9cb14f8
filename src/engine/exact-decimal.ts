/**
 * A decimal number exactly as written, of any size: `digits * 10^exponent`. `digits` has no zeros at either end, so
 * equal numbers have equal parts; zero is `digits: ''`. Nothing is expanded until somebody calculates with it.
 */
export interface ExactDecimal {
  readonly negative: boolean
  readonly digits: string
  readonly exponent: number
  /** Decimals as written: 2 for `10.50`, so that a sum can be written the same way. */
  readonly writtenScale: number
}

/** An exact number to calculate with: `units / 10^scale`. */
export interface Scaled {
  readonly units: bigint
  readonly scale: number
}

/** Beyond so many zeros before or after the digits nobody calculates: `1e999999999` would eat all memory. */
const MAX_ZEROS = 1000
const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?)0*(\d+))?$/
const MAX_EXPONENT_DIGITS = 15

/**
 * Reads `10`, `10.00`, `1e1`, `.71`, `-0.00`, `+5`. Null for anything else, `1,234.50` and `NaN` included, and for an
 * exponent of more than 15 digits.
 */
export function parseDecimal(text: string): ExactDecimal | null {
  const match = NUMBER.exec(text)
  if (!match) return null
  const [, sign, whole = '', fraction = '', exponentSign, exponentDigits = '0'] = match
  const written = whole + fraction
  if (written === '' || exponentDigits.length > MAX_EXPONENT_DIGITS) return null
  const shift = exponentSign === '-' ? -Number(exponentDigits) : Number(exponentDigits)
  const end = endWithoutZeros(written)
  const digits = written.slice(startWithoutZeros(written, end), end)
  const writtenScale = Math.min(Math.max(0, fraction.length - shift), MAX_ZEROS)
  if (digits === '') return { negative: false, digits, exponent: 0, writtenScale }
  const exponent = shift - fraction.length + (written.length - end)
  return { negative: sign === '-', digits, exponent, writtenScale }
}

// Loops, because a regular expression that looks for zeros at the end takes quadratic time on zeros in the middle.
function endWithoutZeros(digits: string): number {
  let end = digits.length
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end--
  return end
}

function startWithoutZeros(digits: string, end: number): number {
  let start = 0
  while (start < end && digits.charCodeAt(start) === 48) start++
  return start
}

/** One text for one value: `10`, `10.00` and `1e1` give the same. */
export function decimalText(decimal: ExactDecimal): string {
  if (decimal.digits === '') return '0'
  return `${decimal.negative ? '-' : ''}${decimal.digits}e${decimal.exponent}`
}

/** Whether it has no decimals: `10.00` and `1e3` are whole. */
export function isWhole(decimal: ExactDecimal): boolean {
  return decimal.exponent >= 0
}

/** Negative, zero or positive, as `a` is below, at or above `b`; exact at any size, because nothing is expanded. */
export function compareDecimals(a: ExactDecimal, b: ExactDecimal): number {
  const [signA, signB] = [signOf(a), signOf(b)]
  if (signA !== signB || signA === 0) return signA - signB
  const longer = a.digits.length + a.exponent - (b.digits.length + b.exponent)
  if (longer !== 0) return longer * signA
  return a.digits === b.digits ? 0 : a.digits < b.digits ? -signA : signA
}

function signOf({ digits, negative }: ExactDecimal): number {
  return digits === '' ? 0 : negative ? -1 : 1
}

/** Whether it is neither too large nor too small to be written out. */
export function isCalculable({ digits, exponent }: ExactDecimal): boolean {
  return Math.abs(exponent) <= MAX_ZEROS + digits.length
}

/** The number to calculate with; null when it is not calculable. */
export function toScaled(decimal: ExactDecimal): Scaled | null {
  if (!isCalculable(decimal)) return null
  const magnitude = BigInt(decimal.digits === '' ? '0' : decimal.digits)
  const units = decimal.negative ? -magnitude : magnitude
  if (decimal.exponent < 0) return { units, scale: -decimal.exponent }
  return { units: units * 10n ** BigInt(decimal.exponent), scale: 0 }
}

export function addScaled(a: Scaled, b: Scaled): Scaled {
  const scale = Math.max(a.scale, b.scale)
  return { units: unitsAt(a, scale) + unitsAt(b, scale), scale }
}

/** How far apart two numbers are, never negative. */
export function distance(a: Scaled, b: Scaled): Scaled {
  return magnitude(addScaled(a, { units: -b.units, scale: b.scale }))
}

export function magnitude(a: Scaled): Scaled {
  return a.units < 0n ? { units: -a.units, scale: a.scale } : a
}

export function multiply(a: Scaled, b: Scaled): Scaled {
  return { units: a.units * b.units, scale: a.scale + b.scale }
}

/** Negative, zero or positive, as `a` is below, at or above `b`. */
export function compareScaled(a: Scaled, b: Scaled): number {
  const scale = Math.max(a.scale, b.scale)
  const [left, right] = [unitsAt(a, scale), unitsAt(b, scale)]
  return left < right ? -1 : left > right ? 1 : 0
}

export function largerOf(a: Scaled, b: Scaled): Scaled {
  return compareScaled(a, b) < 0 ? b : a
}

/** Plain decimal text, never an exponent, with at least `minScale` decimals and else no zeros at the end. */
export function scaledText(value: Scaled, minScale = 0): string {
  const scale = Math.max(value.scale, minScale)
  const units = unitsAt(value, scale)
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  let fraction = digits.slice(digits.length - scale)
  fraction = fraction.slice(0, Math.max(minScale, endWithoutZeros(fraction)))
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

function unitsAt(value: Scaled, scale: number): bigint {
  return scale === value.scale ? value.units : value.units * 10n ** BigInt(scale - value.scale)
}
