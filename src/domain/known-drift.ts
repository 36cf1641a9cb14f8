import type { Field } from './reconciliation.ts'
import type { FieldDrift } from './run.ts'

/** A run's drift, with a zero for each field that may differ a little and did not. */
export function knownDrift(
  fields: readonly Pick<Field, 'name' | 'tolerance' | 'lagSeconds'>[],
  drift: Readonly<Record<string, FieldDrift>>,
): Record<string, FieldDrift> {
  const none = fields
    .filter(({ tolerance, lagSeconds }) => tolerance !== null || lagSeconds > 0)
    .map(({ name }) => [name, { count: 0, max: '0', sum: '0' }] as const)
  return { ...Object.fromEntries(none), ...drift }
}
