/** A place in the log as PostgreSQL writes it, `16/B374D848`, as a number. */
export function parsePlace(text: string): bigint {
  const [high, low] = text.split('/')
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`)
}

/** Inverse of `parsePlace`. */
export function writePlace(place: bigint): string {
  return `${(place >> 32n).toString(16).toUpperCase()}/${(place & 0xffffffffn).toString(16).toUpperCase()}`
}
