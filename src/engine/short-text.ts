const BACKSLASH = 92
const LONGEST = 6
const SLOTS = 4096

/** Bytes of the text in each slot as one whole number below 2^48, and the text. */
const codes = new Array<number>(SLOTS).fill(-1)
const texts = new Array<string>(SLOTS).fill('')

/**
 * The text of a few plain ASCII bytes; null where there are more of them, or others. Most cells are short and hold what
 * others held before (`t`, `open`, `19.99`): such a text is made once, and findings share it.
 */
export function shortText(bytes: Uint8Array, start: number, end: number): string | null {
  const length = end - start
  if (length > LONGEST) return null
  let code = 0
  let slot = 0
  for (let index = start; index < end; index++) {
    const byte = bytes[index]!
    if (byte >= 128 || byte === BACKSLASH || byte === 0) return null
    code = code * 256 + byte
    slot = (slot * 31 + byte) & (SLOTS - 1)
  }
  if (codes[slot] === code) return texts[slot]!
  let text = ''
  for (let index = start; index < end; index++) text += String.fromCharCode(bytes[index]!)
  codes[slot] = code
  texts[slot] = text
  return text
}
