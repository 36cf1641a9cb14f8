import { h } from './dom.ts'
import { findEmoji } from './emoji.ts'
import { findPicture, splitAtPictures } from './emoji-pictures.ts'
import { formatSlackDate } from './format-date.ts'
import type { Model } from './model.ts'
import { type Inline, parseMrkdwn } from './mrkdwn.ts'

interface TextObject {
  readonly type?: string
  readonly text: string
}

/** A text object as Slack shows it: mrkdwn with its markup, plain text with emoji only. */
export function renderText(model: Model, text: TextObject): DocumentFragment {
  return text.type === 'mrkdwn' ? renderMrkdwn(model, text.text) : renderPlain(text.text)
}

export function renderPlain(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment()
  for (const [index, piece] of text.split(/(:(?=[+-]1:|[^:]*[a-z])[a-z0-9_+'-]+:)/i).entries()) {
    if (index % 2 === 1) fragment.append(emojiNode(piece.slice(1, -1).toLowerCase()))
    else fragment.append(textNode(piece))
  }
  return fragment
}

export function renderMrkdwn(model: Model, source: string): DocumentFragment {
  const fragment = document.createDocumentFragment()
  for (const passage of parseMrkdwn(source)) {
    if (passage.kind === 'pre') fragment.append(h('pre', { class: 'code-block' }, passage.text))
    else {
      const parent = passage.kind === 'quote' ? h('blockquote') : h('div', { class: 'lines' })
      for (const [index, line] of passage.lines.entries()) {
        if (index > 0) parent.append(h('br'))
        parent.append(...line.map((inline) => renderInline(model, inline)))
      }
      fragment.append(parent)
    }
  }
  return fragment
}

const TAGS = { bold: 'strong', italic: 'em', strike: 's' } as const

function renderInline(model: Model, inline: Inline): Node {
  switch (inline.kind) {
    case 'text':
      return textNode(inline.text)
    case 'bold':
    case 'italic':
    case 'strike':
      return h(TAGS[inline.kind], {}, ...inline.children.map((child) => renderInline(model, child)))
    case 'code':
      return h('code', {}, inline.text)
    case 'emoji':
      return emojiNode(inline.name)
    case 'link':
      return link(inline.url, inline.label)
    case 'date':
      return dateNode(inline)
    default:
      return mention(model, inline)
  }
}

/** Only web and mail addresses become links; anything else is shown as text. */
export function link(url: string, label: string): HTMLElement {
  if (!/^(https?:|mailto:)/i.test(url)) return h('span', {}, label || url)
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, label || url)
}

export function emojiNode(name: string): HTMLElement {
  const character = findEmoji(name)
  if (character === null) return h('span', { class: 'emoji-unknown' }, `:${name}:`)
  return characterNode(character, name.replaceAll('_', ' '))
}

/** Text in which known emoji characters become pictures, as Slack does. */
export function textNode(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment()
  for (const [index, piece] of splitAtPictures(text).entries()) {
    fragment.append(index % 2 === 1 ? characterNode(piece, piece) : piece)
  }
  return fragment
}

function characterNode(character: string, label: string): HTMLElement {
  const picture = findPicture(character)
  const drawn = picture === null ? 'emoji' : `emoji emoji-drawn emoji-${picture}`
  return h('span', { class: drawn, role: 'img', 'aria-label': label }, character)
}

export function mention(
  model: Model,
  target: { kind: 'user' | 'channel' | 'group' | 'broadcast'; id: string; label: string },
): HTMLElement {
  if (target.kind === 'channel') {
    const name = model.conversations.get(target.id)?.name ?? (target.label || target.id)
    return h('a', { class: 'mention', href: `#${target.id}` }, `#${name}`)
  }
  const { me } = model.snapshot
  const group = target.kind === 'group' ? model.groups.get(target.id) : undefined
  const name =
    target.kind === 'user'
      ? model.members.get(target.id)?.realName || target.label
      : (group?.handle ?? target.label)
  const mine = target.kind === 'broadcast' || target.id === me || group?.members.includes(me) === true
  return h(
    'span',
    { class: mine ? 'mention mention-me' : 'mention' },
    `@${(name || target.id).replace(/^@/, '')}`,
  )
}

export function dateNode(date: {
  seconds: number
  format: string
  url: string | null
  label: string
}): HTMLElement {
  const text = formatSlackDate(date.seconds, date.format, new Date())
  const title = new Date(date.seconds * 1000).toLocaleString()
  const shown = h(
    'time',
    { datetime: new Date(date.seconds * 1000).toISOString(), title },
    text || date.label,
  )
  return date.url === null ? shown : h('a', { href: /^https?:/i.test(date.url) ? date.url : null }, shown)
}
