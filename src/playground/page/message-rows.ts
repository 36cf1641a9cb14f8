import type { Message } from '../page-protocol.ts'
import { h } from './dom.ts'
import { dateOfTs, formatDay } from './format-date.ts'
import type { Model } from './model.ts'
import { type MessageView, renderMessage } from './render-message.ts'

/** Messages by one author within this time stand together. */
const TOGETHER_SECONDS = 300

interface Row {
  readonly message: Message
  readonly key: string
  readonly article: HTMLElement
  readonly nodes: readonly HTMLElement[]
}

export interface RowFacts {
  readonly model: Model
  readonly openThread: MessageView['openThread']
  /** Above the first message after this ts stands that the rest is new; null: nothing is. */
  readonly newSince: string | null
}

/** The drawn messages of a list. What has not changed stays the same element, so nothing that people did in it is lost. */
export class MessageRows {
  readonly box: HTMLElement = h('div', { class: 'rows' })
  #rows = new Map<string, Row>()

  /** `live`: what differs happened just now, and is shown to have. */
  draw(messages: readonly Message[], facts: RowFacts, live: boolean): void {
    const today = new Date()
    const before = this.#rows
    this.#rows = new Map()
    let previous: Message | null = null
    let marked = false
    for (const message of messages) {
      const day = formatDay(dateOfTs(message.ts), today)
      const newDay = previous === null || formatDay(dateOfTs(previous.ts), today) !== day
      const isNews: boolean = !marked && startsNews(facts, message)
      marked ||= isNews
      const compact = !newDay && !isNews && previous !== null && belongTogether(previous, message)
      const key = `${compact} ${newDay ? day : ''} ${isNews}`
      const row = before.get(message.ts)
      const same = row?.message === message && row.key === key
      const view = { compact, openThread: facts.openThread }
      const drawn = same
        ? row
        : this.#drawRow({ message, key, day: newDay ? day : null, isNews }, view, facts)
      if (!same && live) drawn.article.classList.add(row === undefined ? 'is-new' : 'is-fresh')
      this.#rows.set(message.ts, drawn)
      previous = message
    }
    this.#place()
  }

  find(ts: string): HTMLElement | null {
    return this.#rows.get(ts)?.article ?? null
  }

  /** Forgets what was drawn, for another conversation or another person. */
  clear(): void {
    this.#rows = new Map()
    this.box.replaceChildren()
  }

  #drawRow(
    row: { message: Message; key: string; day: string | null; isNews: boolean },
    view: MessageView,
    { model }: RowFacts,
  ): Row {
    const article = renderMessage(model, row.message, view)
    const divider =
      row.day === null ? null : h('div', { class: 'day', role: 'separator' }, h('span', {}, row.day))
    const news = row.isNews ? h('div', { class: 'news', role: 'separator' }, h('span', {}, 'New')) : null
    const nodes = [divider, news, article].filter((each) => each !== null)
    return { message: row.message, key: row.key, article, nodes }
  }

  /** Puts the rows in order and moves nothing that stands right: a moved element would lose focus and scroll. */
  #place(): void {
    const wanted = [...this.#rows.values()].flatMap((row) => row.nodes)
    const kept = new Set<Node>(wanted)
    const focused = document.activeElement
    const lost = focused instanceof HTMLElement && this.box.contains(focused) ? focused : null
    const lostTs = lost?.closest<HTMLElement>('[data-ts]')?.dataset.ts
    for (const node of [...this.box.children]) if (!kept.has(node)) node.remove()
    let at = this.box.firstChild
    for (const node of wanted) {
      if (node === at) at = at.nextSibling
      else this.box.insertBefore(node, at)
    }
    if (lost !== null && !lost.isConnected) refocus(this.find(lostTs ?? ''), lost.dataset.actionId)
  }
}

function startsNews({ newSince, model }: RowFacts, message: Message): boolean {
  return newSince !== null && message.ts > newSince && message.author !== model.snapshot.me
}

/** Keyboard users stay where they were when the message under them changes. */
function refocus(drawn: HTMLElement | null, actionId: string | undefined): void {
  const same =
    actionId === undefined
      ? null
      : drawn?.querySelector<HTMLElement>(`[data-action-id="${CSS.escape(actionId)}"]`)
  const target = same ?? drawn
  target?.focus({ preventScroll: true })
}

/** Cards always say who they are from; chatter by one author is drawn together. */
function belongTogether(before: Message, message: Message): boolean {
  if (message.blocks.length > 0 || before.blocks.length > 0) return false
  const near = Number(message.ts) - Number(before.ts) < TOGETHER_SECONDS
  return near && before.author === message.author && before.onlyFor === message.onlyFor
}
