import type { App, BlockAction } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import { CounterfoilError } from '../../../domain/errors.ts'
import type { GroupChoice } from '../../../domain/group-choice.ts'
import { MANY_ACTIONS } from '../../../domain/many-result.ts'
import { listDenials } from '../../../operations/list-denials.ts'
import { readGroup } from '../../../operations/read-group.ts'
import { readGroupValue } from '../../messages/group-totals.ts'
import { type ManyAnswers, NO_ANSWERS } from '../../messages/many-answers.ts'
import { GROUP_ACTION_IDS, PATTERN_ACTION_IDS } from '../../messages/run-group.ts'
import { MANY_CHANGE_IDS, manyLoadingModal, triageManyModal } from '../../messages/triage-many-modal.ts'
import { MANY_KEPT, MANY_PAGE_IDS, MANY_ROWS } from '../../messages/triage-many-rows.ts'
import { guard } from '../guard.ts'
import { openModal } from '../open-modal.ts'
import type { Room } from '../room.ts'
import { updateModal } from '../update-modal.ts'
import {
  type ManyMetadata,
  readManyAnswers,
  readManyChoice,
  readManyMetadata,
  writeManyMetadata,
} from '../views/many-state.ts'
import { placeOfClick, valueOfClick } from './place-of-click.ts'

/** Where whoever sends the window is answered. */
interface Answered {
  readonly responseUrl: string | null
  readonly channel: string | null
}

/** The buttons of a group message that open the window, and what is chosen in it. */
export function registerTriageMany(app: App, room: Room): void {
  for (const id of [GROUP_ACTION_IDS.triage, ...PATTERN_ACTION_IDS]) {
    app.action<BlockAction>(id, async ({ ack, body }) => {
      await ack()
      await guard(room, placeOfClick(body), () => open(room, body))
    })
  }
  const newest = new Map<string, string>()
  for (const id of MANY_CHANGE_IDS) {
    app.action<BlockAction>(id, async ({ ack, body }) => {
      await ack()
      await guard(room, placeOfClick(body), () => change(room, body, newest))
    })
  }
}

/** Slack's trigger lives three seconds, so the window opens before anything is read. */
async function open(room: Room, body: BlockAction): Promise<void> {
  const { runId, pattern } = readGroupValue(valueOfClick(body))
  const opened = await openModal(room, {
    triggerId: body.trigger_id,
    view: manyLoadingModal(),
    again: 'Please click again.',
  })
  if (opened === null) return
  const { responseUrl, channel = null } = placeOfClick(body)
  const choice = { runId, pattern, kind: null, field: null, status: null }
  const answers = pattern === null ? NO_ANSWERS : { ...NO_ANSWERS, action: 'resolve' as const }
  const { view } = await show(room, body.user.id, { choice, answers, responseUrl, channel, before: null })
  await updateModal(room, opened, async () => view)
}

/** Shows what is chosen now, with its number. Of two at once the later click counts, whichever was read first. */
async function change(room: Room, body: BlockAction, newest: Map<string, string>): Promise<void> {
  const { view } = body
  const metadata = view && readManyMetadata(view.private_metadata)
  if (!view || !metadata)
    throw new CounterfoilError('refused', 'This window is from an older version. Please open it again.')
  const [action] = body.actions
  const at = (action as { action_ts?: string } | undefined)?.action_ts ?? ''
  newest.set(view.id, at)
  const shown = await turned(room, body, metadata)
  const isNewest = () => newest.get(view.id) === at
  await updateModal(room, view, async () => (isNewest() ? shown : null))
  if (isNewest()) newest.delete(view.id)
}

/** What the window shows after a click in it. Whoever narrows the list begins ticking anew. */
async function turned(room: Room, body: BlockAction, metadata: ManyMetadata): Promise<ModalView> {
  const state = body.view!.state
  const choice = readManyChoice(metadata.choice, state)
  const shown = readManyAnswers(state)
  const isNarrowed = JSON.stringify(choice) !== JSON.stringify(metadata.choice)
  if (isNarrowed)
    return (await show(room, body.user.id, { ...metadata, choice, answers: shown, before: null })).view
  const answers = { ...shown, picked: [...metadata.kept, ...shown.picked] }
  const asked = { ...metadata, answers, before: metadata.upTo }
  const action = body.actions[0]
  const isPage = Object.values<string>(MANY_PAGE_IDS).includes(action?.action_id ?? '')
  const passed = isPage ? Number(valueOfClick(body)) || 0 : metadata.passed
  const next = await show(room, body.user.id, { ...asked, passed })
  if (next.kept <= MANY_KEPT) return next.view
  return (await show(room, body.user.id, { ...asked, isFull: true })).view
}

interface Asked extends Answered {
  readonly choice: GroupChoice
  readonly answers: ManyAnswers
  /** What was the newest event when the first ticks were set; null: no ticks of other pages are kept. */
  readonly before: number | null
  readonly passed?: number
  readonly isFull?: boolean
}

async function show(room: Room, user: string, asked: Asked): Promise<{ view: ModalView; kept: number }> {
  const { choice, answers, responseUrl, channel, before, passed = 0, isFull = false } = asked
  const { context } = room
  const seen = await readGroup(context, choice, { limit: MANY_ROWS, passed: before === null ? 0 : passed })
  const shown = new Set(seen.rows.map(({ number }) => number))
  const kept = before === null ? [] : [...new Set(answers.picked)].filter((number) => !shown.has(number))
  // What happened to a row since it was ticked need not have been seen: it is still a conflict.
  const upTo = before === null || answers.picked.length === 0 ? seen.upTo : before
  const denials = await listDenials(context, {
    actor: { kind: 'person', id: user, surface: 'slack' },
    reconciliation: seen.reconciliation.name,
    actions: MANY_ACTIONS,
  })
  const metadata = { choice, upTo, passed: seen.passed, kept, responseUrl, channel }
  const privateMetadata = writeManyMetadata(metadata)
  return {
    view: triageManyModal({ ...seen, answers, kept, isFull, denials, privateMetadata }),
    kept: kept.length,
  }
}
