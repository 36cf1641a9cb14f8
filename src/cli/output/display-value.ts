import type { RawValue } from '../../domain/record.ts'

// Controls, and the characters that hide or turn around what stands beside them. Between two records that differ only
// in one of these, it is what people must see.
const HIDDEN = /(?! |\ufe0f)[\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}]/gu
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * A raw value as people can read it on one line: null as `null`, control and invisible characters written out, and in
 * quotes where its ends or its being a text would not show (``, ` x`, `null`).
 */
export function displayValue(value: RawValue): string {
  if (value === null) return 'null'
  const shown = displayText(value)
  return /^$|^\s|\s$|^null$|^"/.test(value) ? `"${shown}"` : shown
}

/** A text from a source (a name, a key) with control and invisible characters written out. */
export function displayText(text: string): string {
  return text.replace(HIDDEN, (character) => NAMED[character] ?? writeOut(character))
}

function writeOut(character: string): string {
  const code = character.codePointAt(0)!.toString(16)
  return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u{${code}}`
}
