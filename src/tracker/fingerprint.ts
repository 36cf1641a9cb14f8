import { createHash } from 'node:crypto'
import { type Finding, findingField, findingSide } from '../domain/finding.ts'
import { writeKey } from '../domain/record.ts'

/**
 * What makes two findings the same discrepancy: reconciliation, kind, key, field, and the side where the finding is
 * about one side; of a pair both keys. Never the values: they may change while the discrepancy stays the same.
 */
export function fingerprint(reconciliation: string, finding: Finding): string {
  const parts = [
    reconciliation,
    finding.kind,
    keyOf(finding),
    findingField(finding) ?? '',
    findingSide(finding) ?? '',
  ]
  const text = parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join('')
  return createHash('sha256').update(text).digest('hex')
}

/** A pair is the same whichever side the config names first. */
function keyOf(finding: Finding): string {
  if (finding.kind !== 'rekeyed') return writeKey(finding.key)
  const sides = Object.keys(finding.keys).sort()
  return JSON.stringify(sides.map((side) => [side, writeKey(finding.keys[side]!)]))
}
