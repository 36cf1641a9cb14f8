import type { Field } from './reconciliation.ts'

/** A field of which nothing but its name is said: compared as it is, by the type of its columns. */
export function plainField(name: string): Field {
  return {
    name,
    type: null,
    emptyIsNull: false,
    trim: false,
    keep: null,
    ignoreCase: false,
    map: {},
    nulls: 'mismatch',
    tolerance: null,
    lagSeconds: 0,
    zone: {},
    severity: 'high',
    sensitive: false,
    total: false,
  }
}
