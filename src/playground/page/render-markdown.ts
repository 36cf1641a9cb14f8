import { h } from './dom.ts'
import { type MarkdownItem, type MarkdownPart, parseMarkdown } from './markdown.ts'
import type { Model } from './model.ts'
import { link, mention, renderPlain } from './render-text.ts'

/** A markdown block: standard Markdown, not Slack's own. */
export function renderMarkdown(model: Model, source: string): HTMLElement {
  return h('div', { class: 'markdown' }, ...parseMarkdown(source).map((part) => renderPart(model, part)))
}

function renderPart(model: Model, part: MarkdownPart): HTMLElement {
  switch (part.kind) {
    case 'heading':
      return h(
        part.level < 3 ? 'h4' : 'h5',
        { class: `heading-${part.level}` },
        renderWords(model, part.text),
      )
    case 'paragraph':
      return h('p', {}, renderWords(model, part.text))
    case 'code':
      return h('pre', { class: 'code-block' }, part.text)
    case 'rule':
      return h('hr', { class: 'block-divider' })
    case 'quote':
      return h('blockquote', {}, ...part.parts.map((each) => renderPart(model, each)))
    case 'list': {
      const items = part.items.map((item) => renderItem(model, item))
      return part.ordered ? h('ol', { start: part.start }, ...items) : h('ul', {}, ...items)
    }
    case 'table':
      return renderRows(model, part)
  }
}

function renderItem(model: Model, item: MarkdownItem): HTMLElement {
  const inside = item.parts.map((each) => renderPart(model, each))
  if (item.ticked === null) return h('li', {}, ...inside)
  const box = h('input', { type: 'checkbox', checked: item.ticked, disabled: true })
  return h('li', { class: 'task-item' }, box, h('div', {}, ...inside))
}

function renderRows(model: Model, table: Extract<MarkdownPart, { kind: 'table' }>): HTMLElement {
  const [header = [], ...rows] = table.rows
  const line = (tag: 'th' | 'td', cells: readonly string[]) =>
    h(
      'tr',
      {},
      ...header.map((_, at) =>
        h(tag, { class: `align-${table.aligns[at] ?? 'left'}` }, renderWords(model, cells[at] ?? '')),
      ),
    )
  return h(
    'div',
    { class: 'table-frame' },
    h(
      'div',
      { class: 'table-scroll', tabindex: 0 },
      h(
        'table',
        {},
        h('thead', {}, line('th', header)),
        h('tbody', {}, ...rows.map((each) => line('td', each))),
      ),
    ),
  )
}

/** What may stand in a line, the longer marks first. */
const INLINE: readonly (readonly [RegExp, (model: Model, match: RegExpExecArray) => Node])[] = [
  [/\\([\\`*_{}[\]()#+.!~|>-])/, (_, [, sign = '']) => document.createTextNode(sign)],
  [/(`+)(.+?)\1/, (_, [, , code = '']) => h('code', {}, code.trim())],
  [/!?\[([^\]]+)\]\((\S+?)(?:\s+"[^"]*")?\)/, (_, [, label = '', url = '']) => link(url, label)],
  [/<(https?:[^\s>]+|mailto:[^\s>]+)>/, (_, [, url = '']) => link(url, url)],
  [/<@([UW][A-Z0-9]+)>/, (model, [, id = '']) => mention(model, { kind: 'user', id, label: '' })],
  [/<#(C[A-Z0-9]+)(?:\|[^>]*)?>/, (model, [, id = '']) => mention(model, { kind: 'channel', id, label: '' })],
  [/\*\*(?=\S)(.+?)(?<=\S)\*\*/s, (model, [, inside = '']) => h('strong', {}, renderWords(model, inside))],
  [
    /(?<!\w)__(?=\S)(.+?)(?<=\S)__(?!\w)/s,
    (model, [, inside = '']) => h('strong', {}, renderWords(model, inside)),
  ],
  [/~~(?=\S)(.+?)(?<=\S)~~/s, (model, [, inside = '']) => h('s', {}, renderWords(model, inside))],
  [/\*(?=\S)([^*]+?)(?<=\S)\*/s, (model, [, inside = '']) => h('em', {}, renderWords(model, inside))],
  [
    /(?<!\w)_(?=\S)([^_]+?)(?<=\S)_(?!\w)/s,
    (model, [, inside = '']) => h('em', {}, renderWords(model, inside)),
  ],
  [/(?<![\w"(])https?:\/\/[^\s<]*[^\s<.,;:!?)"']/, (_, [url]) => link(url, url)],
]

function renderWords(model: Model, text: string): DocumentFragment {
  const fragment = document.createDocumentFragment()
  let rest = text
  while (rest !== '') {
    const found = firstIn(rest)
    if (found === null) break
    fragment.append(renderPlain(rest.slice(0, found.match.index)), found.render(model, found.match))
    rest = rest.slice(found.match.index + found.match[0].length)
  }
  fragment.append(renderPlain(rest))
  return fragment
}

/** The mark that begins first in the text; of two at the same place the one that is higher in the list. */
function firstIn(text: string) {
  let first: { match: RegExpExecArray; render: (typeof INLINE)[number][1] } | null = null
  for (const [pattern, render] of INLINE) {
    const match = pattern.exec(text)
    if (match !== null && (first === null || match.index < first.match.index)) first = { match, render }
  }
  return first
}
