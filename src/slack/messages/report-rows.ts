import type { Discrepancy } from '../../domain/discrepancy.ts'
import { type Finding, findingField } from '../../domain/finding.ts'
import type { RawValue } from '../../domain/record.ts'
import { isSecret, keyText, MASK } from './secrecy.ts'
import { describeCause, describeFinding, type Listed, REASON_LABELS } from './words.ts'

/** The columns of a report over these sides. */
export function reportHeader(sides: readonly string[]): string[] {
  return [
    ...['number', 'reconciliation', 'kind', 'what', 'key', 'field'],
    ...sides.map((side) => `value in ${side}`),
    ...['other values', 'likely correct', 'cause', 'severity', 'status', 'owner'],
    ...['first seen (UTC)', 'last seen (UTC)', 'times seen'],
    ...['resolved (UTC)', 'resolved by', 'resolution', 'note'],
  ]
}

/** One discrepancy in the columns of `reportHeader`; sensitive values are masked as in messages. */
export function reportRow({ discrepancy, reconciliation }: Listed, sides: readonly string[]): RawValue[] {
  const { finding, number, owner } = discrepancy
  const values = Object.entries(valuesOf(finding)).map(([side, value]) => {
    const field = findingField(finding)
    const hidden = field !== null && value !== null && isSecret(reconciliation, field)
    return [side, hidden ? MASK : value] as const
  })
  const bySide = new Map(values)
  const others = values.filter(([side]) => !sides.includes(side))
  return [
    ...[String(number), discrepancy.reconciliation, finding.kind, describeFinding(finding)],
    ...[keyText(reconciliation, finding.key), findingField(finding)],
    ...sides.map((side) => bySide.get(side) ?? null),
    others.length === 0 ? null : others.map(([side, value]) => `${side}: ${value ?? ''}`).join('; '),
    'likelyCorrect' in finding ? finding.likelyCorrect : null,
    'cause' in finding && finding.cause !== null ? describeCause(finding.cause) : null,
    ...[finding.severity, statusText(discrepancy), owner],
    ...[instant(discrepancy.firstSeenAt), instant(discrepancy.lastSeenAt), String(discrepancy.timesSeen)],
    ...resolutionCells(discrepancy),
  ]
}

/** What a side has: its value, or in a word whether it has the record. */
function valuesOf(finding: Finding): Readonly<Record<string, RawValue>> {
  switch (finding.kind) {
    case 'mismatch':
      return finding.values
    case 'invalid':
      return { [finding.side]: finding.raw }
    case 'missing':
      return Object.fromEntries([
        ...finding.presentOn.map((side) => [side, 'has the record']),
        ...finding.missingFrom.map((side) => [side, 'missing']),
      ])
    case 'duplicate':
      return { [finding.side]: `${finding.count} records` }
    case 'schema':
      return finding.types
    case 'rekeyed':
      return {}
  }
}

/** `acknowledged, snoozed` */
function statusText({ status, snooze, damped }: Discrepancy): string {
  return [status, ...(snooze ? ['snoozed'] : []), ...(damped ? ['flapping'] : [])].join(', ')
}

function resolutionCells({ resolution, statusAt, statusBy }: Discrepancy): RawValue[] {
  if (resolution === null) return [null, null, null, null]
  return [instant(statusAt), statusBy.id, REASON_LABELS[resolution.reason], resolution.note]
}

/** As spreadsheets read a time. */
function instant(at: Date): string {
  return at.toISOString().slice(0, 19).replace('T', ' ')
}
