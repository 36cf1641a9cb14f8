import { z } from 'zod'
import { CAUSES } from '../domain/cause.ts'
import { FINDING_KINDS, SEVERITIES } from '../domain/finding.ts'
import { type RouteCondition, type RouteRule, type RouteTarget, TELLINGS } from '../domain/route.ts'
import { plainDecimal } from './plain-decimal.ts'
import * as scalars from './scalar-schemas.ts'

const ROUTES = 'a list of rules: write - { when: { severity: low }, to: log }'
const RULE = 'a rule: write { when: { field: balance, amount: ">100" }, to: alert }'
const WHEN = 'what a rule asks for: write { kind: missing, side: billing }'
const TO = 'where it goes: write alert, digest, log, { incident: NAME } or { remedy: NAME }'
const AMOUNT = 'an amount: write ">100" or "<0.05" in quotes'

const oneOrMore = <Word extends z.ZodType<string>>(word: Word, wanted: string) =>
  z.union([word, z.array(word, { error: wanted }).min(1, { error: wanted })], { error: wanted }).optional()
const names = (wanted: string) => oneOrMore(scalars.text(wanted), wanted)
const words = <const Words extends readonly string[]>(known: Words, wanted: string) =>
  oneOrMore(scalars.choice(known, wanted), `${wanted}, or a list of them: write ${known.join(', ')}`)

const When = z
  .strictObject(
    {
      kind: words(FINDING_KINDS, 'a kind of finding').describe('What was found.'),
      field: names('a field, or a list of fields').describe('The field that it is about.'),
      severity: words(SEVERITIES, 'a severity').describe('How severe it is.'),
      cause: words(CAUSES, 'a cause').describe('The cause that was recognised.'),
      side: names('a side, or a list of sides').describe(
        'Where it is missing, broken or doubled, or what differs from the side that is likely correct.',
      ),
      amount: z
        .string({ error: AMOUNT })
        .regex(/^[<>]\s*(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?$/i, { error: AMOUNT })
        .optional()
        .meta({ description: 'How far apart the sides are.', examples: ['>100', '<0.05'] }),
      pattern: scalars.flag
        .optional()
        .describe('Whether twenty findings or more of its run share kind, field and cause.'),
    },
    { error: WHEN },
  )
  .describe('What the rule asks for: all of it. Unsaid: nothing, it always holds.')

const To = z
  .union(
    [
      z.enum(TELLINGS, { error: TO }),
      z
        .strictObject(
          {
            incident: scalars
              .text('the name of an incident service: write one listed under incidents')
              .optional()
              .describe('It is told at once, and this service opens an incident.'),
            remedy: scalars
              .text('the name of a remedy: write one listed under remedies')
              .optional()
              .describe('This remedy is for it; it is told at once unless the remedy repairs it by itself.'),
          },
          { error: TO },
        )
        .refine(({ incident, remedy }) => (incident === undefined) !== (remedy === undefined), { error: TO }),
    ],
    { error: TO },
  )
  .describe('Told at once, in the digest or not at all; to an incident service; or to a remedy.')

/** Where findings of a reconciliation go, in `counterfoil.yml`. */
export type RoutesConfig = z.infer<typeof RoutesConfig>
export const RoutesConfig = z
  .array(z.strictObject({ when: When.optional(), to: To }, { error: RULE }), { error: ROUTES })
  .meta({
    description: 'Where findings go: the first rule that holds. Where none does, by severity.',
    examples: [[{ when: { field: 'balance', amount: '>100' }, to: 'alert' }]],
  })

export function normaliseRoutes(config: RoutesConfig): readonly RouteRule[] {
  return config.map(({ when = {}, to }) => ({ when: normaliseWhen(when), to: normaliseTarget(to) }))
}

function normaliseWhen(when: z.infer<typeof When>): RouteCondition {
  const { kind, field, severity, cause, side, amount, pattern } = when
  return {
    ...(kind === undefined ? {} : { kinds: listOf(kind) }),
    ...(field === undefined ? {} : { fields: listOf(field) }),
    ...(severity === undefined ? {} : { severities: listOf(severity) }),
    ...(cause === undefined ? {} : { causes: listOf(cause) }),
    ...(side === undefined ? {} : { sides: listOf(side) }),
    ...(amount === undefined ? {} : { amount: normaliseAmount(amount) }),
    ...(pattern === undefined ? {} : { pattern }),
  }
}

/** What a rule names, be it one or a list. */
export function listOf<Word extends string>(said: Word | readonly Word[]): readonly Word[] {
  return typeof said === 'string' ? [said] : said
}

function normaliseAmount(text: string): NonNullable<RouteCondition['amount']> {
  return { than: text.startsWith('>') ? 'more' : 'less', amount: plainDecimal(text.slice(1).trim()) }
}

function normaliseTarget(to: RoutesConfig[number]['to']): RouteTarget {
  if (typeof to === 'string') return { tells: to }
  const { incident, remedy } = to
  return {
    tells: 'alert',
    ...(incident === undefined ? {} : { incident }),
    ...(remedy === undefined ? {} : { remedy }),
  }
}
