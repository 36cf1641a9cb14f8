import type { Message } from '../page-protocol.ts'
import { avatar } from './avatar.ts'
import { h, icon } from './dom.ts'
import { dateOfTs, formatTime } from './format-date.ts'
import { messageTools } from './message-tools.ts'
import type { Model } from './model.ts'
import { renderBlocks } from './render-blocks.ts'
import { renderFiles } from './render-files.ts'
import { emojiNode, renderMrkdwn } from './render-text.ts'
import { send } from './send.ts'
import { type Field, readFields, type Surface } from './surface.ts'

export interface MessageView {
  /** Follows one by the same author, so it needs no name. */
  readonly compact: boolean
  /** Opens the thread; null inside a thread. */
  readonly openThread: ((ts: string) => void) | null
}

/** One message with its author, blocks, and what leads to its thread. */
export function renderMessage(model: Model, message: Message, view: MessageView): HTMLElement {
  const author = model.members.get(message.author)
  const time = dateOfTs(message.ts)
  const stamp = h(
    'time',
    { class: 'time', datetime: time.toISOString(), title: time.toLocaleString() },
    formatTime(time),
  )
  const alone = message.onlyFor !== null
  const classes = ['message', view.compact ? 'is-compact' : '', alone ? 'is-ephemeral' : ''].join(' ').trim()
  const { openThread } = view
  const words = alone ? `Only visible to you. ${message.text}` : message.text
  return h(
    'article',
    {
      class: classes,
      'data-ts': message.ts,
      tabindex: -1,
      'aria-label': `${author?.realName ?? ''}, ${formatTime(time)}: ${words}`,
    },
    h('div', { class: 'gutter' }, view.compact ? stamp : avatar(author)),
    h(
      'div',
      { class: 'content' },
      alone ? onlyYou(model, message) : null,
      view.compact ? null : h('div', { class: 'byline' }, ...byline(model, message, stamp)),
      renderContent(model, message),
      renderFiles(message),
      renderReactions(model, message),
      openThread === null || message.replies === null ? null : threadLink(model, message, openThread),
    ),
    alone ? null : messageTools(message, openThread),
  )
}

function renderReactions(model: Model, { reactions }: Message): HTMLElement | null {
  if (reactions.length === 0) return null
  const drawn = reactions.map(({ name, users }) => {
    const who = `${users.map((each) => model.nameOf(each)).join(', ')} reacted with :${name}:`
    const mine = users.includes(model.snapshot.me)
    return h(
      'span',
      { class: mine ? 'reaction is-mine' : 'reaction', title: who, role: 'img', 'aria-label': who },
      emojiNode(name),
      String(users.length),
    )
  })
  return h('div', { class: 'reactions' }, ...drawn)
}

function onlyYou(model: Model, message: Message): HTMLElement {
  const facts = { user: model.snapshot.me, channel: message.channel, ts: message.ts }
  const dismiss = () => void send('dismiss', facts)
  return h(
    'div',
    { class: 'only-you' },
    icon('eye'),
    'Only visible to you',
    h('button', { type: 'button', class: 'text-button', onclick: dismiss }, 'Dismiss message'),
  )
}

function byline(model: Model, message: Message, stamp: HTMLElement): (Node | null)[] {
  const author = model.members.get(message.author)
  return [
    h('span', { class: 'author' }, author?.realName ?? message.author),
    author?.kind === 'person' ? null : h('span', { class: 'badge-app' }, 'APP'),
    stamp,
  ]
}

function renderContent(model: Model, message: Message): HTMLElement {
  const edited = message.editedTs === null ? null : editedMark(message.editedTs)
  if (message.blocks.length === 0) {
    return h('div', { class: 'text' }, renderMrkdwn(model, message.text), edited)
  }
  const place = { user: model.snapshot.me, channel: message.channel, ts: message.ts }
  const fields: Field[] = []
  const surface: Surface = {
    model,
    fields,
    channel: message.channel,
    remembered: () => undefined,
    use: (used) => send('click', { ...used, ...place, values: readFields(fields) }),
    suggest: (search) => send('suggest', { ...search, ...place }),
  }
  return h('div', {}, renderBlocks(surface, message.blocks), edited)
}

function editedMark(ts: string): HTMLElement {
  return h('span', { class: 'edited', title: `Edited ${dateOfTs(ts).toLocaleString()}` }, '(edited)')
}

function threadLink(model: Model, message: Message, openThread: (ts: string) => void): HTMLElement {
  const { count = 0, authors = [], latestTs = message.ts } = message.replies ?? {}
  const faces = authors.slice(0, 4).map((author) => avatar(model.members.get(author), 'small'))
  const words = count === 1 ? '1 reply' : `${count} replies`
  return h(
    'button',
    { type: 'button', class: 'thread-link', onclick: () => openThread(message.ts) },
    ...faces,
    h('span', { class: 'thread-count' }, words),
    h('span', { class: 'thread-latest' }, `Last reply ${formatTime(dateOfTs(latestTs))}`),
  )
}
