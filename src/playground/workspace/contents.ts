import type { JsonObject } from '../json.ts'

/** Somebody with a name in the workspace: a person, the app's bot, or Slackbot. */
export interface Member {
  readonly id: string
  readonly name: string
  readonly realName: string
  readonly title: string
  readonly kind: 'person' | 'app' | 'slackbot'
  readonly zone: string
  readonly email: string | null
  /** A guest sees only some channels; a stranger is of another company and comes through a shared channel. */
  readonly standing: 'member' | 'guest' | 'stranger'
  isDeactivated: boolean
}

/** Some people under one handle, such as `@finance`. */
export interface UserGroup {
  readonly id: string
  readonly handle: string
  readonly name: string
  readonly members: readonly string[]
  readonly isDisabled: boolean
}

/** Who may post in a channel, and how. */
export type PostingRule =
  | 'anyone'
  | 'some-people'
  | 'read-only'
  | 'replies-only'
  | 'no-replies'
  | 'locked-threads'

/** A channel or a direct conversation with the app (`person` is the other end). */
export interface Conversation {
  readonly id: string
  readonly name: string
  readonly kind: 'public' | 'private' | 'direct'
  readonly topic: string
  readonly createdAt: number
  readonly members: Set<string>
  readonly person: string | null
  /** The ts of pinned messages. */
  readonly pins: Set<string>
  /** With another company. */
  readonly isShared: boolean
  rule: PostingRule
  archived: boolean
}

/** A file as a message shows it; its bytes are at `/files/:id`. */
export interface SharedFile {
  readonly id: string
  readonly name: string
  readonly title: string
  readonly mimetype: string
  readonly bytes: number
  /** What a screen reader says of an image. */
  readonly alt: string
}

export interface Reaction {
  readonly name: string
  readonly users: readonly string[]
}

/** Which of a message's links Slack would show with a preview. */
export interface Unfurl {
  readonly links: boolean
  readonly media: boolean
}

/** One message as it now is. `onlyFor` makes it ephemeral. */
export interface Message {
  readonly channel: string
  readonly ts: string
  readonly author: string
  readonly threadTs: string | null
  readonly onlyFor: string | null
  readonly unfurl: Unfurl
  readonly files: readonly SharedFile[]
  /** A reply that stands in the channel as well. */
  broadcast: boolean
  reactions: Reaction[]
  text: string
  blocks: JsonObject[]
  metadata: JsonObject | null
  editedTs: string | null
  replies: { count: number; authors: string[]; latestTs: string } | null
}

/** A message that waits for its time. */
export interface ScheduledMessage {
  readonly id: string
  readonly channel: string
  readonly text: string
  /** In whole seconds, as Slack has it. */
  readonly postAt: number
  readonly createdAt: number
  cancel(): void
}

/** What an app says about a view. */
export type ViewContent = {
  type: 'modal' | 'home'
  callback_id: string
  external_id: string
  private_metadata: string
  title: unknown
  submit: unknown
  close: unknown
  clear_on_close: boolean
  notify_on_close: boolean
  hash: string
  blocks: JsonObject[]
  state: { values: JsonObject }
}

/** A modal or a Home view in the shape that Slack sends to apps. */
export type View = ViewContent & {
  readonly id: string
  readonly team_id: string
  readonly app_id: string
  readonly app_installed_team_id: string
  readonly bot_id: string
  root_view_id: string
  previous_view_id: string | null
}

/** A slash command that people can type; the examples are what the composer offers. */
export interface SlashCommand {
  readonly command: string
  readonly description: string
  /** What may follow the command, as the app's manifest says it. */
  readonly usageHint?: string
  readonly examples: readonly { readonly text: string; readonly description: string }[]
}

/** What the side panel tells of. */
export interface Narration {
  /** Above the title: `Act 2 of 6`. */
  readonly kicker?: string
  readonly title: string
  readonly lines: readonly string[]
  /** What the button says that goes on; without it there is none. */
  readonly next?: string
  /** Stays above the whole page; without it nothing does. */
  readonly banner?: string
}
