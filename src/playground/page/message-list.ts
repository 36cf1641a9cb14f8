import type { Message, PageHistory } from '../page-protocol.ts'
import { h, icon } from './dom.ts'
import { MessageRows, type RowFacts } from './message-rows.ts'
import { MessageWindow } from './message-window.ts'
import { send } from './send.ts'
import { toast } from './toast.ts'

const NEAR_END_PX = 120
/** Older or newer messages are asked for before their place is in sight. */
const AHEAD_PX = 900

/** What a list shows: a channel, or a thread in it. */
export interface ListSource extends RowFacts {
  readonly channel: string
  readonly thread: string | null
  /** Told when the newest message is in sight. */
  readonly onRead?: () => void
}

type Where = { readonly before?: string; readonly after?: string; readonly around?: string }

/** A scrolling list that holds a part of a conversation, and slides along it as one scrolls. */
export class MessageList {
  readonly #box: HTMLElement
  readonly #rows = new MessageRows()
  readonly #jump: HTMLElement
  readonly #nothing = h(
    'div',
    { class: 'empty', hidden: true },
    h('strong', {}, 'Nothing has been said here yet.'),
    h('div', {}, 'What the app posts appears here at once.'),
  )
  #window = new MessageWindow()
  #source: ListSource | null = null
  /** What changed while a stretch was on its way: an answer may be older than a change that overtook it. */
  #meanwhile: (() => void)[] | null = null
  #arrived = 0
  #drawSoon = 0

  constructor(box: HTMLElement) {
    this.#box = box
    this.#jump = h('button', { type: 'button', class: 'jump', hidden: true })
    this.#jump.addEventListener('click', () => void this.jumpToNewest())
    box.tabIndex = 0
    box.replaceChildren(this.#nothing, this.#rows.box, this.#jump)
    box.addEventListener('scroll', () => this.#onScroll(), { passive: true })
    box.addEventListener('keydown', (event) => this.#steer(event))
    // A picture that arrives late pushes the newest out of sight.
    box.addEventListener('load', () => this.#follow(this.#isNearEnd(400)), true)
  }

  /** Shows a conversation from its end, or around a message. */
  async open(source: ListSource, around: string | null = null): Promise<boolean> {
    this.#source = source
    this.#window = new MessageWindow()
    this.#rows.clear()
    this.#nothing.hidden = true
    this.#arrived = 0
    const found = await this.#load(around === null ? {} : { around }, (part) => this.#window.show(part))
    if (this.#source !== source) return found
    if (around !== null && !found) return await this.open(source)
    if (around === null) this.#follow(true)
    else this.#reveal(around)
    this.#onScroll()
    return found
  }

  /** Loads anew what is in sight, after the connection was lost. */
  async refresh(source: ListSource): Promise<void> {
    const top = this.#topmost()?.dataset.ts
    const atEnd = this.#isAtEnd()
    this.#source = source
    const where = atEnd || top === undefined ? {} : { around: top }
    await this.#load(where, (part) => this.#keepPlace(() => this.#window.show(part)))
    this.#follow(atEnd)
  }

  close(): void {
    this.#source = null
    this.#window = new MessageWindow()
    this.#rows.clear()
  }

  /** Takes a new message or the new state of one; drawn with the next picture. */
  change(message: Message, isNew: boolean): void {
    this.#apply(() => {
      this.#window.put(message, this.#isAtEnd())
      if (isNew && message.author !== this.#source?.model.snapshot.me) this.#arrived += 1
    })
    if (isNew && message.author === this.#source?.model.snapshot.me) void this.jumpToNewest()
  }

  remove(ts: string): void {
    this.#apply(() => this.#window.remove(ts))
  }

  /** Brings a message into sight, wherever in the conversation it is. */
  async reveal(ts: string): Promise<void> {
    if (this.#window.find(ts) === null && this.#source !== null) await this.open(this.#source, ts)
    else this.#reveal(ts)
  }

  async jumpToNewest(): Promise<void> {
    if (this.#window.hasNewer) await this.#load({}, (part) => this.#window.show(part))
    this.#draw()
    this.#follow(true)
    this.#onScroll()
  }

  #apply(change: () => void): void {
    this.#meanwhile?.push(change)
    change()
    if (this.#drawSoon !== 0) return
    this.#drawSoon = requestAnimationFrame(() => {
      const atEnd = this.#isAtEnd()
      if (atEnd) this.#draw(true)
      else this.#keepPlace(() => {}, true)
      this.#follow(atEnd)
      this.#onScroll()
    })
  }

  async #load(where: Where, take: (part: Required<PageHistory>) => void): Promise<boolean> {
    const source = this.#source
    if (source === null) return false
    const waiting: (() => void)[] = []
    this.#meanwhile = waiting
    this.#box.setAttribute('aria-busy', 'true')
    const { channel, thread, model } = source
    const part = await send<PageHistory>('history', { user: model.snapshot.me, channel, thread, ...where })
    if (this.#source !== source || this.#meanwhile !== waiting) return false
    this.#meanwhile = null
    this.#box.removeAttribute('aria-busy')
    if (!('messages' in part) || !part.ok) {
      toast(part.problem ?? 'The messages cannot be loaded.')
      return false
    }
    take(part as Required<PageHistory>)
    for (const change of waiting) change()
    this.#draw()
    return true
  }

  #draw(live = false): void {
    cancelAnimationFrame(this.#drawSoon)
    this.#drawSoon = 0
    if (this.#source === null) return
    this.#rows.draw(this.#window.messages, this.#source, live)
    this.#nothing.hidden = this.#window.messages.length > 0
  }

  /** Draws after a change, without moving what the reader sees. */
  #keepPlace(change: () => void, live = false): void {
    const anchor = this.#topmost()
    const before = anchor?.getBoundingClientRect().top ?? 0
    change()
    this.#draw(live)
    const now = this.#rows.find(anchor?.dataset.ts ?? '')
    if (now !== null) this.#box.scrollTop += now.getBoundingClientRect().top - before
  }

  #onScroll(): void {
    const atEnd = this.#isAtEnd()
    if (atEnd && document.visibilityState === 'visible') {
      if (this.#arrived > 0) this.#source?.onRead?.()
      this.#arrived = 0
    }
    this.#drawJump(atEnd)
    if (this.#meanwhile !== null) return
    const { first, last, hasOlder, hasNewer } = this.#window
    if (hasOlder && first !== undefined && this.#box.scrollTop < AHEAD_PX) {
      void this.#slide({ before: first.ts }, (part) => this.#window.addOlder(part))
    } else if (hasNewer && last !== undefined && this.#isNearEnd(AHEAD_PX)) {
      void this.#slide({ after: last.ts }, (part) => this.#window.addNewer(part))
    }
  }

  async #slide(where: Where, take: (part: Required<PageHistory>) => void): Promise<void> {
    const moved = await this.#load(where, (part) => this.#keepPlace(() => take(part)))
    if (moved) this.#onScroll()
  }

  #drawJump(atEnd: boolean): void {
    this.#jump.hidden = atEnd || this.#isNearEnd(400)
    const words =
      this.#arrived === 0
        ? 'Jump to newest'
        : this.#arrived === 1
          ? '1 new message'
          : `${this.#arrived} new messages`
    if (!this.#jump.hidden && this.#jump.textContent !== words)
      this.#jump.replaceChildren(icon('down'), words)
  }

  #isAtEnd(): boolean {
    return !this.#window.hasNewer && this.#isNearEnd(NEAR_END_PX)
  }

  #isNearEnd(px: number): boolean {
    return this.#box.scrollHeight - this.#box.scrollTop - this.#box.clientHeight < px
  }

  #follow(follows: boolean): void {
    if (follows) this.#box.scrollTop = this.#box.scrollHeight
  }

  #reveal(ts: string): void {
    const found = this.#rows.find(ts)
    found?.scrollIntoView({ block: 'center' })
    found?.classList.add('is-fresh')
    found?.focus({ preventScroll: true })
  }

  /** The first message that is in sight. */
  #topmost(): HTMLElement | null {
    const top = this.#box.getBoundingClientRect().top
    const articles = this.#rows.box.querySelectorAll<HTMLElement>('[data-ts]')
    return [...articles].find((each) => each.getBoundingClientRect().bottom > top) ?? null
  }

  /** Arrows go from message to message, End to the newest. */
  #steer(event: KeyboardEvent): void {
    const on = event.target as HTMLElement
    if (on.matches('input, textarea')) return
    if (event.key === 'End') {
      event.preventDefault()
      void this.jumpToNewest()
      return
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const all = [...this.#rows.box.querySelectorAll<HTMLElement>('.message')]
    const here = on.closest<HTMLElement>('.message')
    const next = here === null ? all.at(-1) : all[all.indexOf(here) + step]
    next?.focus({ preventScroll: true })
    next?.scrollIntoView({ block: 'nearest' })
  }
}
