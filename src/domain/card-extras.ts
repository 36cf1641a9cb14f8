import type { Incident } from './incident.ts'
import type { Ladder, LadderState, TargetName } from './ladder.ts'
import type { RemedyAttempt } from './remedy.ts'

/** What a card shows besides the discrepancy's own row. */
export interface CardExtras {
  /** Newest first. */
  readonly incidents?: readonly Incident[]
  readonly ladder?: { readonly rules: Ladder; readonly state: LadderState }
  /** Targets that were missed since it was opened or came back. */
  readonly breaches?: readonly TargetName[]
  /** Remedies that fit it as it is now: the button offers them. */
  readonly remedies?: readonly { readonly name: string; readonly title: string }[]
  /** The last one. */
  readonly attempt?: RemedyAttempt
}
