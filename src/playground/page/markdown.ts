/** A piece of standard Markdown, as far as Slack's markdown block shows it. */
export type MarkdownPart =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'paragraph' | 'code'; readonly text: string }
  | { readonly kind: 'rule' }
  | { readonly kind: 'quote'; readonly parts: readonly MarkdownPart[] }
  | {
      readonly kind: 'list'
      readonly ordered: boolean
      readonly start: number
      readonly items: readonly MarkdownItem[]
    }
  | {
      readonly kind: 'table'
      readonly rows: readonly (readonly string[])[]
      readonly aligns: readonly string[]
    }

export interface MarkdownItem {
  /** Of a task list; null: no box. */
  readonly ticked: boolean | null
  readonly parts: readonly MarkdownPart[]
}

const FENCE = /^\s{0,3}(```+|~~~+)/
const HEADING = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*$/
const RULE = /^\s{0,3}([-*_])(\s*\1){2,}\s*$/
const QUOTE = /^\s{0,3}>\s?/
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/
const TABLE_LINE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/

/** Reads Markdown into its parts; what is no markup is a paragraph. */
export function parseMarkdown(source: string): MarkdownPart[] {
  const lines = source.replace(/\r\n?/g, '\n').split('\n')
  const parts: MarkdownPart[] = []
  let at = 0
  while (at < lines.length) {
    const [part, next] = takePart(lines, at)
    if (part !== null) parts.push(part)
    at = next
  }
  return parts
}

type Taken = readonly [part: MarkdownPart | null, next: number]

function takePart(lines: readonly string[], at: number): Taken {
  const line = lines[at] ?? ''
  if (line.trim() === '') return [null, at + 1]
  const heading = HEADING.exec(line)
  if (heading !== null) {
    return [{ kind: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' }, at + 1]
  }
  if (FENCE.test(line)) return takeCode(lines, at)
  if (RULE.test(line)) return [{ kind: 'rule' }, at + 1]
  if (QUOTE.test(line)) {
    const end = endOf(lines, at, (each) => QUOTE.test(each))
    const inside = lines.slice(at, end).map((each) => each.replace(QUOTE, ''))
    return [{ kind: 'quote', parts: parseMarkdown(inside.join('\n')) }, end]
  }
  if (ITEM.test(line)) return takeList(lines, at)
  if (line.includes('|') && TABLE_LINE.test(lines[at + 1] ?? '')) return takeTable(lines, at)
  const end = endOf(lines, at + 1, (each) => each.trim() !== '' && !startsPart(each))
  return [{ kind: 'paragraph', text: lines.slice(at, end).join('\n') }, end]
}

function startsPart(line: string): boolean {
  return [HEADING, FENCE, RULE, QUOTE, ITEM].some((each) => each.test(line))
}

function takeCode(lines: readonly string[], at: number): Taken {
  const mark = FENCE.exec(lines[at] ?? '')?.[1] ?? '```'
  const end = endOf(lines, at + 1, (each) => !each.trim().startsWith(mark))
  return [{ kind: 'code', text: lines.slice(at + 1, end).join('\n') }, end + 1]
}

function takeList(lines: readonly string[], at: number): Taken {
  const [, indent = '', mark = ''] = ITEM.exec(lines[at] ?? '') ?? []
  const depth = indent.length
  const ordered = /\d/.test(mark)
  const items: MarkdownItem[] = []
  let now = at
  for (let item = ITEM.exec(lines[now] ?? ''); item !== null; item = ITEM.exec(lines[now] ?? '')) {
    if ((item[1]?.length ?? 0) !== depth || /\d/.test(item[2] ?? '') !== ordered) break
    const end = endOf(lines, now + 1, (each) => each.trim() !== '' && indentOf(each) > depth)
    items.push(readItem(item[3] ?? '', lines.slice(now + 1, end)))
    now = end
  }
  return [{ kind: 'list', ordered, start: Number.parseInt(mark, 10) || 1, items }, Math.max(now, at + 1)]
}

function readItem(first: string, rest: readonly string[]): MarkdownItem {
  const box = /^\[([ xX])\]\s+/.exec(first)
  const margin = Math.min(...rest.map(indentOf))
  const inside = [first.replace(/^\[[ xX]\]\s+/, ''), ...rest.map((each) => each.slice(margin))]
  return { ticked: box === null ? null : box[1] !== ' ', parts: parseMarkdown(inside.join('\n')) }
}

function takeTable(lines: readonly string[], at: number): Taken {
  const end = endOf(lines, at + 2, (each) => each.includes('|'))
  const aligns = cellsOf(lines[at + 1] ?? '').map((each) => {
    if (each.startsWith(':') && each.endsWith(':')) return 'center'
    return each.endsWith(':') ? 'right' : 'left'
  })
  const rows = [lines[at] ?? '', ...lines.slice(at + 2, end)].map(cellsOf)
  return [{ kind: 'table', rows, aligns }, end]
}

function cellsOf(line: string): string[] {
  const inside = line.trim().replace(/^\|/, '').replace(/\|$/, '')
  return inside.split(/(?<!\\)\|/).map((each) => each.trim().replaceAll('\\|', '|'))
}

function endOf(lines: readonly string[], from: number, goesOn: (line: string) => boolean): number {
  const end = lines.findIndex((each, index) => index >= from && !goesOn(each))
  return end === -1 ? lines.length : end
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}
