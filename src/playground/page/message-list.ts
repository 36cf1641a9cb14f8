import type { Message } from '../page-protocol.ts'
import { h } from './dom.ts'
import { dateOfTs, formatDay } from './format-date.ts'
import type { Model } from './model.ts'
import { type MessageView, renderMessage } from './render-message.ts'

/** Messages by one author within this time stand together. */
const TOGETHER_SECONDS = 300
const NEAR_BOTTOM_PX = 120

/** What a list leads to; null where it does not. */
export interface ListEvents {
  readonly openThread: MessageView['openThread']
  readonly showEarlier: (() => Promise<void>) | null
}

/** A scrolling list of messages that changes one message at a time. */
export class MessageList {
  readonly #box: HTMLElement
  readonly #events: ListEvents
  #model: Model | null = null
  #last: Message | null = null

  constructor(box: HTMLElement, events: ListEvents) {
    this.#box = box
    this.#events = events
  }

  /** Draws all anew and goes to the end, or stays where the reader is. */
  show(model: Model, messages: readonly Message[], stay = false): void {
    const top = this.#box.scrollTop
    this.#draw(model, messages)
    this.#box.scrollTop = stay ? top : this.#box.scrollHeight
  }

  /** Draws all anew, older messages included, without moving what the reader sees. */
  extend(model: Model, messages: readonly Message[]): void {
    const first = this.#box.querySelector<HTMLElement>('.message')?.dataset.ts ?? ''
    const fromEnd = this.#box.scrollHeight - this.#box.scrollTop
    this.#draw(model, messages)
    this.#box.scrollTop = this.#box.scrollHeight - fromEnd
    // The button that had the focus is gone: keyboard users go on reading where they were.
    this.#find(first)?.focus({ preventScroll: true })
  }

  /** Adds a new message, or draws a changed one in its place. */
  update(message: Message): void {
    if (this.#model === null) return
    const existing = this.#find(message.ts)
    const atEnd = this.#box.scrollHeight - this.#box.scrollTop - this.#box.clientHeight < NEAR_BOTTOM_PX
    if (existing === null) this.#append(this.#model, message, true)
    else this.#replace(this.#model, existing, message)
    if (atEnd) this.#box.scrollTop = this.#box.scrollHeight
  }

  /** Brings a message into sight; false when it is not in the list. */
  reveal(ts: string): boolean {
    const found = this.#find(ts)
    found?.scrollIntoView({ block: 'center' })
    found?.classList.add('is-fresh')
    return found !== null
  }

  #draw(model: Model, messages: readonly Message[]): void {
    this.#model = model
    this.#last = null
    const [first] = messages
    const { showEarlier } = this.#events
    const hasEarlier = first !== undefined && model.earliest(first.channel) !== null
    this.#box.replaceChildren()
    if (hasEarlier && showEarlier !== null) this.#box.append(earlierButton(showEarlier))
    for (const message of messages) this.#append(model, message)
  }

  #append(model: Model, message: Message, fresh = false): void {
    const day = formatDay(dateOfTs(message.ts), new Date())
    const sameDay = this.#last !== null && formatDay(dateOfTs(this.#last.ts), new Date()) === day
    if (!sameDay) this.#box.append(h('div', { class: 'day', role: 'separator' }, h('span', {}, day)))
    const drawn = renderMessage(model, message, {
      compact: sameDay && this.#last !== null && belongTogether(this.#last, message),
      openThread: this.#events.openThread,
    })
    if (fresh) drawn.classList.add('is-new')
    this.#box.append(drawn)
    this.#last = message
  }

  #replace(model: Model, existing: HTMLElement, message: Message): void {
    const compact = existing.classList.contains('is-compact')
    const focused = existing.contains(document.activeElement) ? document.activeElement : null
    const drawn = renderMessage(model, message, { compact, openThread: this.#events.openThread })
    drawn.classList.add('is-fresh')
    existing.replaceWith(drawn)
    if (focused instanceof HTMLElement) refocus(drawn, focused.dataset.actionId)
  }

  #find(ts: string): HTMLElement | null {
    return this.#box.querySelector<HTMLElement>(`[data-ts="${CSS.escape(ts)}"]`)
  }
}

function earlierButton(showEarlier: () => Promise<void>): HTMLElement {
  const button = h('button', { type: 'button', class: 'earlier' }, 'Show earlier messages')
  button.addEventListener('click', async () => {
    button.disabled = true
    await showEarlier()
    button.disabled = false
  })
  return button
}

/** Keyboard users stay where they were when the message under them changes. */
function refocus(drawn: HTMLElement, actionId: string | undefined): void {
  const same =
    actionId === undefined
      ? null
      : drawn.querySelector<HTMLElement>(`[data-action-id="${CSS.escape(actionId)}"]`)
  const target = same ?? drawn
  target.focus({ preventScroll: true })
}

/** Cards always say who they are from; chatter by one author is drawn together. */
function belongTogether(before: Message, message: Message): boolean {
  if (message.blocks.length > 0 || before.blocks.length > 0) return false
  const near = Number(message.ts) - Number(before.ts) < TOGETHER_SECONDS
  return near && before.author === message.author && before.onlyFor === message.onlyFor
}
