import type { Change } from './workspace/changes.ts'
import type {
  Member,
  Message,
  Narration,
  SharedFile,
  SlashCommand,
  UserGroup,
  View,
} from './workspace/contents.ts'

export type { Member, Message, Narration, SharedFile, SlashCommand, UserGroup, View }

/** A conversation as the page lists it. */
export interface PageConversation {
  readonly id: string
  readonly name: string
  readonly kind: 'public' | 'private' | 'direct'
  readonly topic: string
  readonly archived: boolean
  readonly memberCount: number
}

/** What is new to a person in a channel. */
export interface PageUnread {
  readonly count: number
  /** The ts up to which everything was read. */
  readonly since: string
}

/** All that one person sees but the messages; the first thing on the page's event stream. */
export interface PageSnapshot {
  readonly title: string
  readonly me: string
  readonly bot: string
  readonly members: readonly Member[]
  readonly groups: readonly UserGroup[]
  readonly conversations: readonly PageConversation[]
  /** By conversation, where there is something new. */
  readonly unread: Readonly<Record<string, PageUnread>>
  readonly stack: readonly View[]
  readonly home: View | null
  readonly narration: Narration | null
  readonly commands: readonly SlashCommand[]
  readonly connections: number
}

/** What the event stream carries after the snapshot. */
export type PageChange =
  | Exclude<Change, { type: 'conversation' }>
  | { readonly type: 'conversation'; readonly conversation: PageConversation }

/** What the page gets back from an action; `errors` go under a modal's inputs by block id. */
export interface PageOutcome {
  readonly ok: boolean
  readonly problem: string | null
  readonly errors: Readonly<Record<string, string>> | null
}

export type PageSuggestions = PageOutcome & {
  readonly options?: readonly { readonly text: { readonly text: string }; readonly value: string }[]
}

/** A stretch of messages, oldest first, and whether it ends there. */
export type PageHistory = PageOutcome & {
  readonly messages?: readonly Message[]
  readonly hasOlder?: boolean
  readonly hasNewer?: boolean
}
