import type { Member, PageChange, PageConversation, PageSnapshot, UserGroup, View } from '../page-protocol.ts'

/** What the page knows of the workspace: the snapshot, kept up to date by changes. Lists hold their messages. */
export class Model {
  readonly snapshot: PageSnapshot
  readonly members: ReadonlyMap<string, Member>
  readonly groups: ReadonlyMap<string, UserGroup>
  readonly conversations: Map<string, PageConversation>
  stack: readonly View[]
  home: View | null
  readonly #unread: Map<string, { count: number; since: string }>

  constructor(snapshot: PageSnapshot) {
    this.snapshot = snapshot
    this.members = new Map(snapshot.members.map((member) => [member.id, member]))
    this.groups = new Map(snapshot.groups.map((group) => [group.id, group]))
    this.conversations = new Map(snapshot.conversations.map((each) => [each.id, each]))
    this.stack = snapshot.stack
    this.home = snapshot.home
    this.#unread = new Map(Object.entries(snapshot.unread).map(([id, each]) => [id, { ...each }]))
  }

  apply(change: PageChange): void {
    if (change.type === 'conversation') this.conversations.set(change.conversation.id, change.conversation)
    if (change.type === 'views') this.stack = change.stack
    if (change.type === 'home') this.home = change.view
  }

  /** How many messages of a channel are new to the person. */
  unread(channel: string): number {
    return this.#unread.get(channel)?.count ?? 0
  }

  countUnread(channel: string, ts: string): void {
    const known = this.#unread.get(channel)
    if (known !== undefined) known.count += 1
    // Whatever is older than the first new one has been read; a shorter text sorts before it.
    else this.#unread.set(channel, { count: 1, since: ts.slice(0, -1) })
  }

  /** Forgets what is new in a channel, and says up to where it had been read; null: it was all read. */
  markRead(channel: string): string | null {
    const since = this.#unread.get(channel)?.since ?? null
    this.#unread.delete(channel)
    return since
  }

  /** Everybody who can act or be chosen. */
  people(): Member[] {
    return [...this.members.values()].filter((each) => each.kind === 'person' && !each.isDeactivated)
  }

  nameOf(member: string): string {
    return this.members.get(member)?.realName ?? member
  }

  direct(): PageConversation | null {
    return [...this.conversations.values()].find((each) => each.kind === 'direct') ?? null
  }
}
