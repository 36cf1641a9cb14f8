import { bigint, boolean, index, integer, json, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core'
import type { IncidentPattern, TrackedIncident } from '../domain/incident.ts'
import { instant } from './instant.ts'
import { words } from './words.ts'

/** What was asked of incident services: of each subject one at each service, however often it is asked for. */
export const incidents = pgTable(
  'incidents',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    service: text('service').notNull(),
    reconciliation: text('reconciliation').notNull(),
    /** `#1042`, or what discrepancies have in common. */
    subject: words('subject').notNull(),
    number: bigint('number', { mode: 'number' }).notNull(),
    pattern: json('pattern').$type<IncidentPattern>(),
    /** With chance in it: trackers that share a service never mean each other's. */
    dedupKey: text('dedup_key').notNull(),
    round: integer('round').notNull().default(1),
    wanted: text('wanted').$type<TrackedIncident['wanted']>().notNull(),
    told: text('told').$type<TrackedIncident['told']>().notNull(),
    link: words('link'),
    openedAt: instant('opened_at'),
    closedAt: instant('closed_at'),
    error: words('error'),
    gaveUp: boolean('gave_up').notNull().default(false),
  },
  (incident) => [unique('incidents_subject').on(incident.service, incident.reconciliation, incident.subject)],
)

/** Which discrepancies an incident is about. */
export const incidentMembers = pgTable(
  'incident_members',
  {
    number: bigint('number', { mode: 'number' }).notNull(),
    incident: bigint('incident', { mode: 'number' }).notNull(),
    /** What asked for it was undone. */
    isWithdrawn: boolean('is_withdrawn').notNull().default(false),
  },
  (member) => [
    primaryKey({ columns: [member.number, member.incident] }),
    index('incident_members_incident').on(member.incident),
  ],
)
