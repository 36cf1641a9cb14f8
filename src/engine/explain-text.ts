import { foldCase } from './fold-case.ts'

/** Simple explanations of two texts that differ. */
export type TextCause = 'whitespace' | 'case' | 'punctuation' | 'accents' | 'encoding' | 'truncation'

/** A cut text is at least this long; `Jo` and `John` are two names. */
const MIN_CUT_LENGTH = 8
/** What a windows-1252 reader makes of the bytes 0x80 to 0x9F. */
const WINDOWS_1252 =
  '\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F' +
  '\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178'
const ASCII = /^[\0-\x7F]*$/
/** What `mayBeSame` makes of ASCII characters, NUL apart, by the functions below. */
const SPACE = asciiTable((character) => (withoutSpace(character) === '' ? 0 : character.charCodeAt(0)))
const CASE = asciiTable((character) => foldCase(character).charCodeAt(0))
const PUNCTUATION = asciiTable((character) =>
  withoutPunctuation(character) === '' ? 0 : character.charCodeAt(0),
)

/** The first of the explanations that holds, the narrowest first; null when none does. */
export function explainTexts(a: string, b: string): TextCause | null {
  if (a === '' || b === '') return null
  if (mayBeSame(a, b, SPACE) && withoutSpace(a) === withoutSpace(b)) return 'whitespace'
  if (mayBeSame(a, b, CASE) && foldCase(a) === foldCase(b)) return 'case'
  if (mayBeSame(a, b, PUNCTUATION) && isPunctuation(a, b)) return 'punctuation'
  if (!(ASCII.test(a) && ASCII.test(b))) {
    if (withoutMarks(a) === withoutMarks(b)) return 'accents'
    if (isMisread(a, b) || isMisread(b, a)) return 'encoding'
  }
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return short.length >= MIN_CUT_LENGTH && long.startsWith(short) ? 'truncation' : null
}

/**
 * Whether two texts can be the same by what the table makes of each ASCII character (0: left out). Nearly all differ in
 * one before any other character, which saves making two texts to compare.
 */
function mayBeSame(a: string, b: string, table: Uint8Array): boolean {
  let [i, j] = [0, 0]
  for (;;) {
    while (i < a.length && table[a.charCodeAt(i)] === 0) i++
    while (j < b.length && table[b.charCodeAt(j)] === 0) j++
    if (i === a.length || j === b.length) break
    const [x, y] = [a.charCodeAt(i++), b.charCodeAt(j++)]
    if (x >= 128 || y >= 128) return true
    if (table[x] !== table[y]) return false
  }
  // What is left of the other may be left out too, if it is no ASCII.
  return (i === a.length || a.charCodeAt(i) >= 128) && (j === b.length || b.charCodeAt(j) >= 128)
}

function asciiTable(codeOf: (character: string) => number): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => codeOf(String.fromCharCode(code)))
}

/** Zero-width spaces too: they look like nothing and are not white space to Unicode. */
function withoutSpace(text: string): string {
  return text.replace(/[\s\u200B\u2060]+/gu, '')
}

/** The same letters and digits. Never where a point, comma or minus may change what a number is: `1.5`, `15`, `-15`. */
function isPunctuation(a: string, b: string): boolean {
  const [left, right] = [withoutPunctuation(a), withoutPunctuation(b)]
  if (left === '' || left !== right) return false
  const mayBeNumber = (text: string) => /^\s*[-\u2013(]?\s*\d*[.,]?\d[\d.,'\s]*\)?\s*$/.test(text)
  const changesNumber = (text: string) => /[.,]|^\s*[-\u2013(]/.test(text)
  return !((mayBeNumber(a) && changesNumber(a)) || (mayBeNumber(b) && changesNumber(b)))
}

function withoutPunctuation(text: string): string {
  return text.replace(/[\s\u200B\u2060\-\u2010-\u2015_.,;:'"\u2018-\u201D`()[\]{}/\\]+/gu, '')
}

function withoutMarks(text: string): string {
  return text.normalize('NFD').replace(/\p{M}+/gu, '')
}

/** Whether `misread` is what a reader with the wrong encoding makes of `right`: `MÃ¼ller`, `M?ller` of `Müller`. */
function isMisread(misread: string, right: string): boolean {
  if (ASCII.test(right)) return false
  const bytes = Buffer.from(right, 'utf8').toString('latin1')
  if (
    misread === bytes ||
    misread === bytes.replace(/[\x80-\x9F]/g, (byte) => WINDOWS_1252[byte.charCodeAt(0) - 0x80]!)
  )
    return true
  return ['?', '\uFFFD'].some((mark) => misread.includes(mark) && misread === markedText(right, mark))
}

function markedText(text: string, mark: string): string {
  return text.replace(/[^\0-\x7F]/gu, mark)
}
