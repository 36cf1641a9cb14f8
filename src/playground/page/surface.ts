import type { InputValue } from '../blocks/read-state.ts'
import type { PageOutcome, PageSuggestions } from '../page-protocol.ts'
import type { Model } from './model.ts'

/** One element that a person used. */
export interface Use {
  readonly blockId: string
  readonly actionId: string
  readonly value?: InputValue
}

/** Something in a modal that holds a value until the modal is sent. */
export interface Field {
  readonly blockId: string
  readonly actionId: string
  read(): InputValue
}

/** Where blocks are drawn: what is known, what a use does, and the fields that were drawn (modals). */
export interface Surface {
  readonly model: Model
  readonly fields: Field[]
  use(used: Use): Promise<PageOutcome>
  /** Asks the app for options that fit what was typed. */
  suggest(search: { blockId: string; actionId: string; value: string }): Promise<PageSuggestions>
  /** What was typed before the surface was drawn anew; undefined: nothing yet. */
  remembered(blockId: string, actionId: string): InputValue | undefined
}
