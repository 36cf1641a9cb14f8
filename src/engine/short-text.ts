const BACKSLASH = 92
const LONGEST = 6
const SLOTS = 4096
const MOST_SPELT = 12

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
  const text = spell(bytes, start, length)
  codes[slot] = code
  texts[slot] = text
  return text
}

/** The same of up to twelve bytes, made anew: for what hardly ever comes twice. Half the work of asking the runtime. */
export function freshText(bytes: Uint8Array, start: number, end: number): string | null {
  const length = end - start
  if (length > MOST_SPELT) return null
  for (let index = start; index < end; index++) {
    const byte = bytes[index]!
    if (byte >= 128 || byte === BACKSLASH) return null
  }
  return spell(bytes, start, length)
}

/**
 * So written because a call with the very number of characters makes one text and nothing else: no closure, no list of
 * characters.
 */
function spell(b: Uint8Array, i: number, length: number): string {
  switch (length) {
    case 0:
      return ''
    case 1:
      return String.fromCharCode(b[i]!)
    case 2:
      return String.fromCharCode(b[i]!, b[i + 1]!)
    case 3:
      return String.fromCharCode(b[i]!, b[i + 1]!, b[i + 2]!)
    case 4:
      return String.fromCharCode(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!)
    case 5:
      return String.fromCharCode(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!)
    default:
      return length < 10 ? spellLonger(b, i, length) : spellLongest(b, i, length)
  }
}

/** From six to nine. */
function spellLonger(b: Uint8Array, i: number, length: number): string {
  switch (length) {
    case 6:
      return String.fromCharCode(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!)
    case 7:
      return String.fromCharCode(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!, b[i + 6]!)
    case 8:
      return String.fromCharCode(
        b[i]!,
        b[i + 1]!,
        b[i + 2]!,
        b[i + 3]!,
        b[i + 4]!,
        b[i + 5]!,
        b[i + 6]!,
        b[i + 7]!,
      )
    default:
      return String.fromCharCode(
        b[i]!,
        b[i + 1]!,
        b[i + 2]!,
        b[i + 3]!,
        b[i + 4]!,
        b[i + 5]!,
        b[i + 6]!,
        b[i + 7]!,
        b[i + 8]!,
      )
  }
}

/** From ten to twelve. */
function spellLongest(b: Uint8Array, i: number, length: number): string {
  switch (length) {
    case 10:
      return String.fromCharCode(
        b[i]!,
        b[i + 1]!,
        b[i + 2]!,
        b[i + 3]!,
        b[i + 4]!,
        b[i + 5]!,
        b[i + 6]!,
        b[i + 7]!,
        b[i + 8]!,
        b[i + 9]!,
      )
    case 11:
      return String.fromCharCode(
        b[i]!,
        b[i + 1]!,
        b[i + 2]!,
        b[i + 3]!,
        b[i + 4]!,
        b[i + 5]!,
        b[i + 6]!,
        b[i + 7]!,
        b[i + 8]!,
        b[i + 9]!,
        b[i + 10]!,
      )
    default:
      return String.fromCharCode(
        b[i]!,
        b[i + 1]!,
        b[i + 2]!,
        b[i + 3]!,
        b[i + 4]!,
        b[i + 5]!,
        b[i + 6]!,
        b[i + 7]!,
        b[i + 8]!,
        b[i + 9]!,
        b[i + 10]!,
        b[i + 11]!,
      )
  }
}
