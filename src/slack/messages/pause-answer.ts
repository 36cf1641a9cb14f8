import type { Pause } from '../../domain/pause.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import type { NextRun } from '../../domain/tick.ts'
import { context, section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { code, dateToken, plain } from './mrkdwn.ts'
import { pauseText } from './schedule-lines.ts'

export interface PauseView {
  readonly reconciliation: Pick<Reconciliation, 'name' | 'title' | 'notify' | 'shadow'>
  /** Of a resume: the pause that it ended; null: there was none. */
  readonly pause: Pause | null
  readonly next: Pick<NextRun, 'startsAt'> | null
}

/** To whoever paused it: until when, what still works, and how it ends. */
export function pausedAnswer({ reconciliation, pause, next }: PauseView): Message {
  const { name, title } = reconciliation
  const end = pause?.until ? ` until ${dateToken(pause.until)}` : ' until somebody resumes it'
  const after = next === null ? '' : `The first run after it is that of ${dateToken(next.startsAt)}. `
  return makeMessage(`${plain(title)} is paused`, [
    section(
      `🚧 *${plain(title)}* is paused${end}: its schedule starts no runs.`,
      `${after}${code(`/recon run ${name}`)} still works, and ${code(`/recon resume ${name}`)} ends the pause.`,
    ),
    toldText(reconciliation),
  ])
}

export function resumedAnswer({ reconciliation, pause, next }: PauseView): Message {
  const { name, title } = reconciliation
  const after = next === null ? '' : ` Its next run is that of ${dateToken(next.startsAt)}.`
  if (pause === null) {
    const sentence = `*${plain(title)}* was not paused.${after}`
    return makeMessage(`${plain(title)} was not paused`, [section(sentence)])
  }
  return makeMessage(`${plain(title)} is resumed`, [
    section(
      `▶️ *${plain(title)}* is resumed.${after}`,
      `What was left out in the pause is not made up for: ${code(`/recon run ${name}`)} compares now.`,
    ),
    toldText(reconciliation),
  ])
}

/** The answer to whoever asked for a run of a schedule that is paused. */
export function ranInPause(message: Message, pause: Pause): Message {
  return makeMessage(message.text, [
    ...message.blocks,
    context(`🚧 Its schedule is paused${pauseText(pause)}`),
  ])
}

function toldText({ notify, shadow }: PauseView['reconciliation']) {
  return notify.channel === null || shadow
    ? context('No channel is told.')
    : context(`${plain(notify.channel)} is told.`)
}
