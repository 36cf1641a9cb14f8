import { openChangeFeed } from './changes.ts'
import { openClock } from './clock.ts'
import type { Member, SlashCommand } from './contents.ts'
import { addChannel } from './conversations.ts'
import { openFaults } from './faults.ts'
import { openPasses } from './passes.ts'
import { openPostLimit, type PostRate } from './post-limit.ts'
import { DEFAULT_COMMANDS } from './slash-commands.ts'
import { openTranscript } from './transcript.ts'
import type { Workspace } from './workspace.ts'

/** What a bot like ours asks for; the answers' headers carry these as Slack's do. */
const SCOPES = [
  'commands',
  'chat:write',
  'chat:write.public',
  'users:read',
  'usergroups:read',
  'channels:read',
  'channels:history',
  'groups:read',
  'groups:history',
  'im:write',
  'im:history',
  'mpim:history',
]

const BOT: Member = {
  id: 'U0COUNTER0',
  name: 'counterfoil',
  realName: 'Counterfoil',
  title: 'Finds out when systems disagree',
  kind: 'app',
  zone: 'Etc/UTC',
}

const PEOPLE: readonly Member[] = [
  person({ id: 'U0ADA00001', name: 'ada', realName: 'Ada Lovelace', title: 'Billing operations' }),
  person({ id: 'U0GRACE002', name: 'grace', realName: 'Grace Hopper', title: 'Data platform' }),
  person({ id: 'U0KATHR003', name: 'katherine', realName: 'Katherine Johnson', title: 'Finance' }),
]

const SLACKBOT: Member = {
  id: 'USLACKBOT',
  name: 'slackbot',
  realName: 'Slackbot',
  title: '',
  kind: 'slackbot',
  zone: 'Etc/UTC',
}

export interface WorkspaceOptions {
  readonly title: string
  readonly channels: readonly string[]
  readonly scopes?: readonly string[]
  readonly commands?: readonly SlashCommand[]
  readonly postRate: PostRate
  /** What the workspace's clock goes by. */
  readonly now: () => Date
}

/** A workspace with its people, its app and empty channels. */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const members = [BOT, SLACKBOT, ...PEOPLE]
  const clock = openClock(options.now)
  const now = () => new Date(clock.now())
  const workspace: Workspace = {
    title: options.title,
    teamId: 'T0PLAYGRND',
    appId: 'A0COUNTER0',
    botId: 'B0COUNTER0',
    bot: BOT,
    scopes: options.scopes ?? SCOPES,
    commands: options.commands ?? DEFAULT_COMMANDS,
    members: new Map(members.map((member) => [member.id, member])),
    conversations: new Map(),
    messages: new Map(),
    lastTs: new Map(),
    stacks: new Map(),
    homes: new Map(),
    passes: openPasses(now),
    postLimit: openPostLimit(options.postRate, now),
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

function person(facts: Pick<Member, 'id' | 'name' | 'realName' | 'title'>): Member {
  return { ...facts, kind: 'person', zone: 'Etc/UTC' }
}
