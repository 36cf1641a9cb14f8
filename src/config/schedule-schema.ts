import { z } from 'zod'
import * as scalars from './scalar-schemas.ts'

const Cron = z.strictObject(
  { cron: scalars.cron, zone: scalars.zone.optional() },
  { error: 'a schedule: write a cron expression, or { cron, zone }' },
)
/** When something is done. */
export type ScheduleConfig = z.infer<typeof ScheduleConfig>
export const ScheduleConfig = z.union([scalars.cron, Cron], {
  error: 'a schedule: write a cron expression such as "0 * * * *", or { cron, zone }',
})

const RUN_SCHEDULE =
  'a schedule: write a cron expression such as "0 * * * *", or { cron, zone, changedOnly, deepScan }'
/** When a reconciliation runs, and over what. */
export type RunScheduleConfig = z.infer<typeof RunScheduleConfig>
export const RunScheduleConfig = z.union(
  [
    scalars.cron,
    Cron.extend({
      changedOnly: scalars.flag
        .optional()
        .describe('Runs look at what changed since the last one (default false).'),
      deepScan: scalars.cron.optional().meta({
        description: 'When everything is compared all the same.',
        examples: ['0 3 * * 0'],
      }),
    }),
  ],
  { error: RUN_SCHEDULE },
)

/** How runs that look at changes alone find them. */
export const ChangesConfig = z.strictObject(
  {
    overlap: scalars.duration
      .optional()
      .describe('How far before the newest known change a run looks back, for late commits (default 10m).'),
    sweep: scalars.flag
      .optional()
      .describe('All keys are read, to find records that came or went without a change (default true).'),
  },
  { error: 'a mapping: write { overlap: 10m, sweep: true }' },
)
