/** The larger of two plain decimals that are not negative, exactly and at any length: `10.5` of `9.99` and `10.5`. */
export function largerDecimal(one: string, other: string): string {
  const [[whole, fraction], [otherWhole, otherFraction]] = [parts(one), parts(other)]
  if (whole.length !== otherWhole.length) return whole.length > otherWhole.length ? one : other
  if (whole !== otherWhole) return whole > otherWhole ? one : other
  return fraction >= otherFraction ? one : other
}

function parts(decimal: string): [whole: string, fraction: string] {
  const [whole = '', fraction = ''] = decimal.split('.')
  return [whole.replace(/^0+/, ''), fraction.replace(/0+$/, '')]
}
