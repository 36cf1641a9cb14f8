import type { AttemptState } from './remedy.ts'

/** What one remedy did in a period, as plain JSON. */
export interface FixFacts {
  readonly reconciliation: string
  /** Its name, and its title as the config had it then. */
  readonly remedy: string
  readonly title: string
  /** By itself, or after each run that somebody approved. */
  readonly automatic: boolean
  readonly state: AttemptState
  readonly count: number
  /** Some of them, the lowest first. */
  readonly numbers: readonly number[]
}
