import type { SavedChange } from '../domain/change.ts'
import type { Discrepancy } from '../domain/discrepancy.ts'
import type { GroupNote, NoteEvent, Told, WantedMessage } from '../domain/outbox.ts'
import type { Notify } from '../domain/reconciliation.ts'
import { tellingOf } from '../domain/telling-of.ts'
import { isSaidInThread } from './thread-line.ts'

/** Tags name messages for good, so that asking for one twice posts it once. */
export const messageTag = {
  card: (number: number) => `card:${number}`,
  group: (runId: string) => `run-group:${runId}`,
  groupNote: (bulk: string) => `group-note:${bulk}`,
  note: (number: number, version: number) => `note:${number}:${version}`,
  digest: (id: string) => `digest:${id}`,
  held: (runId: string) => `held:${runId}`,
  failing: (runId: string) => `failing:${runId}`,
  schedule: (id: string) => `schedule:${id}`,
  incident: (id: number) => `incident:${id}`,
  causeGone: (runId: string, place: number) => `cause-gone:${runId}:${place}`,
  remedyOff: (id: string) => `remedy-off:${id}`,
}

/** The messages in which a discrepancy may stand already. */
export function tagsOfDiscrepancy(discrepancy: Discrepancy): string[] {
  const { number, toldRunId } = discrepancy
  return [messageTag.card(number), ...(toldRunId === null ? [] : [messageTag.group(toldRunId)])]
}

/** How far back a line is looked for. */
const LINES = 100

/** Tags of the lines that its thread may have, newest first: each event may have one. */
export function lineTags({ number, version }: Pick<Discrepancy, 'number' | 'version'>): string[] {
  const count = Math.min(version - 1, LINES)
  return Array.from({ length: count }, (_, index) => messageTag.note(number, version - 1 - index))
}

export function tagsOfChanges(saved: readonly SavedChange[]): string[] {
  return [...new Set(saved.flatMap(({ discrepancy }) => tagsOfDiscrepancy(discrepancy)))]
}

export interface RunMessages extends Telling {
  readonly saved: readonly SavedChange[]
  /** Tags that stand in Slack already or are on their way. */
  readonly shown: ReadonlySet<string>
}

interface Telling {
  readonly notify: Pick<Notify, 'channel' | 'maxCards' | 'thread'>
  readonly runId: string
  /** Nobody is told; what stands in Slack already is kept true. */
  readonly isShadow?: boolean
}

/** What a run has to tell, gathered from its changes page by page. */
export interface RunTelling {
  add(page: Pick<RunMessages, 'saved' | 'shown'>): void
  messages(): WantedMessage[]
}

/**
 * What a run has to tell: a card for each of the first `maxCards` new alerts, one group message for the rest of them, and
 * an edit of every message whose discrepancy changed. What is for the digest, or only recorded, is no alert.
 */
export function planRunMessages({ saved, shown, ...telling }: RunMessages): WantedMessage[] {
  const told = startTelling(telling)
  told.add({ saved, shown })
  return told.messages()
}

/** The same, holding no more than the numbers of what is new. */
export function startTelling({ notify, runId, isShadow = false }: Telling): RunTelling {
  const { channel, thread } = notify
  if (channel === null) return { add: () => {}, messages: () => [] }
  const news: number[] = []
  const others: WantedMessage[] = []
  const lines: WantedMessage[] = []
  return {
    add({ saved, shown }) {
      if (!isShadow) news.push(...newAlerts(saved, runId))
      for (const each of saved) {
        others.push(
          ...(isShadow ? editsOf(channel, each, shown) : planChange({ channel, runId, shown }, each)),
        )
        if (thread === 'all' && !isShadow && lines.length <= LINES_A_RUN)
          lines.push(...historyOf(channel, each, shown))
      }
    },
    messages() {
      // Their order is that of the numbers, wherever the pages were cut.
      const cards = news.sort((a, b) => a - b).slice(0, notify.maxCards)
      const rest = news.length > cards.length ? [group(channel, runId)] : []
      const said = lines.length > LINES_A_RUN ? [] : lines
      return unique([...cards.map((number) => card(channel, { number })), ...rest, ...others, ...said])
    },
  }
}

/** A channel takes a post a second: a run that changes more than so many says nothing in threads that need not be said. */
const LINES_A_RUN = 20

/** What a run adds to the thread of a card where the config wants all of it. */
function historyOf(channel: string, { change, discrepancy }: SavedChange, shown: ReadonlySet<string>) {
  if (!shown.has(messageTag.card(discrepancy.number)) || discrepancy.damped !== null) return []
  if (change.type === 'resolved') return [note(channel, discrepancy, 'resolved')]
  const isSaid = newsOf(change, discrepancy) !== null
  return change.type === 'seen' && change.valuesChanged && !change.silent && !isSaid
    ? [note(channel, discrepancy, 'changed')]
    : []
}

/** What one change adds to the cards of what is new. */
function planChange(
  { channel, runId, shown }: { channel: string; runId: string; shown: ReadonlySet<string> },
  saved: SavedChange,
): WantedMessage[] {
  const { change, discrepancy } = saved
  const wanted: WantedMessage[] = []
  // A card that stands there already is not posted again: the line in its thread is what people hear.
  const isNews = discrepancy.toldRunId === runId && !shown.has(messageTag.card(discrepancy.number))
  if (change.type === 'reopened' && !isNews) wanted.push(...planReopened(channel, discrepancy, shown))
  const news = newsOf(change, discrepancy)
  if (news !== null && shown.has(messageTag.card(discrepancy.number)))
    wanted.push(note(channel, discrepancy, news))
  return change.type === 'reopened' ? wanted : [...wanted, ...editsOf(channel, saved, shown)]
}

function editsOf(channel: string, saved: SavedChange, shown: ReadonlySet<string>): WantedMessage[] {
  return isChanged(saved) ? planEdits(channel, saved.discrepancy, shown) : []
}

/** Whether what stands in Slack of it may look otherwise now. */
export function isChanged({ change }: Pick<SavedChange, 'change'>): boolean {
  return change.type === 'seen' ? change.valuesChanged || change.looksElse === true : change.type !== 'opened'
}

/** The numbers of those that get a card or stand in the group message of the run that tells of them. */
function newAlerts(saved: readonly SavedChange[], runId: string): number[] {
  return saved.flatMap(({ change, discrepancy }) =>
    change.type !== 'resolved' && discrepancy.toldRunId === runId && tellingOf(discrepancy) === 'alert'
      ? [discrepancy.number]
      : [],
  )
}

export interface TriageMessages {
  readonly notify: Pick<Notify, 'channel' | 'thread'>
  readonly tells: Told
  /** The line for the thread; null: the card says it all. */
  readonly event: NoteEvent | null
  readonly discrepancy: Discrepancy
  /** As in `RunMessages`. */
  readonly isShadow?: boolean
  /** Somebody acted on many at once. */
  readonly isOneOfMany?: boolean
  /** As in `RunMessages`; of the lines of its thread, those that may stand there. */
  readonly shown: ReadonlySet<string>
}

/** What Slack is told of what a person or a clock did: every copy is edited, and the card's thread gets a line. */
export function planTriageMessages(input: TriageMessages): WantedMessage[] {
  const { notify, tells, event, discrepancy, isShadow = false, isOneOfMany = false, shown } = input
  const { channel, thread: rule = 'quiet' } = notify
  if (channel === null || tells === 'nothing') return []
  const edits = planEdits(channel, discrepancy, shown)
  if (isShadow) return edits
  const own = card(channel, discrepancy)
  const hasCard = shown.has(own.tag)
  const hasLines = lineTags(discrepancy).some((tag) => shown.has(tag))
  const speaks = event !== null && isSaidInThread({ event, tells, rule, hasCard, hasLines, isOneOfMany })
  const wanted = tells === 'card-and-thread' && speaks ? [own, ...edits] : edits
  return unique(speaks ? [...wanted, note(channel, discrepancy, event)] : wanted)
}

/** The line in the thread of a group message that calls whoever is called, once for many. */
export function planGroupNote(channel: string, note: GroupNote): WantedMessage {
  return { tag: messageTag.groupNote(note.bulk), channel, about: { kind: 'group-note', ...note } }
}

/** The line that begins the damping is the last one. What is no alert gets no card of its own. */
function planReopened(
  channel: string,
  discrepancy: Discrepancy,
  shown: ReadonlySet<string>,
): WantedMessage[] {
  const { damped, statusAt } = discrepancy
  const own = card(channel, discrepancy)
  if (damped !== null && damped.since < statusAt) return planEdits(channel, discrepancy, shown)
  if (tellingOf(discrepancy) !== 'alert' && !shown.has(own.tag)) return planEdits(channel, discrepancy, shown)
  const line = note(channel, discrepancy, damped === null ? 'reopened' : 'flapping')
  return [own, line, ...planEdits(channel, discrepancy, shown)]
}

/** What a run tells of one that stays open: that its values changed, to whoever looks into it or did not want to hear. */
function newsOf(change: SavedChange['change'], { status, damped }: Discrepancy): NoteEvent | null {
  if (change.type !== 'seen' || !change.valuesChanged || damped !== null) return null
  if (change.wakes) return 'woke'
  return status === 'acknowledged' || status === 'escalated' ? 'changed' : null
}

function planEdits(channel: string, discrepancy: Discrepancy, shown: ReadonlySet<string>): WantedMessage[] {
  const { toldRunId } = discrepancy
  const copies = [card(channel, discrepancy), ...(toldRunId === null ? [] : [group(channel, toldRunId)])]
  return copies.filter(({ tag }) => shown.has(tag))
}

function card(channel: string, { number }: Pick<Discrepancy, 'number'>): WantedMessage {
  return { tag: messageTag.card(number), channel, about: { kind: 'discrepancy', number } }
}

function group(channel: string, runId: string): WantedMessage {
  return { tag: messageTag.group(runId), channel, about: { kind: 'run-group', runId } }
}

function note(channel: string, { number, version }: Discrepancy, event: NoteEvent): WantedMessage {
  return { tag: messageTag.note(number, version), channel, about: { kind: 'note', number, event, version } }
}

function unique(wanted: readonly WantedMessage[]): WantedMessage[] {
  return [...new Map(wanted.map((message) => [message.tag, message])).values()]
}
