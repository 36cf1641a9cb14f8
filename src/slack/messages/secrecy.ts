import type { Finding } from '../../domain/finding.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { displayKey, type RawValue, type RecordKey } from '../../domain/record.ts'

export const MASK = '••••'

/** May this field's values be shown? Not when it is sensitive, and not when no config says that it is not. */
export function isSecret(reconciliation: Reconciliation | null, field: string): boolean {
  if (reconciliation === null) return true
  const known = reconciliation.fields.find(({ name }) => name === field)
  if (known) return known.sensitive
  return !reconciliation.keyNames.includes(field)
}

/**
 * How texts that are hidden stand in Slack: equal ones alike, different ones with letters (`•••• A`, `•••• B`). Null: it is
 * null or empty, which is no secret.
 */
export function maskTexts(texts: readonly RawValue[]): readonly (string | null)[] {
  const different = [...new Set(texts)].filter((text) => text !== null && text !== '')
  return texts.map((text) =>
    different.includes(text) ? `${MASK} ${letterOf(different.indexOf(text))}` : null,
  )
}

/** A to Z, then A2 to Z2. */
function letterOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26))
  return index < 26 ? letter : `${letter}${Math.floor(index / 26) + 1}`
}

/** Does Slack hide something of this finding, that its definition lets be revealed? */
export function hidesSomething(finding: Finding, reconciliation: Reconciliation | null): boolean {
  if (reconciliation === null) return false
  const secret = (field: string) => isSecret(reconciliation, field)
  const keys = finding.kind === 'rekeyed' ? Object.values(finding.keys) : [finding.key]
  if (keys.some((key) => Object.keys(key).some((name) => isSecretKey(reconciliation, name)))) return true
  switch (finding.kind) {
    case 'mismatch':
    case 'invalid':
      return secret(finding.field)
    // Its parts, where it has some.
    case 'missing':
      return Object.values(finding.parts ?? {}).some(({ shown }) =>
        shown.some(({ values }) => Object.keys(values).some(secret)),
      )
    case 'rekeyed':
      return finding.differing.some(({ field }) => secret(field))
    default:
      return false
  }
}

/** The same definition with nothing to hide: for who may see the values, and nobody else. */
export function withoutSecrets(reconciliation: Reconciliation): Reconciliation {
  return { ...reconciliation, fields: reconciliation.fields.map((field) => ({ ...field, sensitive: false })) }
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
export function isSecretKey(reconciliation: Reconciliation | null, name: string): boolean {
  return reconciliation?.fields.some((field) => field.name === name && field.sensitive) ?? false
}
