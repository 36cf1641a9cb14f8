import type { Message } from '../page-protocol.ts'
import { renderComposer } from './composer.ts'
import { fill, part } from './dom.ts'
import { type ListSource, MessageList } from './message-list.ts'
import type { Model } from './model.ts'

/** The panel beside the conversation that shows one thread. */
export class ThreadPanel {
  readonly #list = new MessageList(part('thread-messages'))
  readonly #say: (text: string, ts: string) => void
  #at: { channel: string; ts: string } | null = null
  #opener: Element | null = null

  constructor(say: (text: string, ts: string) => void) {
    this.#say = say
    part('close-thread').addEventListener('click', () => this.close())
  }

  /** The parent of the thread that is open; null: none is. */
  get ts(): string | null {
    return this.#at?.ts ?? null
  }

  open(model: Model, at: { channel: string; ts: string }, reply: string | null = null): void {
    const conversation = model.conversations.get(at.channel)
    this.#at = at
    this.#opener = document.activeElement
    part('thread').hidden = false
    part('app').classList.add('shows-thread')
    part('thread-channel').textContent =
      conversation?.kind === 'direct' ? '' : `# ${conversation?.name ?? ''}`
    void this.#list.open(this.#source(model, at), reply)
    const composer = renderComposer({
      id: 'thread-reply',
      placeholder: 'Reply…',
      commands: [],
      send: (text) => this.#say(text, at.ts),
    })
    fill(part('thread-composer'), composer)
    if (reply === null) composer.querySelector('textarea')?.focus({ preventScroll: true })
  }

  refresh(model: Model): void {
    if (this.#at !== null) void this.#list.refresh(this.#source(model, this.#at))
  }

  change(message: Message, isNew: boolean): void {
    this.#list.change(message, isNew)
  }

  remove(ts: string): void {
    if (ts === this.#at?.ts) this.close()
    else this.#list.remove(ts)
  }

  close(): void {
    if (this.#at === null) return
    this.#at = null
    part('thread').hidden = true
    part('app').classList.remove('shows-thread')
    this.#list.close()
    if (this.#opener instanceof HTMLElement && this.#opener.isConnected) this.#opener.focus()
  }

  #source(model: Model, at: { channel: string; ts: string }): ListSource {
    return { model, channel: at.channel, thread: at.ts, newSince: null, openThread: null }
  }
}
