/** How far two decimal numbers are apart, exactly and without a sign: `0.45`; null where one is not a plain decimal. */
export function amountApart(one: string, other: string): string | null {
  const a = parse(one)
  const b = parse(other)
  if (!a || !b) return null
  const scale = Math.max(a.scale, b.scale)
  const difference = a.units * 10n ** BigInt(scale - a.scale) - b.units * 10n ** BigInt(scale - b.scale)
  const digits = String(difference < 0n ? -difference : difference).padStart(scale + 1, '0')
  if (scale === 0) return digits
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`.replace(/\.?0+$/, '')
}

/** Longer ones are no amounts that somebody wants subtracted. */
const PLAIN_DECIMAL = /^[+-]?\d{1,40}(?:\.\d{1,40})?$/

function parse(text: string): { units: bigint; scale: number } | null {
  const trimmed = text.trim()
  if (!PLAIN_DECIMAL.test(trimmed)) return null
  const [whole = '', fraction = ''] = trimmed.split('.')
  return { units: BigInt((whole + fraction).replace('+', '')), scale: fraction.length }
}
