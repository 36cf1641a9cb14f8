import { z } from 'zod'
import { SEVERITIES } from '../domain/finding.ts'
import { AGGREGATES } from '../domain/grouping.ts'
import { CANDIDATE_SEARCHES } from '../domain/reconciliation.ts'
import { FIELD_TYPES } from '../domain/record.ts'
import { BudgetConfig } from './budget-schema.ts'
import { CausesConfig } from './causes-schema.ts'
import { SideChangesConfig } from './changes-schema.ts'
import { ExpectWithinConfig } from './events-schema.ts'
import { ExpectConfig } from './expect-schema.ts'
import { GuardConfig, SettleConfig } from './guard-schema.ts'
import { HttpConfig } from './http-schema.ts'
import { IncidentsConfig } from './incidents-schema.ts'
import { KeyConfig, keyColumns, ViaConfig } from './key-schema.ts'
import { MatchConfig } from './match-schema.ts'
import { NotifyConfig } from './notify-schema.ts'
import { RemediesConfig } from './remedy-schema.ts'
import { RetentionConfig } from './retention-schema.ts'
import { RoutesConfig } from './routes-schema.ts'
import * as scalars from './scalar-schemas.ts'
import { ChangesConfig, RunScheduleConfig } from './schedule-schema.ts'
import { SideEventsConfig } from './side-events-schema.ts'
import { SourcesConfig } from './source-schema.ts'
import { StopConfig } from './stop-schema.ts'
import { TriageConfig } from './triage-schema.ts'

const RULE = { error: 'a rule: write a side, latest, majority, or a list of sides in order of trust' }

/** A side's part of `counterfoil.yml`. */
export type SideConfig = z.infer<typeof SideConfig>
const SideConfig = z
  .strictObject(
    {
      source: scalars
        .text('the name of a source: write one listed under sources')
        .describe('Name of the source.'),
      table: scalars
        .text('a table name: write schema.table')
        .optional()
        .meta({ description: 'Table or view to read.', examples: ['public.customers'] }),
      query: scalars
        .text('a query: write a select statement')
        .optional()
        .meta({
          description: 'A select statement to read instead of a table.',
          examples: ['select * from accounts'],
        }),
      where: scalars
        .text("a condition: write it in the source's SQL")
        .optional()
        .meta({
          description: "Reads only records that meet this condition, in the source's SQL.",
          examples: ['not test'],
        }),
      key: keyColumns('a key: write one column, or a list such as [region, id]').meta({
        description: 'The column, or columns, that identify a record.',
        examples: ['id', ['region', 'id']],
      }),
      via: ViaConfig.optional(),
      columns: z
        .record(scalars.fieldName, scalars.text('a column name: write the column, or null').nullable(), {
          error: 'a mapping: write field: column, or field: null where this side lacks the field',
        })
        .optional()
        .meta({
          description:
            "This side's column of a field, where it is not named like the field; null: it lacks the field.",
          examples: [{ email: 'contact_email', phone: null }],
        }),
      updatedAt: scalars
        .text('a column name')
        .optional()
        .meta({ description: 'Column that says when a record last changed.', examples: ['modified_at'] }),
      changes: SideChangesConfig.optional(),
      dateColumn: scalars
        .text('a column name')
        .optional()
        .meta({ description: 'Column that a check of a date range looks at.', examples: ['booked_on'] }),
      optional: scalars.flag.optional().describe('A record need not be on this side (default false).'),
      groupBy: z
        .record(scalars.fieldName, scalars.choice(AGGREGATES, 'an aggregate'), {
          error: 'a mapping: write field: sum, one for each field',
        })
        .optional()
        .meta({
          description: 'Makes one record of all that have the same key: how, for each field.',
          examples: [{ amount: 'sum', paid_at: 'max', payments: 'count', currency: 'same' }],
        }),
      parts: scalars
        .text('a column name')
        .optional()
        .meta({
          description: 'Column that names a record of a group, to list the records in findings.',
          examples: ['payment_id'],
        }),
      expect: ExpectConfig.optional(),
      events: SideEventsConfig.optional(),
    },
    { error: 'a side: write source and key below it' },
  )
  .describe("One source's part in the reconciliation.")

const byText = z.record(z.string(), scalars.text('text: write the canonical word'), {
  error: 'a mapping: write raw: canonical',
})

/** A compared field's part of `counterfoil.yml`, in its long form. */
export type FieldConfig = z.infer<typeof FieldConfig>
const FieldConfig = z
  .strictObject({
    type: scalars
      .choice(FIELD_TYPES, 'a field type')
      .optional()
      .describe('How the field is compared. Unsaid: the type of the columns, else text.'),
    emptyIsNull: scalars.flag.optional().describe('Empty text counts as null (default false).'),
    trim: scalars.trim.optional(),
    keep: scalars.keep.optional(),
    ignoreCase: scalars.ignoreCase.optional(),
    map: z
      .record(scalars.sideName, byText, { error: 'a mapping: write side: { raw: canonical }' })
      .optional()
      .meta({
        description: "Words of a side and what they mean in the others' words.",
        examples: [{ mailer: { P1: 'pro', F0: 'free' } }],
      }),
    nulls: scalars
      .choice(['mismatch', 'pending', 'ignore'], 'a rule for null')
      .optional()
      .describe('Null against a value: a mismatch (default), not there yet, or no matter.'),
    tolerance: scalars.tolerance.optional(),
    lag: scalars.duration.optional().describe('Timestamps this far apart still agree (default 0s).'),
    zone: z
      .record(scalars.sideName, scalars.zone, { error: 'a mapping: write side: Area/City' })
      .optional()
      .meta({
        description: 'Time zone by side of timestamps that carry none (default UTC).',
        examples: [{ billing: 'Europe/Berlin' }],
      }),
    severity: scalars
      .choice(SEVERITIES, 'a severity')
      .optional()
      .describe(
        'high (default): told at once; medium: in the digest; low: recorded only. Unless routes says otherwise.',
      ),
    sensitive: scalars.flag.optional().describe('Masked in Slack, never logged (default false).'),
    total: scalars.flag.optional().describe('Summed on each side as a control total (default false).'),
  })
  .describe('Rules of one compared field.')

const likelyCorrectRule = z
  .union([scalars.text('a side'), z.array(scalars.text('a side')).min(1, RULE)], RULE)
  .meta({
    description: 'A side, latest, majority, or sides in order of trust.',
    examples: ['billing', 'latest'],
  })

export type LikelyCorrectConfig = string | readonly string[]

/** A reconciliation's part of `counterfoil.yml`. */
export type ReconciliationConfig = z.infer<typeof ReconciliationConfig>
export const ReconciliationConfig = z
  .strictObject(
    {
      title: scalars
        .text('a title: write it in quotes')
        .optional()
        .describe('Name for people (default: its name).'),
      sides: z
        .record(scalars.sideName, SideConfig, {
          error: 'a mapping: write two or more sides, each with source and key',
        })
        .describe('What is compared: two or more sides.'),
      keys: z
        .record(scalars.fieldName, KeyConfig, { error: 'a mapping: write key: { trim: true }, one a line' })
        .optional()
        .describe("How parts of the key are brought to one form, by the first side's column of the part."),
      fields: z
        .record(
          scalars.fieldName,
          z.union([scalars.fieldType, z.null(), FieldConfig], { error: scalars.FIELD_HINT }),
          {
            error: 'a mapping: write field: type, one a line',
          },
        )
        .describe('What is compared of each record. Short form: `email: text`.'),
      missing: z
        .strictObject(
          {
            severity: scalars.choice(SEVERITIES, 'a severity').optional().describe('Default high.'),
            grace: scalars.duration.optional().describe('A record may be missing this long (default 0s).'),
          },
          { error: 'a mapping: write { severity: high, grace: 30m }' },
        )
        .optional()
        .describe('How records that some sides lack are reported.'),
      likelyCorrect: z
        .union([likelyCorrectRule, z.record(z.string(), likelyCorrectRule)], {
          error: 'a rule: write a side, or { default: side, field: latest }',
        })
        .optional()
        .meta({
          description: 'Whom to trust when a field differs: for every field (`default`), and by field.',
          examples: [{ default: 'billing', email: 'crm', seen_at: 'latest' }],
        }),
      candidates: scalars
        .choice(CANDIDATE_SEARCHES, 'a way to find records that may differ')
        .optional()
        .describe('How records that may differ are found (default auto); never changes what is found.'),
      budget: BudgetConfig.optional(),
      match: MatchConfig.optional(),
      settle: SettleConfig.optional(),
      expectWithin: ExpectWithinConfig.optional(),
      guard: GuardConfig.optional(),
      shadow: scalars.flag.optional().describe('It runs and remembers, and nobody is told (default false).'),
      schedule: RunScheduleConfig.optional().describe('When it runs by itself. Unsaid: only when asked.'),
      changes: ChangesConfig.optional().describe('How runs that look at changes alone find them.'),
      notify: NotifyConfig.optional().describe('Whom to tell.'),
      routes: RoutesConfig.optional(),
      causes: CausesConfig.optional(),
      triage: TriageConfig.optional(),
      remedies: RemediesConfig.optional(),
    },
    { error: 'a reconciliation: write sides and fields below it' },
  )
  .describe('What is compared, how, and whom to tell.')

/** `counterfoil.yml` as it is written, before defaults. */
export const ConfigFile = z.strictObject(
  {
    sources: SourcesConfig,
    reconciliations: z
      .record(scalars.sideName, ReconciliationConfig, { error: 'a mapping: write name: { sides, fields }' })
      .describe('What is compared.'),
    retention: RetentionConfig.optional(),
    stop: StopConfig.optional(),
    http: HttpConfig.optional(),
    incidents: IncidentsConfig.optional(),
  },
  { error: 'a mapping: write sources and reconciliations' },
)
export type ConfigFile = z.infer<typeof ConfigFile>

/** The JSON Schema that editors check and complete `counterfoil.yml` by. */
export function jsonSchema(): object {
  const schema = z.toJSONSchema(ConfigFile, { io: 'input', target: 'draft-7' })
  return {
    ...schema,
    title: 'Counterfoil config',
    description: 'What Counterfoil compares and whom it tells.',
  }
}
