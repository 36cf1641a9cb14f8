/** An exact decimal without exponent: `1e-2` is `0.01`, `2.50E1` is `25.0`, `.5` is `0.5`; digits are kept, not rounded. */
export function plainDecimal(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const digits = whole + fraction
  const point = whole.length + Number(exponent)
  const padded = digits
    .padStart(digits.length - Math.min(point, 0), '0')
    .padEnd(Math.max(point, digits.length), '0')
  const at = Math.max(point, 0)
  const integer = padded.slice(0, at).replace(/^0+(?=\d)/, '') || '0'
  return padded.length > at ? `${integer}.${padded.slice(at)}` : integer
}
