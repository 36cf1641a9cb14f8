import type { Message, PageChange, PageEarlier, PageOutcome } from '../page-protocol.ts'
import { renderComposer } from './composer.ts'
import { fill, part } from './dom.ts'
import { renderHome, renderTabs } from './home-tab.ts'
import { MessageList } from './message-list.ts'
import { Modals } from './modals.ts'
import type { Model } from './model.ts'
import { send } from './send.ts'
import { type Place, renderConnection, renderSidebar } from './sidebar.ts'
import { renderStory, toggleStory } from './story.ts'
import { toast } from './toast.ts'

const WIDE_PX = 1100

/** The whole page: what is shown, and what changes it. */
export class Page {
  readonly #list = new MessageList(part('messages'), {
    openThread: (ts) => this.#openThread(ts),
    showEarlier: () => this.#showEarlier(null),
  })
  readonly #threadList = new MessageList(part('thread-messages'), { openThread: null, showEarlier: null })
  readonly #modals = new Modals()
  readonly #unread = new Map<string, number>()
  readonly #become: (person: string) => void
  #model!: Model
  #place: Place = { id: '', home: false }
  #thread: string | null = null

  constructor(become: (person: string) => void) {
    this.#become = become
    part('close-thread').addEventListener('click', () => this.#closeThread())
    part('show-sidebar').addEventListener('click', () => part('app').classList.toggle('shows-sidebar'))
    part('show-story').addEventListener('click', () => toggleStory(part('story').hidden !== false))
    window.addEventListener('hashchange', () => this.#followHash())
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && document.querySelector('dialog[open]') === null) this.#closeThread()
    })
  }

  /** Begins anew with everything that one person sees. */
  start(model: Model): void {
    this.#model = model
    document.title = model.snapshot.title
    renderConnection(model.snapshot.connections)
    renderStory(model, model.snapshot.narration)
    toggleStory(model.snapshot.narration !== null && window.innerWidth >= WIDE_PX)
    this.#modals.show(model)
    if (!this.#followHash()) this.#go(this.#known() ? this.#place : this.#first(), true)
  }

  change(change: PageChange): void {
    const model = this.#model
    model.apply(change)
    if (change.type === 'message') this.#showMessage(change.message, change.isNew)
    if (change.type === 'message-gone') this.#redrawLists(change.channel)
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
    const known = this.#model.message(message.channel, message.ts) !== null
    if (here && known && message.threadTs === null) this.#list.update(message)
    const root = message.threadTs ?? message.ts
    if (here && this.#thread === root) this.#threadList.update(message)
    // An ephemeral answer in a thread that is not open would never be seen.
    if (here && isNew && message.onlyFor !== null && message.threadTs !== null && this.#thread !== root) {
      this.#openThread(root)
    }
    if (!here && isNew && message.author !== this.#model.snapshot.me) {
      this.#unread.set(message.channel, (this.#unread.get(message.channel) ?? 0) + 1)
      this.#drawSidebar()
    }
  }

  #redrawLists(channel: string): void {
    if (channel !== this.#place.id || this.#place.home) return
    this.#list.show(this.#model, this.#model.roots(channel), true)
    if (this.#thread !== null)
      this.#threadList.show(this.#model, this.#model.thread(channel, this.#thread), true)
  }

  /** Adds the next older stretch to the channel in sight, or all back to a message. */
  async #showEarlier(backTo: string | null): Promise<void> {
    const model = this.#model
    const channel = this.#place.id
    const asked = { user: model.snapshot.me, channel, before: model.earliest(channel), backTo }
    const answer: PageEarlier = await send<PageEarlier>('earlier', asked)
    if (answer.problem !== null) return toast(answer.problem)
    model.extend(channel, answer.messages ?? [], answer.from ?? null)
    const isInSight = model === this.#model && channel === this.#place.id && !this.#place.home
    if (isInSight) this.#list.extend(model, model.roots(channel))
  }

  #go(place: Place, keepThread = false): void {
    const thread = keepThread && place.id === this.#place.id ? this.#thread : null
    this.#place = place
    this.#unread.delete(place.id)
    part('app').classList.remove('shows-sidebar')
    history.replaceState(null, '', `${location.pathname}${location.search}#${place.home ? 'home' : place.id}`)
    this.#drawFrame()
    if (place.home) {
      renderHome(this.#model)
      void send('home', { user: this.#model.snapshot.me })
    } else this.#list.show(this.#model, this.#model.roots(place.id))
    if (thread === null) this.#closeThread()
    else this.#openThread(thread)
  }

  /** Head, tabs and composer for the place. */
  #drawFrame(): void {
    const { conversation, isApp } = this.#here()
    const appName = this.#model.nameOf(this.#model.snapshot.bot)
    this.#drawSidebar()
    part('conversation-name').textContent = isApp ? appName : `# ${conversation?.name ?? ''}`
    const archived = conversation?.archived === true ? 'Archived. ' : ''
    const people = isApp || conversation === undefined ? '' : `${conversation.memberCount} members`
    part('conversation-topic').textContent = `${archived}${conversation?.topic || people}`
    part('tabs').hidden = !isApp
    renderTabs(this.#place.home, (home) => this.#go({ id: this.#model.direct()?.id ?? '', home }))
    part('home').hidden = !this.#place.home
    part('messages').hidden = this.#place.home
    const composer = renderComposer({
      id: 'composer',
      placeholder: isApp ? `Message ${appName}` : `Message #${conversation?.name ?? ''}`,
      commands: this.#model.snapshot.commands,
      send: (text) => void this.#say(text, null),
    })
    part('composer-place').hidden = this.#place.home || conversation === undefined
    fill(part('composer-place'), composer)
  }

  #drawSidebar(): void {
    renderSidebar(
      this.#model,
      { place: this.#place, unread: this.#unread },
      { go: (place) => this.#go(place), become: this.#become },
    )
  }

  #here() {
    const conversation = this.#model.conversations.get(this.#place.id)
    return { conversation, isApp: this.#place.home || conversation?.kind === 'direct' }
  }

  async #say(text: string, threadTs: string | null): Promise<void> {
    const facts = { user: this.#model.snapshot.me, channel: this.#place.id, text }
    const isCommand = threadTs === null && /^\/\S/.test(text)
    const outcome: PageOutcome = await send(isCommand ? 'command' : 'say', { ...facts, threadTs })
    const told = isCommand && outcome.problem?.startsWith('`') === true
    if (outcome.problem !== null && !told) toast(outcome.problem)
  }

  #openThread(ts: string): void {
    const { conversation } = this.#here()
    this.#thread = ts
    part('thread').hidden = false
    part('app').classList.add('shows-thread')
    part('thread-channel').textContent =
      conversation?.kind === 'direct' ? '' : `# ${conversation?.name ?? ''}`
    this.#threadList.show(this.#model, this.#model.thread(this.#place.id, ts))
    const composer = renderComposer({
      id: 'thread-reply',
      placeholder: 'Reply…',
      commands: [],
      send: (text) => void this.#say(text, ts),
    })
    fill(part('thread-composer'), composer)
  }

  #closeThread(): void {
    this.#thread = null
    part('thread').hidden = true
    part('thread-messages').replaceChildren()
    part('app').classList.remove('shows-thread')
  }

  /** `#C1` goes to a channel, `#C1/ts` to a message, `#home` to the app. */
  #followHash(): boolean {
    const [id = '', ts] = location.hash.slice(1).split('/')
    const home = id === 'home'
    if (!home && !this.#model.conversations.has(id)) return false
    this.#go({ id: home ? (this.#model.direct()?.id ?? '') : id, home }, true)
    if (ts !== undefined && !home) void this.#reveal(id, ts)
    return true
  }

  /** Brings a message into sight, in its thread if it is a reply, and loads what is older if it must. */
  async #reveal(channel: string, ts: string): Promise<void> {
    const isHere = this.#model.message(channel, ts) !== null
    if (!isHere) await this.#showEarlier(ts)
    const message = this.#model.message(channel, ts)
    if (message === null || channel !== this.#place.id) return
    if (message.threadTs !== null) this.#openThread(message.threadTs)
    this.#list.reveal(message.threadTs ?? message.ts)
  }

  #known(): boolean {
    return this.#place.home || this.#model.conversations.has(this.#place.id)
  }

  #first(): Place {
    const [first] = [...this.#model.conversations.values()].filter((each) => each.kind !== 'direct')
    return { id: first?.id ?? '', home: false }
  }
}
