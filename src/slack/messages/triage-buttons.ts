import type { ActionsBlock } from '@slack/types'
import type { Discrepancy, Status, TriageAction } from '../../domain/discrepancy.ts'
import { LIMITS } from '../limits.ts'
import { button } from './blocks.ts'

/** Action ids of the buttons: what the listeners are registered for. */
export const TRIAGE_ACTION_IDS: Readonly<Record<TriageAction, string>> = {
  acknowledge: 'discrepancy.acknowledge',
  resolve: 'discrepancy.resolve',
  escalate: 'discrepancy.escalate',
}

const LABELS: Readonly<Record<TriageAction, string>> = {
  acknowledge: 'Acknowledge',
  resolve: 'Resolve',
  escalate: 'Escalate',
}

/** What a person can still do. The row decides again when they click. */
export const BUTTONS: Readonly<Record<Status, readonly TriageAction[]>> = {
  new: ['acknowledge', 'resolve', 'escalate'],
  acknowledged: ['resolve', 'escalate'],
  escalated: ['acknowledge', 'resolve'],
  resolved: [],
}

/** The buttons of one discrepancy, or null when nothing is left to do. `place` says where they stand: see `readPlace`. */
export function triageButtons(discrepancy: Discrepancy, place = 'card'): ActionsBlock | null {
  const actions = BUTTONS[discrepancy.status]
  if (actions.length === 0) return null
  return {
    type: 'actions',
    block_id: writePlace(place, discrepancy.number),
    elements: actions.map((action, index) => ({
      ...button(LABELS[action], TRIAGE_ACTION_IDS[action], String(discrepancy.number)),
      accessibility_label: `${LABELS[action]} discrepancy ${discrepancy.number}`,
      // In a list of many, the same bright button on each would say nothing.
      ...(index === 0 && place === 'card' ? { style: 'primary' as const } : {}),
    })),
  }
}

/** Where a click happened: the kind of message, and for a list its page. */
export function readPlace(blockId: string): { readonly kind: string; readonly page: string } {
  const place = blockId.replace(/:\d+$/, '')
  const end = place.indexOf(';')
  return end < 0 ? { kind: place, page: '' } : { kind: place.slice(0, end), page: place.slice(end + 1) }
}

function writePlace(place: string, number: number): string {
  const text = `${place}:${number}`
  return text.length <= LIMITS.identifier ? text : `answer:${number}`
}
