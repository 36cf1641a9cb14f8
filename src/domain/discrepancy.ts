import type { Finding } from './finding.ts'
import type { Telling } from './route.ts'
import type { Verification } from './verification.ts'

export const STATUSES = ['new', 'acknowledged', 'escalated', 'resolved'] as const
export type Status = (typeof STATUSES)[number]

/** Why a person resolves: what they are asked in the modal. */
export const PERSON_REASONS = ['fixed', 'expected', 'not-a-problem', 'other'] as const
/**
 * Why a run resolved: the sides agree; a missing record was found under another key; two records no longer make a
 * pair; or the config no longer looks at what it is about.
 */
export type RunReason = 'agrees' | 'paired' | 'unpaired' | 'no-longer-compared'
/** `remedy`: it was repaired, and all sides agreed when they were compared after. */
export type ResolutionReason = (typeof PERSON_REASONS)[number] | RunReason | 'remedy'

/** Who did something: a Slack user, a person at the command line, a run, a timer. */
export interface Actor {
  readonly kind: 'person' | 'run' | 'timer'
  /** Slack user id (`U123`), login name, run id. */
  readonly id: string
  readonly surface: 'slack' | 'cli' | 'http' | 'run' | 'timer'
}

/** Why it is resolved. */
export interface Resolution {
  readonly reason: ResolutionReason
  readonly note: string | null
  /** Only where a person says that the sides agree, or may: what they said. */
  readonly check?: Verification
}

/** Until when nobody wants to hear of it. It ends early when its values change. */
export interface Snooze {
  /** Null: until its values change, however long that takes. */
  readonly until: Date | null
  readonly by: Actor
  readonly at: Date
}

/** It comes and goes so often that nobody is told any more, until it has been stable for a day. */
export interface Damped {
  readonly since: Date
  /** A day after it came back last. */
  readonly until: Date
}

/** What we follow over time. Its finding is the evidence of the last run that saw it. */
export interface Discrepancy {
  /** Short number people can say: `#1042`. */
  readonly number: number
  readonly reconciliation: string
  readonly fingerprint: string
  readonly finding: Finding
  readonly status: Status
  readonly statusBy: Actor
  readonly statusAt: Date
  readonly resolution: Resolution | null
  /** Whose it is: a Slack user id or a name; null: nobody's. */
  readonly owner: string | null
  readonly snooze: Snooze | null
  readonly damped: Damped | null
  readonly firstSeenAt: Date
  readonly lastSeenAt: Date
  readonly timesSeen: number
  readonly timesReopened: number
  /** When a run last saw it come back, and the time before that. */
  readonly reopenedAt: Date | null
  readonly reopenedBeforeAt: Date | null
  /** The run that opened it. */
  readonly firstRunId: string
  readonly lastRunId: string
  /** The run that told of it first, whose group message counts it; null: nobody was told yet. */
  readonly toldRunId: string | null
  /** What a rule of its reconciliation said when a run saw it last; absent: none held, its severity decides. */
  readonly route?: Telling
  readonly version: number
}

/** What a person can do to a discrepancy. */
export const TRIAGE_ACTIONS = [
  'acknowledge',
  'unacknowledge',
  'resolve',
  'escalate',
  'reopen',
  'assign',
  'snooze',
  'unsnooze',
  'note',
  'undo',
] as const
export type TriageAction = (typeof TRIAGE_ACTIONS)[number]
