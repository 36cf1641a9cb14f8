const NAMED: Readonly<Record<string, string>> = { '\t': '⇥', '\n': '↵', '\r': '␍', '·': '⟨U+00B7⟩' }

/** Characters that print nothing, or that turn the text around them; and the sign that stands for a space here. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{DI}·]/gu

/** Spaces that are not the one space between two words. */
const ODD_SPACES = /^ +| {2,}| +$/g
const OTHER_SPACES = /(?! )\p{Zs}/gu

/** A value as people can check it: what would not be seen, or would disturb its neighbours, is shown by a sign. */
export function visible(value: string): string {
  return value
    .replace(INVISIBLE, (character) => NAMED[character] ?? nameCharacter(character))
    .replace(OTHER_SPACES, nameCharacter)
    .replace(ODD_SPACES, (spaces) => '·'.repeat(spaces.length))
}

/** The same with every accent that stands apart from its letter named, for two values that would print alike. */
export function visibleAccents(value: string): string {
  return visible(value).replace(/\p{M}/gu, nameCharacter)
}

function nameCharacter(character: string): string {
  const code = character.codePointAt(0)!
  if (code < 0x20) return String.fromCodePoint(0x2400 + code)
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`
}
