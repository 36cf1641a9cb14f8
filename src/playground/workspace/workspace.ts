import type { ChangeFeed } from './changes.ts'
import type { Clock } from './clock.ts'
import type {
  Conversation,
  Member,
  Message,
  Narration,
  ScheduledMessage,
  SlashCommand,
  UserGroup,
  View,
} from './contents.ts'
import type { Faults } from './faults.ts'
import type { FileStore } from './files.ts'
import type { MethodLimit } from './method-limit.ts'
import type { Passes } from './passes.ts'
import type { PostLimit } from './post-limit.ts'
import type { WorkspaceSettings } from './settings.ts'
import type { Transcript } from './transcript.ts'

/** All that the stand-in knows. Only the files of this folder change it. */
export interface Workspace {
  readonly title: string
  readonly teamId: string
  readonly appId: string
  readonly botId: string
  readonly bot: Member
  readonly scopes: readonly string[]
  readonly commands: readonly SlashCommand[]
  readonly members: Map<string, Member>
  readonly conversations: Map<string, Conversation>
  readonly messages: Map<string, Message[]>
  readonly lastTs: Map<string, string>
  readonly stacks: Map<string, View[]>
  readonly homes: Map<string, View>
  readonly passes: Passes
  readonly postLimit: PostLimit
  readonly methodLimit: MethodLimit
  readonly userGroups: Map<string, UserGroup>
  readonly files: FileStore
  readonly scheduled: Map<string, ScheduledMessage>
  /** What an admin of the workspace has set; tests and the control API change it. */
  readonly settings: WorkspaceSettings
  readonly changes: ChangeFeed
  readonly transcript: Transcript
  readonly faults: Faults
  narration: Narration | null
  connections: number
  readonly clock: Clock
  /** The clock's time. */
  now(): Date
}
