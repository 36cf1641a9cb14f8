import { z } from 'zod'
import { type GuardRules, USUAL_GUARD } from '../domain/guard.ts'
import * as scalars from './scalar-schemas.ts'
import { seconds } from './seconds.ts'

const SHARE = 'a percentage: write 0% to 100%, such as 20%'
const ROWS = 'a whole number from 0 on: write it without separators, such as 1000'
const GUARD = 'a guard: write { minRows: 1, maxShrink: 50%, maxDiffering: 20% }, or false'
const WAIT = 'a time to wait: write 1s to 1h, such as 30s'
const LONGEST_SECONDS = 3_600

const share = z
  .string({ error: SHARE })
  .regex(/^\d{1,3}(\.\d{1,3})?\s*%$/, { error: SHARE })
  .refine((text) => thousandths(text) <= 100_000, { error: SHARE })

/** When a run is held, in `counterfoil.yml`. */
type GuardConfig = z.infer<typeof GuardConfig>
export const GuardConfig = z
  .union(
    [
      z.literal(false, { error: GUARD }),
      z.strictObject(
        {
          minRows: z
            .int({ error: ROWS })
            .min(0, { error: ROWS })
            .optional()
            .meta({ description: 'A side with fewer rows holds the run (default 1).', examples: [1, 1000] }),
          maxShrink: share.optional().meta({
            description: 'So much of a side may be gone since the last full run (default 50%).',
            examples: ['50%'],
          }),
          maxDiffering: share.optional().meta({
            description: 'So many of all keys may differ; unsaid: all.',
            examples: ['20%'],
          }),
        },
        { error: GUARD },
      ),
    ],
    { error: GUARD },
  )
  .meta({
    description:
      'What holds a run until somebody has looked: nothing of it is remembered. false: nothing does.',
  })

/** How long after a run what differs is read again. */
export const SettleConfig = scalars.duration
  .refine((text) => seconds(text) > 0 && seconds(text) <= LONGEST_SECONDS, { error: WAIT })
  .describe('What differs is read again after this long, and told only if it still differs.')

/** Null: nothing holds a run. */
export function normaliseGuard(config: GuardConfig | undefined): GuardRules | null {
  if (config === false) return null
  const { minRows, maxShrink, maxDiffering } = config ?? {}
  return {
    minRows: minRows ?? USUAL_GUARD.minRows,
    maxShrink: maxShrink === undefined ? USUAL_GUARD.maxShrink : thousandths(maxShrink),
    maxDiffering: maxDiffering === undefined ? USUAL_GUARD.maxDiffering : thousandths(maxDiffering),
  }
}

/** `12.5%` as 12,500, exactly. */
function thousandths(text: string): number {
  const [, whole, fraction = ''] = /^(\d+)(?:\.(\d+))?/.exec(text)!
  return Number(whole) * 1_000 + Number(fraction.padEnd(3, '0'))
}
