import type { KeyRules } from '../../src/domain/key-rules.ts'
import type { MatchRules } from '../../src/domain/match-rules.ts'
import { plainField } from '../../src/domain/plain-field.ts'
import { plainReconciliation, plainSide } from '../../src/domain/plain-reconciliation.ts'
import type { Field, LikelyCorrect, Reconciliation, Side } from '../../src/domain/reconciliation.ts'
import type { ComparedColumns } from '../../src/domain/run.ts'

/** What a test says; everything else is the default of the settings. */
export interface Wanted {
  readonly key?: readonly string[]
  readonly keys?: Readonly<Record<string, Partial<KeyRules>>>
  /** Side by name; `{}` for all defaults. */
  readonly sides: Readonly<Record<string, Partial<Side>>>
  readonly fields: Readonly<Record<string, Partial<Field>>>
  readonly missing?: Partial<Reconciliation['missing']>
  readonly likelyCorrect?: Partial<LikelyCorrect>
  readonly match?: Partial<MatchRules> & Pick<MatchRules, 'blocking' | 'fields'>
  /** What an earlier run compared. */
  readonly known?: ComparedColumns
}

const NO_KEY_RULES: KeyRules = { type: null, trim: false, ignoreCase: false, keep: null, stripPrefix: {} }

const MATCH_DEFAULTS = {
  thresholdMillionths: 900_000,
  marginMillionths: 50_000,
  maxPairs: 100_000,
  severity: 'high',
} as const

/** A normalised reconciliation for tests: columns are named like fields, the key is `id`, everything is high. */
export function makeReconciliation(wanted: Wanted): Reconciliation {
  const key = wanted.key ?? ['id']
  const fields = Object.entries(wanted.fields).map(([name, rules]) => ({ ...plainField(name), ...rules }))
  const columns = Object.fromEntries(fields.map((field) => [field.name, field.name]))
  return {
    ...plainReconciliation('customers'),
    title: 'Customers',
    sides: Object.entries(wanted.sides).map(([name, side]) => ({
      ...plainSide(name),
      keyColumns: key,
      ...side,
      columns: { ...columns, ...side.columns },
    })),
    keyNames: key,
    keyRules: Object.fromEntries(
      Object.entries(wanted.keys ?? {}).map(([name, rules]) => [name, { ...NO_KEY_RULES, ...rules }]),
    ),
    fields,
    missing: { severity: 'high', graceSeconds: 0, ...wanted.missing },
    likelyCorrect: { default: null, byField: {}, ...wanted.likelyCorrect },
    ...(wanted.match ? { match: { ...MATCH_DEFAULTS, ...wanted.match } } : {}),
  }
}
