import type { ActionsBlock, KnownBlock, ModalView, RichTextBlock } from '@slack/types'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { LIMITS } from '../limits.ts'
import { button, context, plainText, section } from './blocks.ts'
import { type CheckedField, type CheckedRecord, fieldsInOrder, VERDICTS } from './checked-record.ts'
import { fitBlocks } from './fit-blocks.ts'
import { code, dateToken, plain } from './mrkdwn.ts'
import { isSecret, keyText } from './secrecy.ts'
import { groupValues, valueLines } from './side-values.ts'
import { countOf, listWords } from './words.ts'

export const FIELDS_ACTION_IDS = {
  open: 'fields.open',
  next: 'fields.next',
  previous: 'fields.previous',
} as const

/** Two blocks each; people read no more of them at once. */
const FIELDS_PAGE_SIZE = 15

export interface FieldsView {
  readonly reconciliation: Reconciliation
  readonly record: CheckedRecord
  /** The run that compared it. */
  readonly runId: string
  readonly at: Date
  /** How many fields are on the pages before. */
  readonly passed: number
}

/** Every field of a record that has very many, those that need a look first, with what each side says. */
export function fieldsModal(view: FieldsView): ModalView {
  const { reconciliation, record, at } = view
  const fields = fieldsInOrder(record)
  const passed = Math.max(0, Math.min(view.passed, fields.length - 1))
  const shown = fields.slice(passed, passed + FIELDS_PAGE_SIZE)
  const pages = pageButtons(view.runId, { passed, shown: shown.length, all: fields.length })
  return fieldsWindow([
    section(
      `*${plain(reconciliation.title)}*  ·  ${plain(reconciliation.keyNames.join(' / '))} ${code(keyText(reconciliation, record.key))}`,
      `${passed + 1}-${passed + shown.length} of ${countOf(fields.length, 'field')}`,
      ...(record.missingFrom.length > 0 ? [`No record in ${plain(listWords(record.missingFrom))}`] : []),
    ),
    ...shown.flatMap((field) => fieldBlocks(field, view)),
    ...(pages === null ? [] : [pages]),
    context(`As compared ${dateToken(at)}`),
  ])
}

/** Slack wants a window at once; what was found may have to be looked up again. */
export function fieldsLoadingModal(): ModalView {
  return fieldsWindow([section('⏳ Reading …')])
}

function fieldsWindow(blocks: KnownBlock[]): ModalView {
  return {
    type: 'modal',
    title: plainText('All fields', LIMITS.modalTitle),
    close: plainText('Close', LIMITS.modalTitle),
    blocks: fitBlocks(blocks, LIMITS.blocksPerView, LIMITS.charactersPerView),
  }
}

function fieldBlocks(
  { name, verdict, values }: CheckedField,
  { reconciliation }: Pick<FieldsView, 'reconciliation'>,
): KnownBlock[] {
  const secret = isSecret(reconciliation, name)
  const lines = valueLines(groupValues({ values }), { secret, likelyCorrect: null })
  const list: RichTextBlock = {
    type: 'rich_text',
    elements: [{ type: 'rich_text_list', style: 'bullet', indent: 0, elements: lines }],
  }
  const title = section(`${code(name)}  ${VERDICTS[verdict]}`)
  return lines.length === 0 ? [title] : [title, list]
}

function pageButtons(
  runId: string,
  { passed, shown, all }: { readonly passed: number; readonly shown: number; readonly all: number },
): ActionsBlock | null {
  const left = all - passed - shown
  const to = (from: number) => `${runId};${from}`
  const elements = [
    ...(passed > 0
      ? [button('Previous', FIELDS_ACTION_IDS.previous, to(Math.max(0, passed - FIELDS_PAGE_SIZE)))]
      : []),
    ...(left > 0
      ? [button(`Next ${Math.min(left, FIELDS_PAGE_SIZE)}`, FIELDS_ACTION_IDS.next, to(passed + shown))]
      : []),
  ]
  return elements.length === 0 ? null : { type: 'actions', block_id: 'fields-pages', elements }
}

/** The button below an answer that shows not all of them. */
export function fieldsButton({ fields }: CheckedRecord, runId: string): ActionsBlock {
  const all = button(`All ${countOf(fields.length, 'field')}`, FIELDS_ACTION_IDS.open, `${runId};0`)
  return { type: 'actions', block_id: 'fields', elements: [all] }
}

/** The page that a button leads to; null where somebody made the value up. */
export function readFieldsPage(value: string): { readonly runId: string; readonly passed: number } | null {
  const [, runId, passed] = /^([\w-]{1,80});(\d{1,6})$/.exec(value) ?? []
  return runId === undefined ? null : { runId, passed: Number(passed) }
}
