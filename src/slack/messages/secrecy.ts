import type { Reconciliation } from '../../domain/reconciliation.ts'
import { displayKey, type RecordKey } from '../../domain/record.ts'

export const MASK = '••••'

/** May this field's values be shown? Not when it is sensitive, and not when no config says that it is not. */
export function isSecret(reconciliation: Reconciliation | null, field: string): boolean {
  if (reconciliation === null) return true
  const known = reconciliation.fields.find(({ name }) => name === field)
  if (known) return known.sensitive
  return !reconciliation.keyNames.includes(field)
}

/** A key as people read it, its sensitive parts masked: `1042`, `2026-11-01 / ••••`. Not escaped. */
export function keyText(reconciliation: Reconciliation | null, key: RecordKey): string {
  const shown = Object.entries(key).map(([name, part]) => [
    name,
    isSecretKey(reconciliation, name) ? MASK : part,
  ])
  return displayKey(Object.fromEntries(shown))
}

/** A key is what people go and look up, so it is shown unless a sensitive field bears its name. */
function isSecretKey(reconciliation: Reconciliation | null, name: string): boolean {
  return reconciliation?.fields.some((field) => field.name === name && field.sensitive) ?? false
}
