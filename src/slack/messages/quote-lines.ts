import { plain } from './mrkdwn.ts'

/** What fits a section beside a line of our own, escaped. */
const LINE = 2_400
/** A word as long as it can be before it is escaped: a sign becomes five characters at most. */
const WORD = LINE / 5

/** Somebody's words in full, as escaped lines between quotation marks. A line is cut where one block could not hold it. */
export function quoteLines(words: string): string[] {
  const lines = words.split('\n').flatMap((line) => wrap(line))
  return lines.map((line, index) => {
    const [open, close] = [index === 0 ? '“' : '', index === lines.length - 1 ? '”' : '']
    return `${open}${line}${close}`
  })
}

function wrap(line: string): string[] {
  const lines: string[] = []
  let length = LINE
  for (const word of line.split(/\s+/).flatMap(hyphenate)) {
    const escaped = plain(word, LINE)
    if (length + 1 + escaped.length > LINE) {
      lines.push(word)
      length = escaped.length
    } else {
      lines.push(`${lines.pop()} ${word}`)
      length += 1 + escaped.length
    }
  }
  return lines.map((each) => plain(each, LINE))
}

function hyphenate(word: string): string[] {
  const signs = [...word]
  const pieces = Array.from({ length: Math.ceil(signs.length / WORD) }, (_, index) =>
    signs.slice(index * WORD, (index + 1) * WORD).join(''),
  )
  return pieces
}
