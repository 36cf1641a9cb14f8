import { setTimeout as wait } from 'node:timers/promises'
import type { SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import type { Message } from '../../messages/message.ts'
import { noticeModal } from '../../messages/resolve-modal.ts'
import type { ClickPlace } from '../actions/place-of-click.ts'
import { guard } from '../guard.ts'
import type { Room } from '../room.ts'
import { showInWindow } from './show-in-window.ts'

/** Slack waits three seconds for an answer to a window. */
const PATIENCE_MS = 2_000

/** What becomes of a window (null: it closes), and what is still to be done once Slack has its answer. */
export type WindowAnswer = (
  | { readonly errors: Readonly<Record<string, string>> }
  | { readonly view: ModalView | null }
) & {
  /** The same in words, for where the window cannot say it. */
  readonly words: Message
  readonly afterwards?: () => Promise<void>
}

export interface SubmittedWindow {
  readonly ack: SlackViewMiddlewareArgs<ViewSubmitAction>['ack']
  readonly viewId: string
  readonly number: number
  readonly place: ClickPlace
  /** Stands there where the answer takes longer than Slack waits. */
  readonly waiting: ModalView
}

/** Tells Slack what becomes of a window that was sent. Where that takes long, the window says so and then shows the outcome. */
export async function answerWindow(
  room: Room,
  window: SubmittedWindow,
  answering: Promise<WindowAnswer>,
): Promise<void> {
  const { ack, place, waiting } = window
  const answer = await inTime(answering)
  if (answer === null) {
    await ack({ response_action: 'update', view: waiting })
    return await showLate(room, window, await answering)
  }
  if ('errors' in answer) return await ack({ response_action: 'errors', errors: answer.errors })
  await (answer.view === null ? ack() : ack({ response_action: 'update', view: answer.view }))
  await guard(room, place, async () => await answer.afterwards?.())
}

/** Null: it takes longer than Slack waits. */
async function inTime(answering: Promise<WindowAnswer>): Promise<WindowAnswer | null> {
  const done = new AbortController()
  const late = wait(PATIENCE_MS, null, { signal: done.signal }).catch(() => null)
  const first = await Promise.race([answering, late])
  done.abort()
  return first
}

/** The window waits: it shows what came of it, as Slack lets nobody close it from here. */
async function showLate(
  room: Room,
  { viewId, number, place }: SubmittedWindow,
  answer: WindowAnswer,
): Promise<void> {
  await guard(room, place, async () => {
    const { words } = answer
    const view = 'errors' in answer || answer.view === null ? noticeModal(`#${number}`, words) : answer.view
    await showInWindow(room, { id: viewId, audience: place }, { view, message: words })
    await answer.afterwards?.()
  })
}
