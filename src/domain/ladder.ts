import type { Severity } from './finding.ts'

/** Whom one step of a ladder calls. */
export type LadderCall =
  /** `@oncall`, `S…`, `U…`: mentioned in the thread of the card. */
  | { readonly kind: 'mention'; readonly who: string }
  /** A person (`U…`) or each member of a group: written to directly. */
  | { readonly kind: 'dm'; readonly who: string }
  /** Name of an incident service of the settings. */
  | { readonly kind: 'incident'; readonly service: string }

export interface LadderStep {
  /** After the ladder began, or began again. */
  readonly afterSeconds: number
  readonly call: LadderCall
}

/** What happens while nobody answers. */
export interface Ladder {
  /** `opened`: as soon as people are told. `escalated`: when somebody escalates. */
  readonly from: 'opened' | 'escalated'
  /** Of these severities; in the order of SEVERITIES. */
  readonly severities: readonly Severity[]
  /** At least one, in the order of their time. */
  readonly steps: readonly LadderStep[]
  /** How often all steps are gone through again after the first time; 0: never. */
  readonly repeat: number
  readonly quiet?: QuietHours
}

/** Nobody is called then; what is due waits until they end. */
export interface QuietHours {
  /** `22:00` to `07:00`, in `zone`; the end is not included. */
  readonly from: string
  readonly to: string
  readonly zone: string
  /** Called all the same. */
  readonly except: readonly Severity[]
  /** Days that are quiet from morning to night: 0 is Sunday. */
  readonly days?: readonly number[]
}

/** Within which time somebody must have acknowledged, and it must be resolved. */
export interface Target {
  readonly acknowledgeSeconds?: number
  readonly resolveSeconds?: number
}
/** What of a target can be missed. */
export const TARGET_NAMES = ['acknowledge', 'resolve'] as const
export type TargetName = (typeof TARGET_NAMES)[number]
export type Targets = Readonly<Partial<Record<Severity, Target>>>

/** How far a ladder is. */
export interface LadderState {
  readonly startedAt: Date
  /** The next step, from 0, and in which round, from 0; null: there is none any more. */
  readonly next: { readonly step: number; readonly round: number; readonly dueAt: Date } | null
  readonly endedAt: Date | null
  /** `exhausted`: all steps were gone. `withdrawn`: it is none any more that the ladder is for. */
  readonly endedBy: 'acknowledged' | 'resolved' | 'exhausted' | 'withdrawn' | 'config' | null
}
