/** Exact difference of two decimals as text: `10.50` - `10.4` is `0.10`. */
export function subtractDecimals(from: string, take: string): string {
  const scale = Math.max(scaleOf(from), scaleOf(take))
  const difference = scaled(from, scale) - scaled(take, scale)
  const digits = String(difference < 0n ? -difference : difference).padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  const sign = difference < 0n ? '-' : ''
  return scale === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-scale)}`
}

function scaleOf(decimal: string): number {
  const point = decimal.indexOf('.')
  return point < 0 ? 0 : decimal.length - point - 1
}

function scaled(decimal: string, scale: number): bigint {
  return BigInt(decimal.replace('.', '') + '0'.repeat(scale - scaleOf(decimal)))
}
