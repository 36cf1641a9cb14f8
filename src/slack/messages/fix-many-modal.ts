import type { ActionsBlock, KnownBlock, ModalView } from '@slack/types'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import type { Remedy } from '../../domain/remedy.ts'
import { cut, LIMITS } from '../limits.ts'
import { context, plainText, section } from './blocks.ts'
import { fitBlocks } from './fit-blocks.ts'
import { approvalText, limitText, type ShownPlan, sentBlocks } from './fix-plan.ts'
import type { Message } from './message.ts'
import { code, plain } from './mrkdwn.ts'
import { isSecret, keyText, MASK } from './secrecy.ts'
import { wordForNothing } from './side-values.ts'
import { visible } from './visible.ts'
import { countOf } from './words.ts'

export const FIX_MANY_CALLBACK_ID = 'group.fix.submit'
/** Action id of the choice between several remedies. */
export const FIX_MANY_CHOICE = 'group.fix.remedy'

export interface FixManyView {
  readonly reconciliation: Reconciliation
  readonly chosen: number
  /** Those that fit some of them, and how many. */
  readonly fitting: readonly { readonly remedy: Remedy; readonly count: number }[]
  /** Null: none fits, or there are several and none was chosen. */
  readonly plan: {
    readonly remedy: Remedy
    readonly count: number
    /** The first ones, as they would be done now. */
    readonly first: readonly ShownPlan[]
    /** Attempts that the limits leave for one approval now. */
    readonly left: number
    /** Why none of them can be done now; null: they can. */
    readonly refused: string | null
  } | null
  readonly notice: Message | null
  readonly isDenied: boolean
  readonly privateMetadata: string
}

/** One approval for all that were chosen: what will be done, shown on the first of them. */
export function fixManyModal(view: FixManyView): ModalView {
  const { plan, isDenied, privateMetadata } = view
  const canApply = plan !== null && plan.refused === null && !isDenied
  return {
    type: 'modal',
    callback_id: FIX_MANY_CALLBACK_ID,
    private_metadata: cut(privateMetadata, LIMITS.privateMetadata),
    title: plainText('Fix', LIMITS.modalTitle),
    ...(canApply
      ? { submit: plainText(`Apply to ${mostOf(plan).toLocaleString('en')}`, LIMITS.modalTitle) }
      : {}),
    close: plainText(canApply ? 'Cancel' : 'Close', LIMITS.modalTitle),
    blocks: fitBlocks(blocksOf(view), LIMITS.blocksPerView, LIMITS.charactersPerView),
  }
}

/** Stands there while the first of them are planned. */
export function fixManyLoadingModal(): ModalView {
  return waiting([section('⏳ Reading what all sides say now …')])
}

/** Stands there while they are done, one after the other. */
export function fixManyProgressModal(done: number, total: number): ModalView {
  const of =
    total === 0 ? 'Beginning' : `*${done.toLocaleString('en')}* of ${total.toLocaleString('en')} done`
  return waiting([
    section(`⏳ ${of}: comparing, applying, checking on all sides …`),
    context(
      'If you close this window, it goes on, and you are told the outcome. If Counterfoil stops, what was not begun is not done.',
    ),
  ])
}

/** What came of it, where it was asked. */
export function fixManyResultModal(message: Message): ModalView {
  return waiting(message.blocks)
}

function waiting(blocks: KnownBlock[]): ModalView {
  return {
    type: 'modal',
    title: plainText('Fix', LIMITS.modalTitle),
    close: plainText('Close', LIMITS.modalTitle),
    blocks,
  }
}

function blocksOf(view: FixManyView): KnownBlock[] {
  const { reconciliation, chosen, notice, fitting, plan } = view
  const choice = remedyChoice(view)
  return [
    ...(notice === null ? [] : [...notice.blocks, { type: 'divider' } as const]),
    section(`*${plain(reconciliation.title)}*  ·  ${countOf(chosen, 'discrepancy', 'discrepancies')} chosen`),
    ...(choice === null ? [] : [choice]),
    ...(fitting.length === 0 ? [context('No remedy fits any of them. What is set up: /recon remedies')] : []),
    ...(plan === null ? [] : planBlocks(plan, view)),
  ]
}

type Plan = NonNullable<FixManyView['plan']>

/** Of so many the limits let some be done at once. */
function mostOf({ remedy, count, left }: Plan): number {
  return Math.min(count, left, remedy.limit.run)
}

function planBlocks(plan: Plan, { reconciliation, chosen }: FixManyView): KnownBlock[] {
  const { remedy, count, first, left, refused } = plan
  const most = mostOf(plan)
  const others = chosen - count
  const rest = count - first.length
  const [example] = first.filter((each) => each.refused === null)
  const more = [
    ...(rest > 0 ? [`and ${rest.toLocaleString('en')} more`] : []),
    ...(others > 0
      ? [`the other ${others.toLocaleString('en')} it does not fit, and they are left alone`]
      : []),
  ]
  return [
    ...(refused === null ? [] : [section(`✋ *It cannot be applied:* ${plain(refused, 400)}`)]),
    section(
      `🔧 *${plain(remedy.title)}* for *${count.toLocaleString('en')}*${remedy.dryRun ? '  ·  🧪 *Dry run*, nothing stays changed' : ''}`,
      ...first.map((each) => rowText(each, reconciliation)),
      ...(more.length === 0 ? [] : [more.join('; ')]),
      ...(most < count
        ? [`✋ Its limits let *${most.toLocaleString('en')}* be done now; the rest stays as it is`]
        : []),
    ),
    ...(example
      ? [
          context(
            `What is sent for #${example.discrepancy.number}; for each of the others the same with its own values:`,
          ),
          ...example.shown.flatMap(sentBlocks),
        ]
      : []),
    context(
      approvalText(remedy),
      limitText({ remedy, left }),
      `at most ${remedy.limit.run.toLocaleString('en')} with one approval`,
    ),
    context('Each is compared once more before it is changed: what is not as it was seen is refused.'),
  ]
}

/** `• #12 1042: balance 42.05 → 42.50`. */
function rowText({ discrepancy, before, after, refused }: ShownPlan, reconciliation: Reconciliation): string {
  const { number, finding } = discrepancy
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after ?? {})])].slice(0, 3)
  const changes = fields.map((field) => {
    const secret = isSecret(reconciliation, field)
    const to = after && field in after ? ` → ${valueText(after[field]!, secret)}` : ''
    const from = field in before ? valueText(before[field]!, secret) : 'nothing there'
    return `${plain(field)} ${from}${to}`
  })
  const what = refused === null ? changes.join(', ') : `✋ ${plain(refused, 200)}`
  return `• *#${number}* ${code(keyText(reconciliation, finding.key), 60)}: ${what}`
}

function valueText(raw: string | null, secret: boolean): string {
  return wordForNothing(raw) ?? (secret ? code(MASK) : code(raw ?? '', 60))
}

function remedyChoice({ fitting, plan }: FixManyView): ActionsBlock | null {
  if (fitting.length === 0 || (fitting.length === 1 && plan !== null)) return null
  const options = fitting.slice(0, LIMITS.selectOptions).map(({ remedy, count }) => {
    const end = ` (${count.toLocaleString('en')})`
    const title = cut(visible(remedy.title), LIMITS.optionText - end.length)
    return {
      text: { type: 'plain_text' as const, text: `${title}${end}` },
      value: cut(remedy.name, LIMITS.optionValue),
    }
  })
  const chosen = options.find(({ value }) => value === plan?.remedy.name)
  return {
    type: 'actions',
    block_id: 'fix-many-which',
    elements: [
      {
        type: 'static_select',
        action_id: FIX_MANY_CHOICE,
        placeholder: plainText('Choose a remedy', LIMITS.placeholder),
        options,
        ...(chosen ? { initial_option: chosen } : {}),
      },
    ],
  }
}
