import type { Change } from './workspace/changes.ts'
import type { Member, Message, Narration, SlashCommand, View } from './workspace/contents.ts'

export type { Member, Message, Narration, SlashCommand, View }

/** A conversation as the page lists it. */
export interface PageConversation {
  readonly id: string
  readonly name: string
  readonly kind: 'public' | 'private' | 'direct'
  readonly topic: string
  readonly archived: boolean
  readonly memberCount: number
}

/** All that one person sees; the first thing on the page's event stream. */
export interface PageSnapshot {
  readonly title: string
  readonly me: string
  readonly bot: string
  readonly members: readonly Member[]
  readonly conversations: readonly PageConversation[]
  /** The newest of every conversation. */
  readonly messages: readonly Message[]
  /** By conversation, the oldest top-level message here, where there are older ones to ask for. */
  readonly earliest: Readonly<Record<string, string>>
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

/** Older messages; `from` is the oldest of them while there are still older ones. */
export type PageEarlier = PageOutcome & {
  readonly messages?: readonly Message[]
  readonly from?: string | null
}
