import type { App, BlockAction } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import { considerTriage } from '../../../operations/consider-triage.ts'
import { refusal } from '../../messages/refusal.ts'
import { noticeModal } from '../../messages/resolve-modal.ts'
import { TRIAGE_ACTION_IDS } from '../../messages/triage-buttons.ts'
import { triageLoadingModal, triageModal } from '../../messages/triage-modal.ts'
import type { TriageWindow, WindowAction } from '../../messages/triage-window.ts'
import { guard } from '../guard.ts'
import { openModal } from '../open-modal.ts'
import type { Room } from '../room.ts'
import { updateModal } from '../update-modal.ts'
import { writeWindowMetadata } from '../window-metadata.ts'
import { definitionOf } from '../with-definitions.ts'
import { type ClickPlace, isInWindow, placeOfClick, targetOfClick } from './place-of-click.ts'

/** The button Escalate asks whom to call. */
export function registerOpenEscalate(app: App, room: Room): void {
  app.action<BlockAction>(TRIAGE_ACTION_IDS.escalate, async ({ ack, body }) => {
    await ack()
    await guard(room, placeOfClick(body), () => openTriageWindow(room, body, 'escalate'))
  })
}

/** Opens the window of an action. What it asks is read behind it, as Slack's trigger lives three seconds. */
export async function openTriageWindow(room: Room, body: BlockAction, action: WindowAction): Promise<void> {
  const { number } = targetOfClick(body)
  const opened = await openModal(room, {
    triggerId: body.trigger_id,
    view: triageLoadingModal(action, number),
    again: AGAIN[action],
    isInWindow: isInWindow(body),
  })
  if (opened !== null)
    await updateModal(room, opened, () => askOrRefuse(room, { action, number, place: placeOfClick(body) }))
}

const AGAIN: Readonly<Record<WindowAction, string>> = {
  escalate: 'Please click Escalate again.',
  snooze: 'Please choose Snooze again.',
  assign: 'Please choose Assign again.',
  note: 'Please choose Add a note again.',
}

interface Asked {
  readonly action: WindowAction
  readonly number: number
  readonly place: ClickPlace
}

/** The window as the row is now, which is what the answers rest on; or why there is nothing to ask. */
export async function askOrRefuse(
  room: Room,
  asked: Asked,
  again: Pick<TriageWindow, 'answers' | 'notice'> = { answers: {}, notice: null },
): Promise<ModalView> {
  const { action, number, place } = asked
  const actor = { kind: 'person', id: place.user, surface: 'slack' } as const
  const { discrepancy, refusal: refused } = await considerTriage(room.context, { number, action, actor })
  if (refused !== null) return noticeModal(`#${number}`, again.notice ?? refusal(refused, room.context.now()))
  const reconciliation = definitionOf(room.context, discrepancy.reconciliation)
  const facts = await factsOf(room, asked, reconciliation)
  const { version } = discrepancy
  return triageModal({
    ...again,
    action,
    discrepancy,
    reconciliation,
    viewer: place.user,
    zone: facts.zone ?? UTC,
    isTargetGone: facts.gone !== undefined,
    privateMetadata: writeWindowMetadata({ number, version, place, ...facts }),
  })
}

const UTC = { name: 'UTC', isTheirs: false }

/** What Slack must be asked for: of snooze whose time it is, of escalate whether there is anybody to call. */
async function factsOf(
  room: Room,
  { action, place }: Asked,
  reconciliation: ReturnType<typeof definitionOf>,
): Promise<{ zone?: TriageWindow['zone']; gone?: string }> {
  if (action === 'snooze') {
    const zone = (await room.context.directory?.zoneOf(place.user)) ?? null
    if (zone !== null) return { zone: { name: zone, isTheirs: true } }
    return { zone: { name: reconciliation?.schedule?.zone ?? UTC.name, isTheirs: false } }
  }
  const target = userOf(reconciliation?.triage.escalateTo ?? null)
  if (action !== 'escalate' || target === null) return {}
  const answer = await room.context.directory?.standingOf(target)
  return answer && 'known' in answer && answer.known === 'deactivated' ? { gone: target } : {}
}

/** The id, where the config names a single user by it. */
function userOf(target: string | null): string | null {
  return /^(?:<@)?([UW][A-Z0-9]{2,})(?:\|[^<>]*)?>?$/.exec(target ?? '')?.[1] ?? null
}
