import type { ActionsBlock, KnownBlock, ModalView } from '@slack/types'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { cut, LIMITS } from '../limits.ts'
import { button, context, plainText, section } from './blocks.ts'
import { fitBlocks } from './fit-blocks.ts'
import { fixPlan, type ShownPlan } from './fix-plan.ts'
import type { Message } from './message.ts'
import { plain } from './mrkdwn.ts'
import { hidesSomething } from './secrecy.ts'
import { writeClickValue } from './triage-buttons.ts'
import { visible } from './visible.ts'

export const FIX_CALLBACK_ID = 'discrepancy.fix.submit'
/** Action ids of what is chosen in the window. */
export const FIX_CHOICES = { remedy: 'fix.remedy', reveal: 'fix.reveal' } as const

export interface FixView {
  readonly number: number
  /** All that fit: with more than one the window asks which. */
  readonly remedies: readonly { readonly name: string; readonly title: string }[]
  /** Null: not chosen yet. */
  readonly plan: ShownPlan | null
  readonly reconciliation: Reconciliation | null
  /** Why this person may not apply it, or what became of what they did before; null: nothing of both. */
  readonly notice: Message | null
  readonly isDenied: boolean
  readonly privateMetadata: string
}

/** Exactly what a fix will do, with a button that does it; without the button where it may not or need not be done. */
export function fixModal(view: FixView): ModalView {
  const { number, plan, isDenied, privateMetadata } = view
  const canApply = plan !== null && plan.refused === null && !isDenied
  return {
    type: 'modal',
    callback_id: FIX_CALLBACK_ID,
    private_metadata: cut(privateMetadata, LIMITS.privateMetadata),
    title: titleOf(number),
    ...(canApply ? { submit: plainText(plan.remedy.dryRun ? 'Try it' : 'Apply', LIMITS.modalTitle) } : {}),
    close: plainText(canApply ? 'Cancel' : 'Close', LIMITS.modalTitle),
    blocks: fitBlocks(blocksOf(view), LIMITS.blocksPerView, LIMITS.charactersPerView),
  }
}

/** Slack wants a window at once; what will be done rests on what the sides say now. */
export function fixLoadingModal(number: number): ModalView {
  return waiting(number, '⏳ Reading what all sides say now …')
}

/** Stands there while it is done. */
export function fixWorkingModal(number: number): ModalView {
  return waiting(number, '⏳ *Comparing, applying, checking* on all sides …')
}

/** What came of it, where it was asked. */
export function fixResultModal(number: number, message: Message): ModalView {
  return {
    type: 'modal',
    title: titleOf(number),
    close: plainText('Close', LIMITS.modalTitle),
    blocks: message.blocks,
  }
}

function blocksOf(view: FixView): KnownBlock[] {
  const { plan, notice, reconciliation } = view
  const choice = remedyChoice(view)
  return [
    ...(notice === null ? [] : [...notice.blocks, { type: 'divider' } as const]),
    ...(choice === null ? [] : [choice]),
    ...(plan === null
      ? [context('Choose one of them to see exactly what it would do. Nothing is done by that.')]
      : [
          ...(plan.refused === null
            ? []
            : [section(`✋ *It cannot be applied:* ${plain(plan.refused, 400)}`)]),
          ...fixPlan(plan, reconciliation),
          ...revealBlocks(plan, reconciliation),
        ]),
  ]
}

function remedyChoice({ remedies, plan }: FixView): ActionsBlock | null {
  if (remedies.length < 2 && plan !== null) return null
  const options = remedies.slice(0, LIMITS.selectOptions).map(({ name, title }) => ({
    text: { type: 'plain_text' as const, text: cut(visible(title), LIMITS.optionText) || name },
    value: cut(name, LIMITS.optionValue),
  }))
  const chosen = options.find(({ value }) => value === plan?.remedy.name)
  return {
    type: 'actions',
    block_id: 'fix-which',
    elements: [
      {
        type: 'static_select',
        action_id: FIX_CHOICES.remedy,
        placeholder: plainText('Choose a remedy', LIMITS.placeholder),
        options,
        ...(chosen ? { initial_option: chosen } : {}),
      },
    ],
  }
}

/** What the window masks, for who may see it, as on the card. */
function revealBlocks({ discrepancy }: ShownPlan, reconciliation: Reconciliation | null): KnownBlock[] {
  if (!hidesSomething(discrepancy.finding, reconciliation)) return []
  const reveal = button('Reveal values', FIX_CHOICES.reveal, writeClickValue(discrepancy))
  return [{ type: 'actions', block_id: 'fix-reveal', elements: [reveal] }]
}

function waiting(number: number, words: string): ModalView {
  return {
    type: 'modal',
    title: titleOf(number),
    close: plainText('Close', LIMITS.modalTitle),
    blocks: [section(words), context('If you close this window, it goes on, and you are told the outcome.')],
  }
}

function titleOf(number: number) {
  return plainText(`Fix #${number}`, LIMITS.modalTitle)
}
