import type { InputBlock, PlainTextElement, PlainTextOption } from '@slack/types'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { LIMITS } from '../limits.ts'
import { plainText } from './blocks.ts'
import { visible } from './visible.ts'

type Named = Pick<Reconciliation, 'name' | 'title'>

/** Action id of the select: what its options are asked for under. */
export const RECONCILIATION_SELECT_ID = 'reconciliation.choose'
/** Block id of the input: where its answer and its error stand. */
export const RECONCILIATION_INPUT = 'reconciliation'

/** Asks which reconciliation. There can be more than Slack takes, so what fits is asked for while somebody types. */
export function reconciliationInput(chosen: Named | null): InputBlock {
  const initial = chosen === null ? null : optionOf(chosen)
  return {
    type: 'input',
    block_id: RECONCILIATION_INPUT,
    label: plainText('Reconciliation', LIMITS.inputLabel),
    element: {
      type: 'external_select',
      action_id: RECONCILIATION_SELECT_ID,
      placeholder: plainText('Type a part of its name', LIMITS.placeholder),
      min_query_length: 0,
      ...(initial === null ? {} : { initial_option: initial }),
    },
  }
}

/** What fits the letters typed so far, what begins with them first. Every letter stands for itself. */
export function reconciliationOptions(all: readonly Named[], query: string): PlainTextOption[] {
  const typed = query.trim().toLowerCase()
  const places = ({ name, title }: Named) => [name, title].map((word) => word.toLowerCase().indexOf(typed))
  const fitting = all.filter((each) => places(each).some((place) => place >= 0))
  const first = fitting.filter((each) => places(each).includes(0))
  const others = fitting.filter((each) => !places(each).includes(0))
  return [...first, ...others]
    .map(optionOf)
    .filter((option) => option !== null)
    .slice(0, LIMITS.selectOptions)
}

/** Null: Slack carries no such name, for it is too long or empty. */
function optionOf({ name, title }: Named): PlainTextOption | null {
  if (name === '' || name.length > LIMITS.optionValue) return null
  const option: PlainTextOption = { text: label(title), value: name }
  return title === name ? option : { ...option, description: label(name) }
}

/** On one line, with what nobody would see made visible. */
function label(words: string): PlainTextElement {
  return plainText(visible(words.replace(/\s+/g, ' ').trim()), LIMITS.optionText)
}
