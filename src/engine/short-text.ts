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

/** So written because a call with the very number of characters makes one text and nothing else. */
function spell(bytes: Uint8Array, i: number, length: number): string {
  const at = (offset: number) => bytes[i + offset]!
  switch (length) {
    case 0:
      return ''
    case 1:
      return String.fromCharCode(at(0))
    case 2:
      return String.fromCharCode(at(0), at(1))
    case 3:
      return String.fromCharCode(at(0), at(1), at(2))
    case 4:
      return String.fromCharCode(at(0), at(1), at(2), at(3))
    case 5:
      return String.fromCharCode(at(0), at(1), at(2), at(3), at(4))
    case 6:
      return String.fromCharCode(at(0), at(1), at(2), at(3), at(4), at(5))
    case 7:
      return String.fromCharCode(at(0), at(1), at(2), at(3), at(4), at(5), at(6))
    case 8:
      return String.fromCharCode(at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7))
    case 9:
      return String.fromCharCode(at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7), at(8))
    case 10:
      return String.fromCharCode(at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7), at(8), at(9))
    case 11:
      return String.fromCharCode(at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7), at(8), at(9), at(10))
    default:
      return String.fromCharCode(
        at(0),
        at(1),
        at(2),
        at(3),
        at(4),
        at(5),
        at(6),
        at(7),
        at(8),
        at(9),
        at(10),
        at(11),
      )
  }
}
