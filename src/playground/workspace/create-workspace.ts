import { openChangeFeed } from './changes.ts'
import { openClock } from './clock.ts'
import type { SlashCommand } from './contents.ts'
import { addChannel } from './conversations.ts'
import { openFaults } from './faults.ts'
import { openFiles } from './files.ts'
import { openMethodLimit } from './method-limit.ts'
import { openPasses } from './passes.ts'
import { BOT, createMembers, USER_GROUPS } from './people.ts'
import { openPostLimit, type PostRate } from './post-limit.ts'
import { defaultSettings, type WorkspaceSettings } from './settings.ts'
import { DEFAULT_COMMANDS } from './slash-commands.ts'
import { openTranscript } from './transcript.ts'
import type { Workspace } from './workspace.ts'

export interface WorkspaceOptions {
  readonly title: string
  readonly channels: readonly string[]
  /** What the app was granted; nothing, unless said. */
  readonly scopes?: readonly string[]
  readonly settings?: Partial<WorkspaceSettings>
  readonly commands?: readonly SlashCommand[]
  readonly postRate: PostRate
  /** What the workspace's clock goes by. */
  readonly now: () => Date
}

/** A workspace with its people, its app and empty channels. */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const members = new Map(createMembers().map((member) => [member.id, member]))
  const clock = openClock(options.now)
  const now = () => new Date(clock.now())
  const workspace: Workspace = {
    title: options.title,
    teamId: 'T0PLAYGRND',
    appId: 'A0COUNTER0',
    botId: 'B0COUNTER0',
    bot: members.get(BOT.id) ?? BOT,
    scopes: options.scopes ?? [],
    commands: options.commands ?? DEFAULT_COMMANDS,
    members,
    userGroups: new Map(USER_GROUPS.map((group) => [group.id, group])),
    conversations: new Map(),
    messages: new Map(),
    lastTs: new Map(),
    stacks: new Map(),
    homes: new Map(),
    passes: openPasses(now),
    postLimit: openPostLimit(options.postRate, now),
    methodLimit: openMethodLimit(now),
    files: openFiles(now),
    scheduled: new Map(),
    settings: { ...defaultSettings(), ...options.settings },
    changes: openChangeFeed(),
    transcript: openTranscript(now),
    faults: openFaults(),
    narration: null,
    connections: 0,
    clock,
    now,
  }
  for (const name of options.channels) addChannel(workspace, name.replace(/^#/, ''))
  return workspace
}
