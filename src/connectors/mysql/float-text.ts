const [MIN_DIGITS, MAX_DIGITS] = [6, 9]

/**
 * The shortest text that reads back as the same 4-byte float: `0.3` for 0.30000001192092896. MySQL itself writes 6
 * digits, so that 16777217 and 16777200 would look the same.
 */
export function floatText(doubleText: string): string {
  const value = Number(doubleText)
  for (let digits = MIN_DIGITS; digits < MAX_DIGITS; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return String(short)
  }
  return String(Number(value.toPrecision(MAX_DIGITS)))
}
