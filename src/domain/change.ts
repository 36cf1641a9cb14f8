import type { Discrepancy, RunReason } from './discrepancy.ts'
import type { Finding } from './finding.ts'
import type { Route } from './route.ts'

/** What one run's findings mean for what we follow: the plan that the store then saves. */
export type Change =
  | (Routed & { readonly type: 'opened'; readonly fingerprint: string; readonly finding: Finding })
  | (Routed & {
      readonly type: 'seen'
      readonly number: number
      readonly finding: Finding
      /** The sides show something else than last time. */
      readonly valuesChanged: boolean
      /** A person said it is expected, and nothing changed: it stays resolved and nobody is told. */
      readonly silent: boolean
      /** The values are the same, and what our rules say of them is not: severity, likely correct, cause, route. */
      readonly looksElse?: true
      /** It was snoozed, and its values changed: the snooze ends. */
      readonly wakes?: true
    })
  | (Routed & { readonly type: 'reopened'; readonly number: number; readonly finding: Finding })
  | {
      readonly type: 'resolved'
      readonly number: number
      /** Unsaid: the sides agree. */
      readonly reason?: Exclude<RunReason, 'agrees'>
    }

interface Routed {
  /** Where the config says it goes; unsaid: as before, and what is new by its severity. */
  readonly route?: Route
}

/** A change with the discrepancy as it stands after it. */
export interface SavedChange {
  readonly change: Change
  readonly discrepancy: Discrepancy
}
