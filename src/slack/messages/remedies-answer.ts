import type { ActionsBlock, Button, KnownBlock } from '@slack/types'
import { COUNTED_ATTEMPTS } from '../../domain/counted-attempts.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import type { Remedy, RemedyAttempt, RemedyState } from '../../domain/remedy.ts'
import { ATTEMPT_WORDS } from './attempt-line.ts'
import { button, context, section } from './blocks.ts'
import { confirmation } from './fix-button.ts'
import { type Message, makeMessage } from './message.ts'
import { code, dateToken, person, plain } from './mrkdwn.ts'
import { countOf } from './words.ts'

/** Action ids of the buttons. */
export const REMEDY_ACTION_IDS = {
  on: 'remedy.on',
  off: 'remedy.off',
  auto: 'remedy.auto',
  person: 'remedy.person',
} as const
export type RemedySwitch = keyof typeof REMEDY_ACTION_IDS

export interface RemedyRow {
  readonly reconciliation: Pick<Reconciliation, 'name' | 'title'>
  readonly remedy: Remedy
  readonly state: RemedyState
  /** Attempts of the last seven days, by what became of them. */
  readonly week: Readonly<Partial<Record<RemedyAttempt['state'], number>>>
  /** The last that failed, are not proven or not known, newest first. */
  readonly failures: readonly RemedyAttempt[]
}

/** Which remedy of which reconciliation a button is about. */
function writeRemedyValue(reconciliation: string, remedy: string): string {
  return JSON.stringify([reconciliation, remedy])
}

/** Null where somebody made the value up. */
export function readRemedyValue(value: string): { reconciliation: string; remedy: string } | null {
  const [, first, second] = /^\[("(?:[^"\\]|\\.)*"),("(?:[^"\\]|\\.)*")\]$/.exec(value) ?? []
  if (first === undefined || second === undefined) return null
  return { reconciliation: JSON.parse(first) as string, remedy: JSON.parse(second) as string }
}

const ROWS = 12
const FAILURES = 3

/** Every remedy with whether it is on, what it did lately, and buttons that switch it. `of`: the one that was asked for. */
export function remediesAnswer(rows: readonly RemedyRow[], of: string | null): Message {
  const where = of === null ? '' : ` of ${plain(of)}`
  if (rows.length === 0) {
    const sentence = `No remedy${where} is set up. How to: the key ${code('remedies')} of a reconciliation in the config.`
    return makeMessage(sentence, [section(sentence)])
  }
  const shown = rows.slice(0, ROWS)
  const rest = rows.length - shown.length
  return makeMessage(`${countOf(rows.length, 'remedy', 'remedies')}${where}`, [
    section(`*${countOf(rows.length, 'remedy', 'remedies')}${where}*`),
    ...shown.flatMap(rowBlocks),
    rest > 0 ? context(`and ${countOf(rest, 'other')}: ${code('/recon remedies NAME')}`) : null,
  ])
}

function rowBlocks(row: RemedyRow, index: number): KnownBlock[] {
  const { remedy, reconciliation, failures } = row
  const failed = failures.slice(0, FAILURES).map(failureText)
  return [
    { type: 'divider' },
    section(
      `🔧 *${plain(remedy.title)}*  ·  ${plain(reconciliation.title)}  ·  ${code(remedy.name)}`,
      stateText(row),
      automaticText(row),
      weekText(row),
      ...failed,
    ),
    ...buttons(row, index),
  ]
}

function stateText({ state, remedy }: RemedyRow): string {
  if (state.offSince !== null) {
    const why =
      state.failures === 0
        ? 'somebody switched it off'
        : `it failed ${countOf(state.failures, 'time')} in a row`
    return `⛔ *Off* since ${dateToken(state.offSince)}: ${why}`
  }
  return remedy.dryRun ? '🧪 *Dry run*: it changes nothing' : '✅ *On*'
}

function automaticText({ remedy, state }: RemedyRow): string {
  if (remedy.approve !== 'auto') return '👤 Only when somebody approves it'
  if (state.autoSince !== null)
    return `🤖 *Automatic* since ${dateToken(state.autoSince)}${state.autoBy ? `, by ${person(state.autoBy)}` : ''}`
  return `🤖 Automatic: off, *${successes(state, remedy)}* approved successes`
}

/** `12 of 20`. */
function successes({ approved }: RemedyState, { autoAfter }: Remedy): string {
  return `${approved.toLocaleString('en')} of ${autoAfter.toLocaleString('en')}`
}

function weekText({ week }: RemedyRow): string {
  const parts = Object.entries(week).flatMap(([state, count]) =>
    count ? [`*${count.toLocaleString('en')}* ${COUNTED_ATTEMPTS[state as RemedyAttempt['state']]}`] : [],
  )
  return `Last 7 days: ${parts.length === 0 ? 'not used' : parts.join(', ')}`
}

function failureText({ number, state, said, endedAt, approvedAt }: RemedyAttempt): string {
  const why = said === null ? ATTEMPT_WORDS[state] : plain(said, 200)
  return `• *#${number}* ${COUNTED_ATTEMPTS[state]}, ${dateToken(endedAt ?? approvedAt)}: ${why}`
}

function buttons(row: RemedyRow, index: number): ActionsBlock[] {
  const { remedy, state, reconciliation } = row
  const elements: Button[] = []
  const add = (word: RemedySwitch, label: string, text: string) =>
    elements.push({
      ...button(label, REMEDY_ACTION_IDS[word], writeRemedyValue(reconciliation.name, remedy.name)),
      confirm: confirmation(`${label}?`, text, label),
    })
  const title = `“${remedy.title}”`
  if (state.offSince !== null)
    add('on', 'Switch on again', `${title} can be applied again. Look first at why it failed.`)
  else {
    if (remedy.approve === 'auto' && state.autoSince !== null)
      add('person', 'Disable automatic', `${title} is applied only when somebody approves it.`)
    if (remedy.approve === 'auto' && state.autoSince === null && state.approved >= remedy.autoAfter)
      add('auto', 'Enable automatic', automaticWarning(title, remedy))
    add('off', 'Switch off', `Nobody can apply ${title} until it is switched on again.`)
  }
  return elements.length === 0 ? [] : [{ type: 'actions', block_id: `remedy:${index}`, elements }]
}

function automaticWarning(title: string, { limit }: Remedy): string {
  return `${title} is then applied after each run without asking anybody: at most ${limit.run} a run and ${limit.day} a day.`
}
