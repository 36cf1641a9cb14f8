import type { Refusal } from './describe-refusal.ts'

/** What can be done to many at once. */
export const MANY_ACTIONS = ['acknowledge', 'resolve', 'escalate', 'snooze', 'assign'] as const
export type ManyAction = (typeof MANY_ACTIONS)[number]

/** What became of one of many. `conflict`: somebody else acted after the person looked; `differs`: its sides do not agree. */
export type NotDoneWord = 'already' | 'conflict' | 'differs' | 'forbidden' | 'failed'

/** One that was not done, and why. */
export interface NotDone {
  readonly number: number
  readonly word: NotDoneWord
  readonly refusal: Refusal | null
}

/** What came of doing one thing to many: every one of them counts once. */
export interface ManyResult {
  readonly asked: number
  readonly done: readonly number[]
  readonly notDone: readonly NotDone[]
  /** Of those resolved for a reason that says that the sides agree: what the sides said, and why nobody could say. */
  readonly verified: number
  readonly unverified: number
  readonly because: readonly string[]
  /** Why the rest failed; null: none did. */
  readonly failure: string | null
}
