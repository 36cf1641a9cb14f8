import type { Expectation } from '../domain/expectation.ts'
import { signedDecimal } from './check-expect.ts'
import type { ExpectationConfig } from './expect-schema.ts'

/** Fills in what an expectation leaves unsaid. */
export function normaliseExpect(
  config: Readonly<Record<string, ExpectationConfig>>,
): Readonly<Record<string, Expectation>> {
  return Object.fromEntries(
    Object.entries(config).map(([field, rules]) => [
      field,
      {
        required: rules.required ?? false,
        oneOf: rules.oneOf?.map(String) ?? null,
        range: rules.range ? { min: exact(rules.range.min), max: exact(rules.range.max) } : null,
        pattern: rules.pattern ?? null,
        length: rules.length ? { min: rules.length.min ?? null, max: rules.length.max ?? null } : null,
        unique: rules.unique ?? false,
      },
    ]),
  )
}

function exact(bound: string | number | undefined): string | null {
  return bound === undefined ? null : signedDecimal(String(bound))
}
