const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' })

// East Asian wide and full-width blocks, and emoji: two columns in a terminal.
const WIDE =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]|[\u{20000}-\u{3fffd}]|\p{Emoji_Presentation})/u
const ONLY_MARKS = /^\p{M}+$/u

/** The characters of a text as people count them. */
export function graphemes(text: string): string[] {
  if (/^[\x20-\x7e]*$/.test(text)) return [...text]
  return Array.from(GRAPHEMES.segment(text), ({ segment }) => segment)
}

/** How many terminal columns a text takes, near enough to align a table. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  return graphemes(text).reduce((width, grapheme) => width + graphemeWidth(grapheme), 0)
}

function graphemeWidth(grapheme: string): number {
  if (ONLY_MARKS.test(grapheme)) return 0
  return WIDE.test(grapheme) ? 2 : 1
}
