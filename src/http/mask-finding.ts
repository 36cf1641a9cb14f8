import type { Finding, MismatchFinding, MissingFinding } from '../domain/finding.ts'
import type { PartsBySide } from '../domain/group-parts.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { RawValue, RecordKey, SideValues } from '../domain/record.ts'
import { isSecretPart } from '../slack/messages/part-lines.ts'
import { isSecret, isSecretKey, MASK, maskTexts } from '../slack/messages/secrecy.ts'

/**
 * A finding as it may leave the process: values of sensitive fields are masked as in Slack. Null: the config does not have its
 * reconciliation any more, and so nobody knows what is sensitive.
 */
export function maskFinding(finding: Finding, reconciliation: Reconciliation | null): Finding {
  const masked = { ...finding, key: maskKey(finding.key, reconciliation) }
  switch (masked.kind) {
    case 'mismatch': {
      const { field, values, cause } = masked
      if (!isSecret(reconciliation, field)) return withParts(masked, reconciliation)
      // That one value begins like the other would tell it letter by letter.
      const told = cause === 'truncation' ? null : cause
      return withParts({ ...masked, values: maskValues(values), cause: told }, reconciliation)
    }
    case 'missing': {
      const { pairing } = masked
      const candidates = pairing?.candidates.map(({ key, score }) => ({
        key: maskKey(key, reconciliation),
        score,
      }))
      const paired = pairing && candidates ? { ...masked, pairing: { ...pairing, candidates } } : masked
      return withParts(paired, reconciliation)
    }
    case 'invalid':
      return isSecret(reconciliation, masked.field) ? { ...masked, raw: maskOne(masked.raw) } : masked
    case 'rekeyed': {
      const keys = mapValues(masked.keys, (key) => maskKey(key, reconciliation))
      const differing = masked.differing.map(({ field, values }) => ({
        field,
        values: isSecret(reconciliation, field) ? maskValues(values) : values,
      }))
      return { ...masked, keys, differing }
    }
    default:
      return masked
  }
}

/** A key is shown unless a sensitive field has the name of a part of it. */
export function maskKey(key: RecordKey, reconciliation: Reconciliation | null): RecordKey {
  return Object.fromEntries(
    Object.entries(key).map(([name, part]) => [
      name,
      isSecretKey(reconciliation, name) ? maskOne(part) : part,
    ]),
  )
}

function withParts<Kind extends MismatchFinding | MissingFinding>(
  finding: Kind,
  reconciliation: Reconciliation | null,
): Kind {
  return finding.parts === undefined
    ? finding
    : { ...finding, parts: maskParts(finding.parts, reconciliation) }
}

function maskParts(parts: PartsBySide, reconciliation: Reconciliation | null): PartsBySide {
  return Object.fromEntries(
    Object.entries(parts).map(([side, { total, shown }]) => {
      const hidesKeys = isSecretPart(side, reconciliation)
      const masked = shown.map(({ key, values }) => ({
        key: hidesKeys ? maskOne(key) : key,
        values: Object.fromEntries(
          Object.entries(values).map(([field, raw]) => [
            field,
            isSecret(reconciliation, field) ? maskOne(raw) : raw,
          ]),
        ),
      }))
      return [side, { total, shown: masked }]
    }),
  )
}

/** Equal values alike, different ones with other letters; what is null or empty stays, it is no secret. */
function maskValues(values: SideValues): SideValues {
  const masks = maskTexts(Object.values(values))
  return Object.fromEntries(Object.entries(values).map(([side, raw], index) => [side, masks[index] ?? raw]))
}

function maskOne(raw: RawValue): RawValue {
  return raw === null || raw === '' ? raw : MASK
}

function mapValues<Value, Mapped>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value) => Mapped,
): Record<string, Mapped> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]))
}
