import type { ActionsBlock, Overflow, PlainTextOption } from '@slack/types'
import type { Discrepancy, Status, TriageAction } from '../../domain/discrepancy.ts'
import { LIMITS } from '../limits.ts'
import { button } from './blocks.ts'

/** Action ids of the buttons: what the listeners are registered for. */
export const TRIAGE_ACTION_IDS = {
  acknowledge: 'discrepancy.acknowledge',
  resolve: 'discrepancy.resolve',
  escalate: 'discrepancy.escalate',
  undo: 'discrepancy.undo',
} as const satisfies Partial<Record<TriageAction, string>>
type ButtonAction = keyof typeof TRIAGE_ACTION_IDS

/** Action id of the menu beside the buttons; the chosen option's value is what `writeClickValue` makes of its action. */
export const TRIAGE_MENU_ACTION_ID = 'discrepancy.more'

const LABELS: Readonly<Record<ButtonAction, string>> = {
  acknowledge: 'Acknowledge',
  resolve: 'Resolve',
  escalate: 'Escalate',
  undo: 'Undo',
}

/** What the menu can do. Three dots: a window asks for more. */
export const MENU_LABELS = {
  unacknowledge: 'Un-acknowledge',
  reopen: 'Reopen',
  snooze: 'Snooze…',
  'snooze-day': 'Snooze 1 day',
  'snooze-change': 'Snooze until it changes',
  unsnooze: 'End the snooze',
  assign: 'Assign…',
  'assign-me': 'Assign to me',
  undo: 'Undo',
} as const
export type MenuAction = keyof typeof MENU_LABELS

/** What a person can still do. The row decides again when they click. */
export const BUTTONS: Readonly<Record<Status, readonly Exclude<ButtonAction, 'undo'>[]>> = {
  new: ['acknowledge', 'resolve', 'escalate'],
  acknowledged: ['resolve', 'escalate'],
  escalated: ['acknowledge', 'resolve'],
  resolved: [],
}

/** Where there is room for the menu. */
const MENU_PLACES: readonly string[] = ['card', 'home', 'browse']

/**
 * The buttons of one discrepancy, on its card and in the Home tab with the menu, or null when nothing is left to do.
 * `place` says where they stand: see `readPlace`.
 */
export function triageButtons(discrepancy: Discrepancy, place = 'card'): ActionsBlock | null {
  const actions = BUTTONS[discrepancy.status]
  // In a message with a list the menus would take up the room of rows: Slack counts every option.
  const menu = MENU_PLACES.includes(place) ? triageMenu(discrepancy) : null
  const buttons = actions.map((action, index) => ({
    ...button(LABELS[action], TRIAGE_ACTION_IDS[action], writeClickValue(discrepancy)),
    accessibility_label: `${LABELS[action]} discrepancy ${discrepancy.number}`,
    // In a list of many, the same bright button on each would say nothing.
    ...(index === 0 && place === 'card' ? { style: 'primary' as const } : {}),
  }))
  const elements = [...buttons, ...(menu === null ? [] : [menu])]
  if (elements.length === 0) return null
  return { type: 'actions', block_id: writePlace(place, discrepancy.number), elements }
}

/** Takes back what was just done, beside the words that say so to whoever did it. */
export function undoButton(discrepancy: Discrepancy): ActionsBlock {
  const undo = button(LABELS.undo, TRIAGE_ACTION_IDS.undo, writeClickValue(discrepancy))
  return { type: 'actions', block_id: writePlace('told', discrepancy.number), elements: [undo] }
}

function triageMenu(discrepancy: Discrepancy): Overflow | null {
  const options = menuActions(discrepancy).map(
    (action): PlainTextOption => ({
      text: { type: 'plain_text', text: MENU_LABELS[action] },
      value: `${action} ${writeClickValue(discrepancy)}`,
    }),
  )
  return options.length === 0 ? null : { type: 'overflow', action_id: TRIAGE_MENU_ACTION_ID, options }
}

/** Slack takes no more options. */
const PLACES = 5

/** What must be reached has its place first; quick ways that a window offers as well fill what is left. A run's verdict is not for people to undo. */
function menuActions({ status, statusBy, snooze, version }: Discrepancy): readonly MenuAction[] {
  if (status === 'resolved') return statusBy.kind === 'person' ? ['reopen', 'undo'] : []
  const before: readonly MenuAction[] = status === 'acknowledged' ? ['unacknowledge'] : []
  // Of the first version nothing has happened yet.
  const after: readonly MenuAction[] = ['assign-me', 'assign', ...(version > 1 ? (['undo'] as const) : [])]
  const silence: readonly MenuAction[] = snooze === null ? ['snooze'] : ['unsnooze']
  const quick: readonly MenuAction[] = snooze === null ? ['snooze-day', 'snooze-change'] : []
  const room = PLACES - before.length - silence.length - after.length
  return [...before, ...quick.slice(0, Math.max(0, room)), ...silence, ...after]
}

/** Which discrepancy a click is about, and the version that the person saw. */
export function writeClickValue({ number, version }: Pick<Discrepancy, 'number' | 'version'>): string {
  return `${number}:${version}`
}

/** Buttons of older messages name no version; null where somebody made the value up. */
export function readClickValue(value: string): { number: number; version: number | null } | null {
  const [, number, version] = /^(\d{1,9})(?::(\d{1,9}))?$/.exec(value) ?? []
  if (number === undefined) return null
  return { number: Number(number), version: version === undefined ? null : Number(version) }
}

/** Where a click happened: the kind of message, and for a list its page. */
export function readPlace(blockId: string): { readonly kind: string; readonly page: string } {
  const place = blockId.replace(/:\d+$/, '')
  const end = place.indexOf(';')
  return end < 0 ? { kind: place, page: '' } : { kind: place.slice(0, end), page: place.slice(end + 1) }
}

/** `part`: where one message has several blocks of one discrepancy. */
export function writePlace(place: string, number: number, part = ''): string {
  const text = `${place}${part === '' ? '' : `;${part}`}:${number}`
  return text.length <= LIMITS.identifier ? text : `answer:${number}`
}
