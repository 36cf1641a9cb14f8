import type { Discrepancy, TriageAction } from '../../domain/discrepancy.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import type { Message } from './message.ts'

/** What asks for more than a click, each with its own window. */
export const WINDOW_ACTIONS = ['escalate', 'snooze', 'assign', 'note'] as const satisfies TriageAction[]
export type WindowAction = (typeof WINDOW_ACTIONS)[number]

/** What was answered in a window already; unsaid: not asked, or left as it was offered. */
export interface TriageAnswers {
  /** A Slack user id. */
  readonly person?: string
  readonly nobody?: boolean
  readonly preset?: string
  /** In seconds since 1970. */
  readonly at?: number
  readonly note?: string
}

/** Everything that a window shows of one discrepancy. */
export interface TriageWindow {
  readonly action: WindowAction
  readonly discrepancy: Discrepancy
  /** Null when it is no longer in the config. */
  readonly reconciliation: Reconciliation | null
  /** Who looks at it: a Slack user id. */
  readonly viewer: string
  /** In whose time tomorrow begins. */
  readonly zone: { readonly name: string; readonly isTheirs: boolean }
  /** Of escalate: whom the config names is known to be gone. */
  readonly isTargetGone?: boolean
  readonly answers: TriageAnswers
  /** Why it asks again; null: it asks for the first time. */
  readonly notice: Message | null
  readonly privateMetadata: string
}
