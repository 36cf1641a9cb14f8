const WORDS: Readonly<Record<string, boolean>> = {
  t: true,
  true: true,
  '1': true,
  yes: true,
  y: true,
  on: true,
  f: false,
  false: false,
  '0': false,
  no: false,
  n: false,
  off: false,
}

/** Reads t/f, true/false, 1/0, yes/no, y/n, on/off in any case; null for anything else. */
export function parseBoolean(text: string): boolean | null {
  const word = text.toLowerCase()
  return Object.hasOwn(WORDS, word) ? WORDS[word]! : null
}
