import type { InputValue } from '../blocks/read-state.ts'
import type { PageOutcome, PageSuggestions } from '../page-protocol.ts'
import type { Model } from './model.ts'

/** One element that a person used. */
export interface Use {
  readonly blockId: string
  readonly actionId: string
  readonly value?: InputValue
}

/** Something that holds a value until it is sent. */
export interface Field {
  readonly blockId: string
  readonly actionId: string
  read(): InputValue
}

/** Where blocks are drawn: what is known, what a use does, and the fields that were drawn. */
export interface Surface {
  readonly model: Model
  readonly fields: Field[]
  /** The conversation that they stand in; null on the Home tab and in modals. */
  readonly channel: string | null
  use(used: Use): Promise<PageOutcome>
  /** Asks the app for options that fit what was typed. */
  suggest(search: { blockId: string; actionId: string; value: string }): Promise<PageSuggestions>
  /** What was typed before the surface was drawn anew; undefined: nothing yet. */
  remembered(blockId: string, actionId: string): InputValue | undefined
}

export type FieldValues = Record<string, Record<string, InputValue>>

/** What stands in the fields now, by block id and action id. */
export function readFields(fields: readonly Field[]): FieldValues {
  const values: FieldValues = {}
  for (const field of fields) {
    values[field.blockId] = { ...values[field.blockId], [field.actionId]: field.read() }
  }
  return values
}
