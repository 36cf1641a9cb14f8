import type { ResolutionReason } from '../../domain/discrepancy.ts'
import type { ManyAction } from '../../domain/many-result.ts'

/** Block and action ids of the inputs: where the answers are in the submitted state. */
export const MANY_INPUTS = {
  which: 'many-which',
  picked: 'many-picked',
  action: 'many-action',
  reason: 'many-reason',
  note: 'many-note',
  anyway: 'many-anyway',
  until: 'many-until',
  owner: 'many-owner',
} as const

/** What the window offers: a fix is asked about once more, as it shows what it would do. */
export type ManyChoice = ManyAction | 'fix'

export interface ManyAnswers {
  readonly which: 'all' | 'some'
  readonly picked: readonly number[]
  /** Null: not said yet. */
  readonly action: ManyChoice | null
  readonly reason: ResolutionReason | null
  readonly note: string
  readonly anyway: boolean
  /** Null: until its values change. */
  readonly until: Date | null
  readonly owner: string | null
}

export const NO_ANSWERS: ManyAnswers = {
  which: 'all',
  picked: [],
  action: null,
  reason: null,
  note: '',
  anyway: false,
  until: null,
  owner: null,
}
