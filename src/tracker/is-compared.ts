import type { Expectation } from '../domain/expectation.ts'
import type { Finding } from '../domain/finding.ts'
import type { Reconciliation, Side } from '../domain/reconciliation.ts'

/** What of a definition says what is looked at. */
export type Compared = Pick<Reconciliation, 'sides' | 'keyNames' | 'fields'>

/**
 * Whether a definition still looks at what a finding is about: its key, its field, every side in its evidence, the
 * expectation that was broken. What it no longer looks at does not agree by not being found.
 */
export function isCompared(finding: Finding, definition: Compared): boolean {
  const sides = definition.sides.filter(({ name }) => sidesOf(finding).includes(name))
  if (sides.length < sidesOf(finding).length || !hasKey(finding, definition)) return false
  switch (finding.kind) {
    case 'mismatch':
      return isField(finding.field, definition) && sides.every((side) => hasColumn(side, finding.field))
    case 'schema':
      return isField(finding.field, definition)
    case 'invalid':
      if (finding.field in finding.key) return true
      if (finding.rule === undefined) return isField(finding.field, definition)
      return sides.every(({ expect }) => isExpected(expect?.[finding.field], finding.rule!))
    default:
      return true
  }
}

function sidesOf(finding: Finding): readonly string[] {
  switch (finding.kind) {
    case 'missing':
      return [...finding.presentOn, ...finding.missingFrom]
    case 'mismatch':
      return Object.keys(finding.values)
    case 'rekeyed':
      return Object.keys(finding.keys)
    case 'schema':
      return finding.side === null ? Object.keys(finding.types) : [finding.side]
    default:
      return [finding.side]
  }
}

/** A finding about the schema is about no record. */
function hasKey({ kind, key }: Finding, { keyNames }: Compared): boolean {
  const names = Object.keys(key)
  return kind === 'schema' || (names.length === keyNames.length && keyNames.every((name) => name in key))
}

function isField(name: string, { fields }: Compared): boolean {
  return fields.some((field) => field.name === name)
}

/** What is counted in a group needs no column. */
function hasColumn({ columns, groupBy }: Side, field: string): boolean {
  return groupBy !== undefined || columns[field] !== null
}

function isExpected(expectation: Expectation | undefined, rule: keyof Expectation): boolean {
  const expected = expectation?.[rule]
  return expected !== undefined && expected !== null && expected !== false
}
