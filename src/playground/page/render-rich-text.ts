import type { RichTextBlock } from '@slack/types'
import { h } from './dom.ts'
import type { Model } from './model.ts'
import { dateNode, emojiNode, link, mention, textNode } from './render-text.ts'

type Section = RichTextBlock['elements'][number]
type Piece = Extract<Section, { type: 'rich_text_section' }>['elements'][number]

/** A block of formatted text. */
export function renderRichText(model: Model, block: RichTextBlock): HTMLElement {
  return h('div', { class: 'rich-text' }, ...block.elements.map((section) => renderSection(model, section)))
}

function renderSection(model: Model, section: Section): HTMLElement {
  if (section.type === 'rich_text_list') {
    const tag = section.style === 'ordered' ? 'ol' : 'ul'
    const items = section.elements.map((item) => h('li', {}, ...pieces(model, item.elements)))
    return h(tag, { class: `indent-${section.indent ?? 0}` }, ...items)
  }
  const inside = pieces(model, section.elements)
  if (section.type === 'rich_text_preformatted') return h('pre', { class: 'code-block' }, ...inside)
  return h(section.type === 'rich_text_quote' ? 'blockquote' : 'div', { class: 'lines' }, ...inside)
}

function pieces(model: Model, elements: readonly Piece[]): Node[] {
  return elements.map((piece, at) => {
    const node = styled(piece, renderPiece(model, piece))
    if (!isCode(piece) || !(node instanceof HTMLElement)) return node
    // Code with a bold part in it stays one thing to the eye.
    if (isCode(elements[at - 1])) node.classList.add('goes-on')
    if (isCode(elements[at + 1])) node.classList.add('is-followed')
    return node
  })
}

function renderPiece(model: Model, piece: Piece): Node {
  switch (piece.type) {
    case 'text':
      return textNode(piece.text)
    case 'link':
      return link(piece.url, piece.text ?? piece.url)
    case 'emoji':
      return emojiNode(piece.name)
    case 'user':
      return mention(model, { kind: 'user', id: piece.user_id, label: '' })
    case 'channel':
      return mention(model, { kind: 'channel', id: piece.channel_id, label: '' })
    case 'usergroup':
      return mention(model, { kind: 'group', id: piece.usergroup_id, label: '' })
    case 'broadcast':
      return mention(model, { kind: 'broadcast', id: piece.range, label: '' })
    case 'date':
      return dateNode({
        seconds: piece.timestamp,
        format: piece.format,
        url: piece.url ?? null,
        label: piece.fallback ?? '',
      })
    default:
      return document.createTextNode('')
  }
}

function isCode(piece: Piece | undefined): boolean {
  return piece !== undefined && 'style' in piece && piece.style?.code === true
}

const STYLES = { bold: 'strong', italic: 'em', strike: 's', code: 'code', underline: 'u' } as const

function styled(piece: Piece, node: Node): Node {
  const style = 'style' in piece ? (piece.style ?? {}) : {}
  let shown = node
  for (const [name, tag] of Object.entries(STYLES)) {
    if (style[name as keyof typeof style] === true) shown = h(tag, {}, shown)
  }
  return shown
}
