import { validate as isCron } from 'node-cron'
import { z } from 'zod'
import { didYouMean } from '../domain/nearest-name.ts'
import { FIELD_TYPES } from '../domain/record.ts'

// Each schema's `error` reads on after `"..." is not` or `is missing: it needs`: what it is, then what to write.

/** Any text that is not empty. */
export const text = (wanted: string) => z.string({ error: wanted }).regex(/\S/, { error: wanted })

/** One of a few words. */
export const choice = <const Words extends readonly string[]>(words: Words, wanted: string) =>
  z.enum(words, { error: `${wanted}: write ${listWords(words)}` })

export const flag = z.boolean({ error: 'a yes or no: write true or false' })

const COUNT = 'a whole number: write 0 to 50'
export const count = z.int({ error: COUNT }).min(0, { error: COUNT }).max(50, { error: COUNT })

/** Names that people type after a command: no spaces. */
export const sideName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, {
  error: 'a name: write letters, digits, "_" and "-", beginning with a letter or digit',
})

export const fieldName = z.string().regex(/^(?!default$)\S(.*\S)?$/, {
  error: 'a field name: write another name and say its column under columns',
})

const DURATION = 'a duration: write 30s, 15m, 2h or 1d'
export const duration = z
  .string({ error: DURATION })
  .regex(/^\d{1,6}[smhd]$/, { error: DURATION })
  .meta({ examples: ['30s', '15m', '2h', '1d'] })

const TOLERANCE = 'a tolerance: write an amount such as 0.01, or a percentage such as 0.5%'
export const tolerance = z
  .union(
    [z.string().regex(/^(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?\s*%?$/i, { error: TOLERANCE }), z.number().min(0)],
    {
      error: TOLERANCE,
    },
  )
  .meta({
    description:
      'A difference up to this, itself included, is drift and no finding: an amount or a percentage.',
    examples: [0.01, '0.5%'],
  })

const ZONE = 'a time zone: write an IANA name such as Europe/Berlin, or UTC'
export const zone = z
  .string({ error: ZONE })
  .refine(isZone, { error: ({ input }) => ZONE + nearestZone(String(input)) })
  .meta({ description: 'IANA time zone.', examples: ['Europe/Berlin', 'UTC'] })

const CRON = 'a cron expression: write five fields in quotes, such as "0 9 * * 1-5"'
export const cron = z
  .string({ error: CRON })
  .refine((expression) => isCron(expression), { error: CRON })
  .meta({ description: 'Cron expression.', examples: ['0 * * * *', '0 9 * * 1-5'] })

const CHANNEL =
  'a channel: write "#name" in quotes (an unquoted # begins a comment), or an id such as C0123ABCD'
export const channel = z
  .string({ error: CHANNEL })
  .regex(/^(#[^\s#A-Z]{1,80}|[CGD][A-Z0-9]{6,})$/, { error: CHANNEL })
  .meta({ examples: ['#billing-ops', 'C0123ABCD'] })

/** What is done to a text before it is compared, be it a field's or a key's. */
export const trim = flag.describe('White space at both ends is ignored (default false).')
export const ignoreCase = flag.describe('Upper and lower case are the same (default false).')
export const keep = choice(['digits', 'letters', 'alphanumeric'], 'a set of characters').describe(
  'Only these characters are compared.',
)

export const FIELD_HINT = `a field's rules: write a type (${listWords(FIELD_TYPES)}) or { type: ..., ... }`
export const fieldType = choice(FIELD_TYPES, 'a field type')

function listWords(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

function isZone(name: string): boolean {
  try {
    // Offsets such as +01:00 are accepted by newer engines only, so they are refused by all.
    return /^[A-Za-z]/.test(name) && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

/** `Berlin` means Europe/Berlin, `Europe/Berln` too. */
function nearestZone(name: string): string {
  const zones = Intl.supportedValuesOf('timeZone')
  const ending = zones.find((candidate) => candidate.toLowerCase().endsWith(`/${name.toLowerCase()}`))
  return ending ? didYouMean(ending, [ending]) : didYouMean(name, zones)
}
