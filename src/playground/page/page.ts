import type { Message, PageChange, PageOutcome } from '../page-protocol.ts'
import { part } from './dom.ts'
import { renderFrame } from './frame.ts'
import { renderHome } from './home-tab.ts'
import { MessageList } from './message-list.ts'
import { Modals } from './modals.ts'
import type { Model } from './model.ts'
import { send } from './send.ts'
import { type Place, renderConnection, renderSidebar } from './sidebar.ts'
import { renderStory, toggleStory } from './story.ts'
import { ThreadPanel } from './thread-panel.ts'
import { toast } from './toast.ts'

const WIDE_PX = 1100

/** The whole page: what is shown, and what changes it. */
export class Page {
  readonly #list = new MessageList(part('messages'))
  readonly #thread = new ThreadPanel((text, ts) => void this.#say(text, ts))
  readonly #modals = new Modals()
  readonly #become: (person: string) => void
  #model!: Model
  #place: Place = { id: '', home: false }

  constructor(become: (person: string) => void) {
    this.#become = become
    part('skip').addEventListener('click', (event) => {
      event.preventDefault()
      document.getElementById('composer')?.focus()
    })
    part('show-sidebar').addEventListener('click', () => this.#toggleSidebar(true))
    part('veil').addEventListener('click', () => this.#toggleSidebar(false))
    part('show-story').addEventListener('click', () => toggleStory(part('story').hidden !== false))
    window.addEventListener('hashchange', () => this.#followHash())
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible' && !this.#place.home) this.#markRead()
    })
    document.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || document.querySelector('dialog[open]') !== null) return
      if (part('app').classList.contains('shows-sidebar')) this.#toggleSidebar(false)
      else this.#thread.close()
    })
  }

  /** Begins anew with everything that one person sees; the same person stays where they are. */
  start(model: Model): void {
    const again = (this.#model as Model | undefined)?.snapshot.me === model.snapshot.me
    this.#model = model
    document.title = model.snapshot.title
    renderConnection(model.snapshot.connections)
    renderStory(model, model.snapshot.narration)
    if (!again) toggleStory(model.snapshot.narration !== null && window.innerWidth >= WIDE_PX)
    this.#modals.show(model)
    if (again && this.#known()) this.#resume()
    else {
      this.#thread.close()
      if (!this.#followHash()) this.#go(this.#known() ? this.#place : this.#first())
    }
  }

  change(change: PageChange): void {
    const model = this.#model
    model.apply(change)
    if (change.type === 'message') this.#showMessage(change.message, change.isNew)
    if (change.type === 'message-gone' && change.channel === this.#place.id) {
      this.#list.remove(change.ts)
      this.#thread.remove(change.ts)
    }
    if (change.type === 'views') this.#modals.show(model)
    if (change.type === 'home' && this.#place.home) renderHome(model)
    if (change.type === 'conversation') this.#drawFrame()
    if (change.type === 'connections') renderConnection(change.count)
    if (change.type === 'narration') {
      const wasShown = !part('story').hidden || part('show-story').hidden
      renderStory(model, change.narration)
      toggleStory(wasShown && window.innerWidth >= WIDE_PX)
    }
  }

  #showMessage(message: Message, isNew: boolean): void {
    const here = message.channel === this.#place.id && !this.#place.home
    const root = message.threadTs ?? message.ts
    const atTop = message.threadTs === null || message.broadcast
    if (here && atTop) this.#list.change(message, isNew)
    if (here && this.#thread.ts === root) this.#thread.change(message, isNew)
    // An ephemeral answer in a thread that is not open would never be seen.
    else if (here && isNew && message.onlyFor !== null && message.threadTs !== null) this.#openThread(root)
    const seen = here && document.visibilityState === 'visible'
    if (!seen && isNew && atTop && message.author !== this.#model.snapshot.me) {
      this.#model.countUnread(message.channel, message.ts)
      this.#drawSidebar()
    }
  }

  #go(place: Place, around: string | null = null): void {
    if (place.id !== this.#place.id || place.home !== this.#place.home) this.#thread.close()
    this.#place = place
    this.#toggleSidebar(false)
    history.replaceState(null, '', `${location.pathname}${location.search}#${place.home ? 'home' : place.id}`)
    if (place.home) {
      this.#list.close()
      renderHome(this.#model)
      void send('home', { user: this.#model.snapshot.me })
    } else void this.#list.open(this.#source(this.#markRead()), around)
    this.#drawFrame()
  }

  /** After the connection was lost: the same place, with what has changed meanwhile. */
  #resume(): void {
    if (this.#place.home) renderHome(this.#model)
    else void this.#list.refresh(this.#source(this.#markRead()))
    this.#thread.refresh(this.#model)
    this.#drawFrame()
  }

  #source(newSince: string | null) {
    const openThread = (ts: string) => this.#openThread(ts)
    const onRead = () => void this.#markRead()
    return { model: this.#model, channel: this.#place.id, thread: null, newSince, openThread, onRead }
  }

  #markRead(): string | null {
    const channel = this.#place.id
    const since = this.#model.markRead(channel)
    void send('read', { user: this.#model.snapshot.me, channel })
    if (since !== null) this.#drawSidebar()
    return since
  }

  #drawFrame(): void {
    this.#drawSidebar()
    renderFrame(this.#model, this.#place, {
      go: (home) => this.#go({ id: this.#model.direct()?.id ?? '', home }),
      say: (text) => void this.#say(text, null),
    })
  }

  #drawSidebar(): void {
    renderSidebar(this.#model, this.#place, { go: (place) => this.#go(place), become: this.#become })
  }

  #toggleSidebar(open: boolean): void {
    part('app').classList.toggle('shows-sidebar', open)
    part('show-sidebar').setAttribute('aria-expanded', String(open))
    if (open) part('sidebar').querySelector<HTMLElement>('[aria-current], .place')?.focus()
  }

  async #say(text: string, threadTs: string | null): Promise<void> {
    const facts = { user: this.#model.snapshot.me, channel: this.#place.id, text }
    const isCommand = threadTs === null && /^\/\S/.test(text)
    const outcome: PageOutcome = await send(isCommand ? 'command' : 'say', { ...facts, threadTs })
    const told = isCommand && outcome.problem?.startsWith('`') === true
    if (outcome.problem !== null && !told) toast(outcome.problem)
  }

  #openThread(ts: string): void {
    this.#thread.open(this.#model, { channel: this.#place.id, ts })
  }

  /** `#C1` goes to a channel, `#C1/ts` to a message, `#home` to the app. */
  #followHash(): boolean {
    const [id = '', ts = null] = location.hash.slice(1).split('/')
    if (id === 'home') this.#go({ id: this.#model.direct()?.id ?? '', home: true })
    else if (!this.#model.conversations.has(id)) return false
    else if (ts === null) this.#go({ id, home: false })
    else void this.#goToMessage(id, ts)
    return true
  }

  /** Brings a message into sight, in its thread if it is a reply. */
  async #goToMessage(channel: string, ts: string): Promise<void> {
    const facts = { user: this.#model.snapshot.me, channel, thread: ts, around: ts }
    const { messages = [] } = (await send('history', facts)) as { messages?: readonly Message[] }
    const message = messages.find((each) => each.ts === ts)
    const root = message?.threadTs ?? ts
    this.#go({ id: channel, home: false }, root)
    if (root !== ts) this.#thread.open(this.#model, { channel, ts: root }, ts)
  }

  #known(): boolean {
    return this.#place.home || this.#model.conversations.has(this.#place.id)
  }

  #first(): Place {
    const [first] = [...this.#model.conversations.values()].filter((each) => each.kind !== 'direct')
    return { id: first?.id ?? '', home: false }
  }
}
