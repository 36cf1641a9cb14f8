import type { CauseRules } from './cause-state.ts'
import type { Expectation } from './expectation.ts'
import type { Severity } from './finding.ts'
import type { Grouping } from './grouping.ts'
import type { GuardRules } from './guard.ts'
import type { KeyRules } from './key-rules.ts'
import type { Ladder, Targets } from './ladder.ts'
import type { MatchRules } from './match-rules.ts'
import type { Permissions } from './permission.ts'
import type { FieldType } from './record.ts'
import type { Remedy } from './remedy.ts'
import type { RouteRule } from './route.ts'
import type { Budget } from './run-part.ts'

/** A named definition, normalised: which sides to compare, by which key, which fields, how, and whom to tell. */
export interface Reconciliation {
  readonly name: string
  readonly title: string
  /** Two or more, in config order. */
  readonly sides: readonly Side[]
  /** Names of the key's parts: the first side's key columns. Every side has as many. */
  readonly keyNames: readonly string[]
  /** By name of the key's part; one that is not here is compared as it is. */
  readonly keyRules: Readonly<Record<string, KeyRules>>
  readonly fields: readonly Field[]
  readonly missing: { readonly severity: Severity; readonly graceSeconds: number }
  readonly likelyCorrect: LikelyCorrect
  /** How records left unmatched on two sides are paired; absent: they are not. */
  readonly match?: MatchRules
  readonly schedule: RunSchedule | null
  /** How records that may differ are found; absent: `auto`. It never changes what is found. */
  readonly candidates?: CandidateSearch
  /** What a run of everything may use up before it stops; absent: it goes on to the end. */
  readonly budget?: Budget
  /** What differs is read again after so long, and told only if it still differs; absent: it is not. */
  readonly settleSeconds?: number
  /** Within so long after an event all sides must agree about its record; absent: it takes no events. */
  readonly expectWithinSeconds?: number
  /** When a run is held until somebody has looked; null or absent: never. */
  readonly guard?: GuardRules | null
  /** It runs and remembers, and nobody is told. */
  readonly shadow?: boolean
  /** How changes are followed; unsaid: they are not, unless a run asks for it. */
  readonly changes?: ChangeRules
  /** Every side's `updatedAt` is read, also where no rule needs it: a run that follows changes. */
  readonly readsUpdatedAt?: boolean
  readonly notify: Notify
  /** When a cause counts as gone; absent: as usual, null: never. */
  readonly causes?: CauseRules | null
  /** Where findings go, the first that holds; absent: their severity decides. */
  readonly routes?: readonly RouteRule[]
  /** In config order. */
  readonly remedies?: readonly Remedy[]
  readonly triage: TriageRules
}

/**
 * `merge` reads every record of all sides in key order. `checksum` has the sources add up their records bucket by bucket
 * and reads the buckets that differ. `keyHash` reads every key with a hash of its record, then the records that differ.
 * `join` has the one database that all sides live in compare them, and reads the keys that differ.
 * `auto` looks at a sample and chooses.
 */
export const CANDIDATE_SEARCHES = ['auto', 'merge', 'checksum', 'keyHash', 'join'] as const
export type CandidateSearch = (typeof CANDIDATE_SEARCHES)[number]

/** One source's part in a reconciliation. Exactly one of `table`, `query` and (files) neither is said. */
export interface Side {
  readonly name: string
  /** Name of the source in the settings. */
  readonly source: string
  readonly location: SideLocation
  /** This side's columns that make the key, in the order of `keyNames`. */
  readonly keyColumns: readonly string[]
  /** Translates this side's keys into those of the others; null: they are the same. */
  readonly via: Via | null
  /** This side's column of each field; null where the side does not have the field. */
  readonly columns: Readonly<Record<string, string | null>>
  readonly updatedAt: string | null
  /** Where its database tells which records changed; absent: `updatedAt` alone tells. */
  readonly changes?: SideChanges
  /** Zone of an `updatedAt` without one, where no field is there to tell. */
  readonly updatedAtZone?: string
  readonly dateColumn: string | null
  /** A record need not be on this side. */
  readonly optional: boolean
  /** Many records of one key are compared as one; absent: a record is a record. A counted field needs no column. */
  readonly groupBy?: Grouping
  /** What every record of this side is expected to hold, by field. */
  readonly expect?: Readonly<Record<string, Expectation>>
  /** The topic that tells what is written to this side; absent: none does, or the side's own source is one. */
  readonly events?: SideEvents
}

/** A topic whose messages say which records of a side were written. */
export interface SideEvents {
  /** Name of a kafka source in the settings. */
  readonly source: string
  /** Where a message names the record, part by part: paths into its record, or `$key` and paths below it. */
  readonly key: readonly string[]
  /** Path to when it was written; null: as the source says. */
  readonly at: string | null
}

/**
 * Which keys of a side changed, as its database wrote it down: an append-only table that names them (`key`, part by
 * part) in the growing column `order`, or a logical replication slot and the publication that holds the side's table.
 */
export type SideChanges =
  | {
      readonly kind: 'table'
      readonly table: string
      readonly key: readonly string[]
      readonly order: string
    }
  | { readonly kind: 'slot'; readonly slot: string; readonly publication: string }

/** Where in its source a side's records are. */
export interface SideLocation {
  /** `public.customers`, as written in the config. */
  readonly table: string | null
  readonly query: string | null
  /** A condition in the source's SQL, as written in the config. */
  readonly where: string | null
  /** Of a side that is read from what events told: whose events. */
  readonly fedAs?: { readonly reconciliation: string; readonly side: string }
}

/** A table that says which key of the others a side's own key stands for. */
export interface Via {
  /** Name of the source in the settings. */
  readonly source: string
  readonly location: SideLocation
  /** Its columns with the side's own key, part by part. */
  readonly from: readonly string[]
  /** Its columns with the key that the other sides use, part by part. */
  readonly to: readonly string[]
}

/** A difference that is still no finding: absolute (`0.01`) or percent of the larger magnitude (`0.5`), exact decimals. */
export type Tolerance =
  | { readonly kind: 'absolute'; readonly amount: string }
  | { readonly kind: 'percent'; readonly percent: string }

/** `mismatch`: null differs from a value. `pending`: null is not there yet. `ignore`: null agrees with everything. */
export type NullPolicy = 'mismatch' | 'pending' | 'ignore'

/** One compared value and its rules. */
export interface Field {
  readonly name: string
  /** Null: taken from the sides' columns when the run starts. */
  readonly type: FieldType | null
  readonly emptyIsNull: boolean
  readonly trim: boolean
  readonly keep: 'digits' | 'letters' | 'alphanumeric' | null
  readonly ignoreCase: boolean
  /** Value maps by side: raw word -> canonical word. */
  readonly map: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly nulls: NullPolicy
  readonly tolerance: Tolerance | null
  readonly lagSeconds: number
  /** IANA zone by side for values without one; UTC where not said. */
  readonly zone: Readonly<Record<string, string>>
  readonly severity: Severity
  /** Masked in Slack and never logged. */
  readonly sensitive: boolean
  /** Summed per side for the control totals. */
  readonly total: boolean
}

/** Side name, `latest`, `majority`, or an order of sides: for every field, unless a field says its own. */
export interface LikelyCorrect {
  readonly default: LikelyCorrectRule | null
  readonly byField: Readonly<Record<string, LikelyCorrectRule>>
}
export type LikelyCorrectRule =
  | { readonly kind: 'order'; readonly sides: readonly string[] }
  | { readonly kind: 'latest' }
  | { readonly kind: 'majority' }

/** When something is done. */
export interface Schedule {
  readonly cron: string
  /** IANA zone. */
  readonly zone: string
}

/** When a reconciliation runs by itself, in one or several rhythms. */
export interface RunSchedule {
  /** Of days that people name, and of its digest: that of the first entry. */
  readonly zone: string
  /** Some entry looks at changes, and so does a run that somebody asks for. */
  readonly changedOnly?: boolean
  readonly entries: readonly ScheduleEntry[]
}

/** One rhythm. */
export interface ScheduleEntry extends Schedule {
  /** Its runs look at what changed since the last one. */
  readonly changedOnly: boolean
  /** Its runs begin later than said, by less than this; absent: at once. */
  readonly jitterSeconds?: number
  /** What was missed longer ago is not caught up, 0: nothing is; absent: what is missed since the last run, or for a day. */
  readonly catchUpSeconds?: number
}

/** How runs that look at changes alone find them. */
export interface ChangeRules {
  /** They look back so much further than the newest change known, so that late commits are not lost. */
  readonly overlapSeconds: number
  /** Read all keys, to find records that came or went without a change. */
  readonly sweep: boolean
}

/** What holds where the config says nothing. */
export const USUAL_CHANGES: ChangeRules = { overlapSeconds: 600, sweep: true }

/** What a digest with nothing to tell is: one line, or not sent at all. */
export const QUIET_DAYS = ['line', 'silent'] as const

export interface Notify {
  /** Channel for cards, `#billing-ops` or an id; null: nobody is told at once. */
  readonly channel: string | null
  /** Channel for the digest; null: no digest. */
  readonly digestChannel: string | null
  /** Cron expression and zone of the digest; the same for all reconciliations of its channel. */
  readonly digestAt: Schedule
  /** Unsaid: one line. */
  readonly quietDay?: (typeof QUIET_DAYS)[number]
  /** Cards per run at most; the rest is one group message. */
  readonly maxCards: number
  /** What is said in the threads of cards; unsaid: `quiet`. */
  readonly thread?: ThreadRule
}

/** `quiet`: what needs somebody, and the rest where the thread is read already. `all`: everything that happens. */
export const THREAD_RULES = ['quiet', 'all'] as const
export type ThreadRule = (typeof THREAD_RULES)[number]

export interface TriageRules {
  /** Who is mentioned on escalation: `@oncall-data`, `<!subteam^S1>`, a user id; null: nobody in particular. */
  readonly escalateTo: string | null
  /** Name of the incident service that is opened on escalation; absent: none. */
  readonly escalateIncident?: string
  /** What happens while nobody answers; absent: nothing. */
  readonly ladder?: Ladder
  readonly targets?: Targets
  /** How long something of a severity may stay open before it is overdue; absent: as long as it takes. */
  readonly withinSeconds?: Readonly<Partial<Record<Severity, number>>>
  /** Who may do what; absent: everyone may everything, but nobody reveals values. */
  readonly may?: Permissions
}
