import type { Member, Message, PageChange, PageConversation, PageSnapshot, View } from '../page-protocol.ts'

/** What the page knows: the snapshot, kept up to date by changes. */
export class Model {
  readonly snapshot: PageSnapshot
  readonly members: ReadonlyMap<string, Member>
  readonly conversations: Map<string, PageConversation>
  readonly messages = new Map<string, Map<string, Message>>()
  stack: readonly View[]
  home: View | null
  /** By conversation, the oldest top-level message that is here; absent where there are no older ones. */
  readonly #earliest: Map<string, string>

  constructor(snapshot: PageSnapshot) {
    this.snapshot = snapshot
    this.members = new Map(snapshot.members.map((member) => [member.id, member]))
    this.conversations = new Map(snapshot.conversations.map((each) => [each.id, each]))
    this.stack = snapshot.stack
    this.home = snapshot.home
    this.#earliest = new Map(Object.entries(snapshot.earliest))
    for (const message of snapshot.messages) this.#keep(message)
  }

  apply(change: PageChange): void {
    if (change.type === 'message') this.#keep(change.message)
    if (change.type === 'message-gone') this.messages.get(change.channel)?.delete(change.ts)
    if (change.type === 'conversation') this.conversations.set(change.conversation.id, change.conversation)
    if (change.type === 'views') this.stack = change.stack
    if (change.type === 'home') this.home = change.view
  }

  /** Where the messages of a channel begin that are here; null when that is the beginning of all. */
  earliest(channel: string): string | null {
    return this.#earliest.get(channel) ?? null
  }

  /** Takes in older messages, which reach back to `from`. */
  extend(channel: string, messages: readonly Message[], from: string | null): void {
    if (from === null) this.#earliest.delete(channel)
    else this.#earliest.set(channel, from)
    for (const message of messages) this.#keep(message)
  }

  /** A channel's top-level messages, oldest first. */
  roots(channel: string): Message[] {
    return this.#sorted(channel).filter((message) => message.threadTs === null)
  }

  /** A thread's parent and its replies. */
  thread(channel: string, ts: string): Message[] {
    return this.#sorted(channel).filter((message) => message.ts === ts || message.threadTs === ts)
  }

  message(channel: string, ts: string): Message | null {
    return this.messages.get(channel)?.get(ts) ?? null
  }

  nameOf(member: string): string {
    return this.members.get(member)?.realName ?? member
  }

  direct(): PageConversation | null {
    return [...this.conversations.values()].find((each) => each.kind === 'direct') ?? null
  }

  /** A change of something older than what is here waits until that is asked for: it would leave a gap. */
  #keep(message: Message): void {
    const isOlder = message.threadTs === null && message.ts < (this.earliest(message.channel) ?? '')
    if (isOlder) return
    const known = this.messages.get(message.channel) ?? new Map<string, Message>()
    known.set(message.ts, message)
    this.messages.set(message.channel, known)
  }

  #sorted(channel: string): Message[] {
    return [...(this.messages.get(channel)?.values() ?? [])].sort((a, b) => (a.ts < b.ts ? -1 : 1))
  }
}
