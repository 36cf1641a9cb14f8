import { z } from 'zod'
import { type CauseRules, USUAL_CAUSES } from '../domain/cause-state.ts'

const CAUSES = 'a rule: write { goneAfter: 7d, atLeast: 5 }, or off'
const DAYS = 'a number of days: write 1d to 365d, such as 7d'
const COUNT = 'a number of findings: write 1 to 1000000, such as 5'

/** When people hear that a cause has stopped appearing, in `counterfoil.yml`. */
type CausesConfig = z.infer<typeof CausesConfig>
export const CausesConfig = z
  .union(
    [
      z.literal('off', { error: CAUSES }),
      z.strictObject(
        {
          goneAfter: z
            .string({ error: DAYS })
            .regex(/^([1-9]\d?|[12]\d\d|3[0-5]\d|36[0-5])d$/, { error: DAYS })
            .optional()
            .meta({
              description: 'Days with completed runs, none of which saw it (default 7d).',
              examples: ['7d', '30d'],
            }),
          atLeast: z
            .int({ error: COUNT })
            .min(1, { error: COUNT })
            .max(1_000_000, { error: COUNT })
            .optional()
            .describe('Of fewer findings nobody is told that they stopped (default 5).'),
        },
        { error: CAUSES },
      ),
    ],
    { error: CAUSES },
  )
  .describe('When a cause that no run sees any more is said to be gone. off: never.')

/** Null: never. */
export function normaliseCauses(config: CausesConfig): CauseRules | null {
  if (config === 'off') return null
  return {
    goneAfterDays:
      config.goneAfter === undefined ? USUAL_CAUSES.goneAfterDays : Number.parseInt(config.goneAfter, 10),
    atLeast: config.atLeast ?? USUAL_CAUSES.atLeast,
  }
}
