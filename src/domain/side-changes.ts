import { type ChangeRules, type Reconciliation, type Side, USUAL_CHANGES } from './reconciliation.ts'

/** More keys than this are not looked up one by one: then it is quicker to compare everything. */
export const MOST_CHANGED_KEYS = 200_000

/** What holds for runs that look at changes: where every side's log tells deletes too, nothing needs to be swept. */
export function changeRules({ changes, sides }: Pick<Reconciliation, 'changes' | 'sides'>): ChangeRules {
  return changes ?? { ...USUAL_CHANGES, sweep: needsSweep(sides) }
}

/** Whether a record can go without a change that tells of it. */
export function needsSweep(sides: readonly Pick<Side, 'changes'>[]): boolean {
  return !sides.every(({ changes }) => changes?.kind === 'slot')
}
