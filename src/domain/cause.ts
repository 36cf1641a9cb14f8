/** The simple explanations of a difference that we recognise; `timing` and `stale` only where there is no other. */
export const CAUSES = [
  'null-versus-empty',
  'rounding',
  'x100',
  'x1000',
  'sign',
  'timezone',
  'date-only',
  'whitespace',
  'case',
  'punctuation',
  'accents',
  'encoding',
  'truncation',
  'swapped-fields',
  'timing',
  'stale',
] as const
export type Cause = (typeof CAUSES)[number]
