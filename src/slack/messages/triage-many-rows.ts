import type { ActionsBlock, Checkboxes, InputBlock, KnownBlock, PlainTextOption } from '@slack/types'
import type { Discrepancy } from '../../domain/discrepancy.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { cut, LIMITS } from '../limits.ts'
import { button, context, plainText } from './blocks.ts'
import { differenceText } from './difference-text.ts'
import { MANY_INPUTS, type ManyAnswers } from './many-answers.ts'
import { keyText } from './secrecy.ts'
import { visible } from './visible.ts'
import { describeFinding } from './words.ts'

/** Rows that can be ticked on a page: Slack takes ten options in each block of them. */
const TICKS = 10
export const MANY_ROWS = 2 * TICKS

/** Ticks of other pages that the window can carry: Slack keeps 3,000 characters for it. */
export const MANY_KEPT = 250

/** Action ids of what turns the page. */
export const MANY_PAGE_IDS = { next: 'many-page.next', previous: 'many-page.previous' } as const

export interface ManyRows {
  readonly matching: number
  /** A page of them. */
  readonly rows: readonly Discrepancy[]
  /** How many stand on the pages before. */
  readonly passed: number
  /** Ticked on other pages. */
  readonly kept: readonly number[]
  /** The page was not turned, as no more ticks could be kept. */
  readonly isFull: boolean
  readonly reconciliation: Reconciliation
  readonly answers: ManyAnswers
}

/** Which ones it is done to: all, or those that are ticked, a page at a time. */
export function manyRows(view: ManyRows): KnownBlock[] {
  const isPaged = view.rows.length < view.matching
  return [
    whichInput(view, isPaged),
    ...(isPaged ? [context(...whereText(view))] : []),
    ...rowInputs(view),
    ...(isPaged ? [pageButtons(view)] : []),
  ]
}

function whichInput({ matching, answers }: ManyRows, isPaged: boolean): InputBlock {
  const all = option(
    matching === 1 ? 'The one that fits' : `All ${matching.toLocaleString('en')} that fit`,
    'all',
  )
  const some = option(isPaged ? 'Only those that are ticked' : 'Only those that are ticked below', 'some')
  const hint = 'Ticks stay when you turn the page. Narrowing the list drops those of other pages.'
  return {
    type: 'input',
    block_id: MANY_INPUTS.which,
    label: plainText('Which ones', LIMITS.inputLabel),
    ...(isPaged ? { hint: plainText(hint, LIMITS.inputLabel) } : {}),
    element: {
      type: 'radio_buttons',
      action_id: MANY_INPUTS.which,
      options: [all, some],
      initial_option: answers.which === 'all' ? all : some,
    },
  }
}

function whereText({ passed, rows, matching, kept, isFull }: ManyRows): string[] {
  const [from, to, of] = [passed + 1, passed + rows.length, matching].map((n) => n.toLocaleString('en'))
  const full = `⚠️ No more than ${MANY_KEPT} can be kept: send these first, or narrow the list and choose all`
  return [
    `*${from}-${to}* of ${of}`,
    ...(kept.length === 0 ? [] : [`*${kept.length}* ticked on other pages`]),
    ...(isFull ? [full] : []),
  ]
}

/** By their numbers the block is another one when the rows are, so that Slack keeps no tick of what is gone. */
function rowInputs({ rows, reconciliation, answers }: ManyRows): InputBlock[] {
  return [rows.slice(0, TICKS), rows.slice(TICKS, MANY_ROWS)].flatMap((part, index): InputBlock[] => {
    const [first, last] = [part[0], part.at(-1)]
    if (!first || !last) return []
    const options = part.map((row) => rowOption(row, reconciliation))
    const ticked = options.filter(({ value }) => answers.picked.includes(Number(value)))
    const element: Checkboxes = {
      type: 'checkboxes',
      action_id: MANY_INPUTS.picked,
      options,
      ...(ticked.length === 0 ? {} : { initial_options: ticked }),
    }
    const block_id = `${MANY_INPUTS.picked}.${index}.${part.map(({ number }) => number).join('.')}`
    const label = plainText(`#${first.number} to #${last.number}`, LIMITS.inputLabel)
    return [{ type: 'input', block_id: cut(block_id, LIMITS.identifier), optional: true, label, element }]
  })
}

function rowOption({ number, finding }: Discrepancy, reconciliation: Reconciliation): PlainTextOption {
  const key = finding.kind === 'schema' ? '' : ` ${keyText(reconciliation, finding.key)}:`
  const text = `#${number}${key} ${describeFinding(finding)}`
  return {
    ...option(cut(visible(text), LIMITS.optionText), String(number)),
    description: plainText(visible(differenceText(finding, reconciliation)), LIMITS.optionText),
  }
}

function pageButtons({ passed, rows, matching }: ManyRows): ActionsBlock {
  const left = matching - passed - rows.length
  const before = String(Math.max(0, passed - MANY_ROWS))
  const after = String(passed + rows.length)
  return {
    type: 'actions',
    block_id: 'many-pages',
    elements: [
      ...(passed > 0 ? [button(`Previous ${MANY_ROWS}`, MANY_PAGE_IDS.previous, before)] : []),
      ...(left > 0 ? [button(`Next ${Math.min(left, MANY_ROWS)}`, MANY_PAGE_IDS.next, after)] : []),
    ],
  }
}

function option(text: string, value: string): PlainTextOption {
  return { text: { type: 'plain_text', text, emoji: true }, value }
}
