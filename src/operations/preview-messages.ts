import type { Discrepancy } from '../domain/discrepancy.ts'
import { traitsOf } from '../domain/finding-traits.ts'
import type { NoteEvent, OutboxSubject, SentMessage, WantedMessage } from '../domain/outbox.ts'
import type { Run } from '../domain/run.ts'
import { tellingOf } from '../domain/telling-of.ts'
import { messageTag, planRunMessages, tagsOfChanges } from '../outbox/plan-messages.ts'
import { discrepancyCard } from '../slack/messages/discrepancy-card.ts'
import { discrepancyNote } from '../slack/messages/discrepancy-note.ts'
import type { Message } from '../slack/messages/message.ts'
import { type RunGroupView, runGroup } from '../slack/messages/run-group.ts'
import { listDiscrepancies } from '../store/discrepancies.ts'
import { findMessage, listShownTags } from '../store/messages.ts'
import type { Database } from '../store/open-database.ts'
import { GROUP_ORDER } from '../store/run-group.ts'
import { findRun } from '../store/runs.ts'
import type { ReadContext } from './context.ts'
import { hashMessage } from './hash-message.ts'
import { type ChangesRequest, DRY_RUN_ID, type PlannedChanges, previewChanges } from './preview-changes.ts'
import { GROUP_ROWS } from './view-run-group.ts'

/** A message as it would be sent now. */
export interface PlannedMessage {
  /** `skip`: Slack shows exactly this already. */
  readonly action: 'post' | 'edit' | 'skip'
  readonly tag: string
  readonly channel: string
  /** The tag of the card in whose thread it stands, or null. */
  readonly thread: string | null
  readonly message: Message
}

export interface PlannedMessages {
  readonly findings: number
  readonly messages: readonly PlannedMessage[]
}

interface Preview extends ChangesRequest {
  readonly planned: PlannedChanges
}

/** What would be told after a run, where and how: rendered as the delivery renders it, and nothing is sent or queued. */
export async function previewMessages(
  context: ReadContext,
  request: ChangesRequest,
): Promise<PlannedMessages> {
  const planned = await previewChanges(context, request)
  const preview = { ...request, planned }
  const { findings } = planned
  const messages = await request.readTracker(
    async (db) => {
      const shown = await listShownTags(db, tagsOfChanges(planned.changes))
      const wanted = planMessages(preview, shown)
      const rendered: PlannedMessage[] = []
      for (const each of wanted) rendered.push(...(await renderKnown(db, preview, each)))
      return rendered
    },
    () =>
      planMessages(preview, new Set()).flatMap((wanted) =>
        withAction(wanted, renderPlanned(preview, wanted.about), null),
      ),
  )
  return { findings, messages }
}

function planMessages({ reconciliation, planned }: Preview, shown: ReadonlySet<string>): WantedMessage[] {
  const { notify, shadow: isShadow = false } = reconciliation
  return planRunMessages({ notify, runId: DRY_RUN_ID, isShadow, saved: planned.changes, shown })
}

async function renderKnown(db: Database, preview: Preview, wanted: WantedMessage): Promise<PlannedMessage[]> {
  const { about } = wanted
  const message =
    about.kind === 'run-group' && about.runId !== DRY_RUN_ID
      ? await renderEarlierGroup(db, preview, about.runId)
      : renderPlanned(preview, about)
  return withAction(wanted, message, await findMessage(db, wanted.tag))
}

function withAction(
  { tag, channel, about }: WantedMessage,
  message: Message | null,
  sent: SentMessage | null,
): PlannedMessage[] {
  if (!message) return []
  const same = sent?.contentHash === hashMessage(message)
  const thread = about.kind === 'note' ? messageTag.card(about.number) : null
  const action = sent === null ? 'post' : same ? 'skip' : 'edit'
  return [{ action, tag, channel: sent?.channel ?? channel, thread, message }]
}

/** A message about what the run itself changes. */
function renderPlanned({ planned, reconciliation, scope }: Preview, about: OutboxSubject): Message | null {
  const { at, changes } = planned
  if (about.kind === 'run-group') {
    const told = changes.map(({ discrepancy }) => discrepancy)
    const opened = told.filter(({ toldRunId }) => toldRunId === DRY_RUN_ID)
    const run = { id: DRY_RUN_ID, startedAt: at, scope }
    return runGroup({ run, reconciliation, ...groupOf(opened, reconciliation.notify.maxCards) })
  }
  if (about.kind !== 'discrepancy' && about.kind !== 'note') return null
  const { discrepancy, before } = changes.find((change) => change.discrepancy.number === about.number)!
  if (about.kind === 'discrepancy') return discrepancyCard(discrepancy, reconciliation)
  const actor = { kind: 'run', id: DRY_RUN_ID, surface: 'run' } as const
  const resolvedAt = before?.status === 'resolved' ? before.statusAt : null
  return discrepancyNote({
    discrepancy,
    reconciliation,
    event: about.event,
    actor,
    at,
    note: null,
    resolvedAt,
    reason: discrepancy.resolution?.reason ?? null,
    values:
      isAboutValues(about.event) && before ? { before: before.finding, after: discrepancy.finding } : null,
  })
}

function isAboutValues(event: NoteEvent): boolean {
  return event === 'changed' || event === 'woke'
}

/** The group message of a run before, some of whose discrepancies this one changes. */
async function renderEarlierGroup(db: Database, preview: Preview, runId: string): Promise<Message | null> {
  const { planned, reconciliation } = preview
  const run: Run | null = await findRun(db, runId)
  if (!run) return null
  const changed = new Map(planned.changes.map(({ discrepancy }) => [discrepancy.number, discrepancy]))
  const known = await listDiscrepancies(db, { runId, limit: Number.MAX_SAFE_INTEGER })
  const members = known
    .map((discrepancy) => changed.get(discrepancy.number) ?? discrepancy)
    // What becomes an alert is told by the new run.
    .filter(({ toldRunId }) => toldRunId === runId)
  return runGroup({ run, reconciliation, ...groupOf(members, reconciliation.notify.maxCards) })
}

/** As the store counts and lists them: the alerts, without the first `skip` by number, which have cards of their own. */
function groupOf(members: readonly Discrepancy[], skip: number): Pick<RunGroupView, 'counts' | 'rows'> {
  const told = members
    .filter((each) => tellingOf(each) === 'alert')
    .sort((a, b) => a.number - b.number)
    .slice(skip)
  const counts = told.map(({ finding, status }) => ({
    ...traitsOf(finding),
    severity: finding.severity,
    status,
    count: 1,
  }))
  const rank = ({ status }: Discrepancy) => GROUP_ORDER.indexOf(status)
  const rows = told.toSorted((a, b) => rank(a) - rank(b) || a.number - b.number).slice(0, GROUP_ROWS)
  return { counts, rows }
}
