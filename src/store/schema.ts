import { isNotNull, sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  json,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import type { Actor, ResolutionReason, Status } from '../domain/discrepancy.ts'
import type { EventDetails, EventKind } from '../domain/discrepancy-event.ts'
import type { Finding, FindingKind, Severity } from '../domain/finding.ts'
import type { GuardEvidence } from '../domain/guard.ts'
import type { OutboxRow, OutboxSubject } from '../domain/outbox.ts'
import type { Telling } from '../domain/route.ts'
import type { ComparisonSummary, HoldDecision, RunChanges, RunState, Trigger } from '../domain/run.ts'
import type { RunPart } from '../domain/run-part.ts'
import type { Scope } from '../domain/scope.ts'
import type { Verification } from '../domain/verification.ts'
import { instant } from './instant.ts'
import { telling } from './telling.ts'
import { words } from './words.ts'

export { auditChain, auditCheckpoints } from './audit-schema.ts'
export { changePositions } from './change-schema.ts'
export { eventRecords, eventRequests, expectations } from './expectation-schema.ts'
export { incidentMembers, incidents } from './incident-schema.ts'
export { breaches, ladders } from './ladder-schema.ts'
export { remedyAttempts, remedyStates } from './remedy-schema.ts'
export { scheduleStates } from './schedule-schema.ts'

export { topicConsumers, topicOffsets } from './topic-schema.ts'
export { causeStates, driftDays, fieldDays, trendPlaces } from './trend-schema.ts'

// Evidence is `json`, never `jsonb`: it is kept as it was written, `\u0000` and long numbers included. Texts that may
// be long (a key, a scope with many keys) are never in a B-tree, which refuses entries above 2,700 bytes.

/** Words of ours that are only ever compared: by their bytes, which costs less than by a language's rules. */
const token = customType<{ data: string; driverData: string }>({ dataType: () => 'text COLLATE "C"' })

/** Executions of reconciliations. Of each scope at most one is running. */
export const runs = pgTable(
  'runs',
  {
    id: text('id').primaryKey(),
    reconciliation: text('reconciliation').notNull(),
    trigger: text('trigger').$type<Trigger>().notNull(),
    requestedBy: words('requested_by').notNull(),
    scope: json('scope').$type<Scope>().notNull(),
    scopeHash: text('scope_hash').notNull(),
    state: text('state').$type<RunState>().notNull(),
    startedAt: instant('started_at').notNull(),
    /** When others may take the run for dead. */
    leaseUntil: instant('lease_until').notNull(),
    finishedAt: instant('finished_at'),
    summary: json('summary').$type<ComparisonSummary>(),
    changes: json('changes').$type<RunChanges>(),
    error: words('error'),
    /** Which keys it compared, where these are not all. */
    part: json('part').$type<RunPart>(),
    /** The instant of the schedule that asked for it. */
    tick: instant('tick'),
    /** What it compared, and how; null: a run of an older version. */
    configHash: text('config_hash'),
    /** Of a run that was held: why, and in which run's message it is told. */
    guard: json('guard').$type<GuardEvidence>(),
    toldWith: text('told_with'),
    decision: text('decision').$type<HoldDecision['word']>(),
    decidedBy: json('decided_by').$type<Actor>(),
    decidedAt: instant('decided_at'),
    /** The held run whose evidence somebody accepted by this one. */
    accepts: text('accepts'),
  },
  (run) => [
    // However many processes have the same schedule. One that was stopped is made up for.
    uniqueIndex('runs_one_a_tick')
      .on(run.reconciliation, run.scopeHash, run.tick)
      .where(sql`${run.error} is distinct from 'The process running it stopped'`),
    uniqueIndex('runs_one_running')
      .on(run.reconciliation, run.scopeHash)
      .where(sql`${run.state} = 'running'`),
    index('runs_newest').on(run.startedAt.desc()),
    index('runs_newest_without_events')
      .on(run.reconciliation, run.startedAt.desc())
      .where(sql`${run.trigger} <> 'event'`),
    index('runs_newest_of_reconciliation').on(run.reconciliation, run.startedAt.desc()),
    index('runs_held').on(run.reconciliation).where(sql`${run.state} = 'held'`),
    index('runs_accepts').on(run.accepts).where(sql`${run.accepts} is not null`),
  ],
)

/** Up to where the changes of each side are known to be compared. */
export const watermarks = pgTable(
  'watermarks',
  {
    reconciliation: text('reconciliation').notNull(),
    side: text('side').notNull(),
    /** The newest change that was read; null: the side told none. */
    through: instant('through'),
    /** What was compared, and how: a watermark of another config says nothing. */
    configHash: text('config_hash').notNull(),
    /** When the newest of the runs that moved it began. */
    runAt: instant('run_at').notNull(),
  },
  (watermark) => [primaryKey({ columns: [watermark.reconciliation, watermark.side] })],
)

/** What we follow over time, with the evidence of the last run that saw it. */
export const discrepancies = pgTable(
  'discrepancies',
  {
    number: bigint('number', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    reconciliation: text('reconciliation').notNull(),
    fingerprint: token('fingerprint').notNull(),
    kind: text('kind').$type<FindingKind>().notNull(),
    keyText: text('key_text').notNull(),
    field: text('field'),
    finding: json('finding').$type<Finding>().notNull(),
    severity: text('severity').$type<Severity>().notNull(),
    status: text('status').$type<Status>().notNull(),
    statusBy: json('status_by').$type<Actor>().notNull(),
    statusAt: instant('status_at').notNull(),
    resolutionReason: text('resolution_reason').$type<ResolutionReason>(),
    resolutionNote: words('resolution_note'),
    /** What the sides said when a person resolved it. */
    resolutionCheck: json('resolution_check').$type<Verification>(),
    owner: words('owner'),
    /** Null while snoozed: until its values change. */
    snoozedUntil: instant('snoozed_until'),
    snoozedBy: json('snoozed_by').$type<Actor>(),
    snoozedAt: instant('snoozed_at'),
    /** While it comes and goes too often to tell. */
    dampedSince: instant('damped_since'),
    dampedUntil: instant('damped_until'),
    firstSeenAt: instant('first_seen_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    timesSeen: integer('times_seen').notNull(),
    timesReopened: integer('times_reopened').notNull(),
    reopenedAt: instant('reopened_at'),
    reopenedBeforeAt: instant('reopened_before_at'),
    firstRunId: text('first_run_id').notNull(),
    lastRunId: text('last_run_id').notNull(),
    /** The run that told of it first; null: nobody was told, because its reconciliation is in shadow. */
    toldRunId: text('told_run_id'),
    /** What a rule of its reconciliation said; null: its severity decides how it is told. */
    route: text('route').$type<Telling>(),
    /** Grows when the status or the evidence changes: what a person's decision rests on. */
    version: integer('version').notNull(),
  },
  (discrepancy) => [
    unique('discrepancies_fingerprint').on(discrepancy.reconciliation, discrepancy.fingerprint),
    index('discrepancies_open')
      .on(discrepancy.reconciliation, discrepancy.severity, discrepancy.number)
      .where(sql`${discrepancy.status} <> 'resolved'`),
    index('discrepancies_open_anywhere')
      .on(discrepancy.severity, discrepancy.number)
      .where(sql`${discrepancy.status} <> 'resolved'`),
    // What a digest may show.
    index('discrepancies_to_tell')
      .on(discrepancy.severity, discrepancy.number)
      .where(sql`${discrepancy.status} <> 'resolved' and ${telling(discrepancy)} <> 'log'`),
    index('discrepancies_owned')
      // Without the owner: at the command line that is any text.
      .on(discrepancy.severity, discrepancy.number)
      .where(sql`${discrepancy.status} <> 'resolved' and ${discrepancy.owner} is not null`),
    index('discrepancies_pairs').on(discrepancy.reconciliation).where(sql`${discrepancy.kind} = 'rekeyed'`),
    index('discrepancies_key').using('hash', discrepancy.keyText),
    index('discrepancies_status_at').on(discrepancy.statusAt),
    index('discrepancies_told_run').on(discrepancy.toldRunId),
    index('discrepancies_snoozed').on(discrepancy.snoozedUntil).where(isNotNull(discrepancy.snoozedAt)),
    index('discrepancies_damped').on(discrepancy.dampedUntil).where(isNotNull(discrepancy.dampedUntil)),
  ],
)

/** Everything that happened to discrepancies. A trigger refuses update, delete and truncate. */
export const discrepancyEvents = pgTable(
  'discrepancy_events',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    // No foreign key: its cached plan, made while the table was small, reads the whole table for each of 100,000 rows.
    number: bigint('number', { mode: 'number' }).notNull(),
    kind: text('kind').$type<EventKind>().notNull(),
    actor: json('actor').$type<Actor>().notNull(),
    at: instant('at').notNull(),
    runId: text('run_id'),
    from: text('from_status').$type<Status>(),
    to: text('to_status').$type<Status>(),
    reason: text('reason').$type<ResolutionReason>(),
    note: words('note'),
    finding: json('finding').$type<Finding>(),
    details: json('details').$type<EventDetails>(),
  },
  (event) => [
    index('discrepancy_events_number').on(event.number, event.id),
    index('discrepancy_events_at').on(event.at),
  ],
)

/** Messages that must still be shown as they now are. */
export const outbox = pgTable(
  'outbox',
  {
    tag: text('tag').primaryKey(),
    /** When it was asked for: its place in the order of its channel, which it keeps when asked for again. */
    askedAt: instant('asked_at').notNull().default(sql`now()`),
    /** Order among those asked for at once. */
    position: integer('position').notNull(),
    channel: text('channel').notNull(),
    about: json('about').$type<OutboxSubject>().notNull(),
    attempts: integer('attempts').notNull(),
    nextAttemptAt: instant('next_attempt_at').notNull(),
    /** When the first post began that may have arrived without our knowing; null: there is none. */
    firstAttemptAt: instant('first_attempt_at'),
    /** Post it even if nobody can tell whether it stands there already: a person looked. */
    postAnyway: boolean('post_anyway').notNull().default(false),
    /** Somebody delivers it until then; a newer wish does not end that. */
    leaseUntil: instant('lease_until'),
    state: text('state').$type<OutboxRow['state']>().notNull(),
    error: words('error'),
    generation: integer('generation').notNull(),
  },
  (row) => [index('outbox_due').on(row.nextAttemptAt, row.position).where(sql`${row.state} = 'pending'`)],
)

/** Ways into Slack, each used by one process at a time: one for the posts of each channel, one for all edits. */
export const lanes = pgTable('lanes', {
  lane: text('lane').primaryKey(),
  /** Some process uses it until then. */
  leaseUntil: instant('lease_until').notNull(),
  /** From when Slack takes the next one. */
  freeAt: instant('free_at').notNull(),
})

/** Where each message stands in Slack. */
export const messages = pgTable('messages', {
  tag: text('tag').primaryKey(),
  channel: text('channel').notNull(),
  ts: text('ts').notNull(),
  contentHash: text('content_hash').notNull(),
  sentAt: instant('sent_at').notNull(),
  /** Somebody deleted it in Slack, and it does not stand there any more. */
  goneAt: instant('gone_at'),
  /** How often it was posted anew after that. */
  reposts: integer('reposts').notNull().default(0),
})

/** One digest a channel and day. */
export const digests = pgTable(
  'digests',
  {
    id: text('id').primaryKey(),
    channel: text('channel').notNull(),
    day: text('day').notNull(),
    since: instant('since').notNull(),
    until: instant('until').notNull(),
    facts: json('facts').$type<unknown>().notNull(),
  },
  (digest) => [unique('digests_channel_day').on(digest.channel, digest.day)],
)
