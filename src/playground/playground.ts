import { type Arrangement, arrangeWorkspace } from './arrange-workspace.ts'
import { type Click, click } from './interactions/click.ts'
import type { Outcome, Stage } from './interactions/interaction.ts'
import { openHome } from './interactions/open-home.ts'
import { runCommand } from './interactions/run-command.ts'
import { closeView, type Submission, submitView } from './interactions/submit-view.ts'
import { type Search, type Suggestions, suggestOptions } from './interactions/suggest-options.ts'
import type { DisconnectReason } from './socket-line.ts'
import type { SocketMode } from './socket-mode.ts'
import type { Change } from './workspace/changes.ts'
import type { Member, Message, Narration, View } from './workspace/contents.ts'
import { findConversation } from './workspace/conversations.ts'
import type { FaultRule } from './workspace/faults.ts'
import { findMessage, removeMessage } from './workspace/messages.ts'
import type { TranscriptEntry } from './workspace/transcript.ts'
import type { Workspace } from './workspace/workspace.ts'

const PATIENCE_MS = 15_000

/** Where the stand-in is reached, and how it ends. */
export interface PlaygroundDoors {
  /** The page for people. */
  readonly url: string
  /** For `SLACK_API_URL`. */
  readonly apiUrl: string
  readonly botToken: string
  readonly appToken: string
  /** With which requests to an app in HTTP mode are signed. */
  readonly signingSecret: string
  close(): Promise<void>
}

/** A running stand-in. What a person can do on the page, a test can do here, the same way. */
export interface Playground extends PlaygroundDoors, Arrangement {
  readonly people: readonly Member[]
  /** People and channels may be given by id or by name. */
  click(used: Click): Promise<Outcome>
  command(user: string, channel: string, text: string): Promise<Outcome>
  submitView(submission: Submission): Promise<Outcome>
  closeView(user: string): Promise<Outcome>
  suggest(search: Search): Promise<Suggestions>
  openHome(user: string, tab?: 'home' | 'messages'): Promise<Outcome>
  /** Everything said in a channel as it now is, replies and ephemeral messages included, oldest first. */
  messages(channel: string): readonly Message[]
  /** The first message that fits, now or later, new or edited. Rejects after a while. */
  nextMessage(fits: (message: Message) => boolean, timeoutMs?: number): Promise<Message>
  /** A person's open modals, the top one last. */
  views(user: string): readonly View[]
  /** The top modal that fits, now or later. */
  nextView(user: string, fits?: (view: View) => boolean): Promise<View>
  home(user: string): View | null
  /** A person's Home tab as soon as it fits. */
  nextHome(user: string, fits: (view: View) => boolean): Promise<View>
  transcript(): readonly TranscriptEntry[]
  /** Shows a side panel that says what is happening and what to try. */
  narrate(narration: Narration): void
  /** What the button in that panel does. */
  onNext(next: () => Promise<void>): void
  /** Presses it; done when what it began is. */
  next(): Promise<void>
  archive(channel: string, isArchived?: boolean): void
  /** Takes a message away, as a person does who may. */
  deleteMessage(channel: string, ts: string): void
  /** The app's bot joins or leaves a channel. */
  invite(channel: string, isIn: boolean): void
  /** What goes wrong from now on; null: nothing. */
  failCalls(rule: FaultRule | null): void
  /** Moves the workspace's time forward; what falls due on the way is done. */
  advanceClock(ms: number): void
  /** The workspace's time in milliseconds. */
  now(): number
  /** Number of Socket Mode connections that are up. */
  connections(): number
  nextConnection(): Promise<void>
  /** As Slack ends one connection, or all; `link_disabled` lets none in until Socket Mode is enabled again. */
  disconnect(reason: DisconnectReason, connection?: number): void
  enableSocketMode(): void
}

export function createPlayground(stage: Stage, doors: PlaygroundDoors, socketMode: SocketMode): Playground {
  const { workspace } = stage
  const person = (name: string) => personOf(stage, name)
  const channel = (name: string) => findConversation(workspace, name)?.id ?? name
  const wait = <T>(look: () => T | null, timeoutMs?: number) => waitFor(stage, look, timeoutMs ?? PATIENCE_MS)
  return {
    ...doors,
    people: [...workspace.members.values()].filter((member) => member.kind === 'person'),
    click: (used) =>
      click(stage, {
        ...used,
        user: person(used.user),
        ...(used.channel === undefined ? {} : { channel: channel(used.channel) }),
      }),
    command: (user, where, text) => runCommand(stage, { user: person(user), channel: channel(where), text }),
    submitView: (submission) => submitView(stage, { ...submission, user: person(submission.user) }),
    suggest: (search) => suggestOptions(stage, { ...search, user: person(search.user) }),
    closeView: (user) => closeView(stage, person(user)),
    openHome: (user, tab) => openHome(stage, person(user), tab),
    messages: (where) => workspace.messages.get(channel(where)) ?? [],
    nextMessage: (fits, timeoutMs) =>
      wait(() => [...workspace.messages.values()].flat().find(fits) ?? null, timeoutMs),
    views: (user) => workspace.stacks.get(person(user)) ?? [],
    nextView: (user, fits = () => true) =>
      wait(() => workspace.stacks.get(person(user))?.slice(-1).find(fits) ?? null),
    home: (user) => workspace.homes.get(person(user)) ?? null,
    nextHome: (user, fits) =>
      wait(() => [workspace.homes.get(person(user))].find((view) => view && fits(view)) ?? null),
    transcript: () => workspace.transcript.list(),
    ...sidePanel(stage),
    archive(where, isArchived = true) {
      const conversation = findConversation(workspace, where)
      if (conversation === null) return
      conversation.archived = isArchived
      workspace.changes.publish({ type: 'conversation', id: conversation.id })
    },
    deleteMessage(where, ts) {
      const message = findMessage(workspace, channel(where), ts)
      if (message !== null) removeMessage(workspace, message)
    },
    invite: (where, isIn) => inviteBot(workspace, where, isIn),
    failCalls: (rule) => workspace.faults.set(rule),
    advanceClock: (ms) => workspace.clock.advance(ms),
    now: () => workspace.clock.now(),
    ...arrangeWorkspace(workspace),
    connections: () => workspace.connections,
    nextConnection: () => wait(() => (workspace.connections > 0 ? true : null)).then(() => {}),
    disconnect: (reason, connection) => socketMode.disconnect(reason, connection),
    enableSocketMode: () => socketMode.enable(),
  }
}

function inviteBot(workspace: Workspace, where: string, isIn: boolean): void {
  const conversation = findConversation(workspace, where)
  if (conversation === null) return
  if (isIn) conversation.members.add(workspace.bot.id)
  else conversation.members.delete(workspace.bot.id)
  workspace.changes.publish({ type: 'conversation', id: conversation.id })
}

function personOf(stage: Stage, name: string): string {
  const members = [...stage.workspace.members.values()]
  return members.find((member) => member.id === name || member.name === name)?.id ?? name
}

/** Looks now and after every change, until something is found or patience ends. */
function waitFor<T>(stage: Stage, look: () => T | null, timeoutMs: number): Promise<T> {
  const now = look()
  if (now !== null) return Promise.resolve(now)
  return new Promise((resolve, reject) => {
    const end = stage.workspace.changes.subscribe((_change: Change) => {
      const found = look()
      if (found === null) return
      finish()
      resolve(found)
    })
    const timer = setTimeout(() => {
      finish()
      reject(new Error(`The playground saw nothing that fits within ${timeoutMs} ms.`))
    }, timeoutMs)
    function finish(): void {
      end()
      clearTimeout(timer)
    }
  })
}

function sidePanel({ workspace, tour }: Stage): Pick<Playground, 'narrate' | 'onNext' | 'next'> {
  return {
    narrate(narration) {
      workspace.narration = narration
      workspace.changes.publish({ type: 'narration', narration })
    },
    onNext(next) {
      tour.next = next
    },
    next: () => tour.next(),
  }
}
