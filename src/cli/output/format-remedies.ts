import { csvRow } from '../../domain/csv-row.ts'
import type { RemedyAttempt } from '../../domain/remedy.ts'
import type { RemedySeen } from '../../operations/list-remedies.ts'
import { displayText } from './display-value.ts'
import type { Format } from './format.ts'
import { layoutTable, plainCell } from './layout-table.ts'

/** Remedies as a table for people, else as data: one object, or with `ndjson` one a line. */
export function formatRemedies(seen: readonly RemedySeen[], format: Format): string[] {
  const rows = seen.map(remedyData)
  if (format === 'ndjson') return rows.map((row) => `${JSON.stringify(row)}\n`)
  if (format === 'json') return [`${JSON.stringify({ remedies: rows }, null, 2)}\n`]
  if (format === 'csv')
    return csv(['reconciliation', 'remedy', 'title', 'state', 'automatic', 'approved'], rows)
  if (seen.length === 0) return ['no remedy is set up\n']
  return [layout(['reconciliation', 'remedy', 'state', 'automatic', 'last 7 days'], seen.map(tableRow))]
}

/** Attempts, newest first; their values are evidence and stay in the tracker. */
export function formatAttempts(attempts: readonly RemedyAttempt[], format: Format): string[] {
  const rows = attempts.map(attemptData)
  if (format === 'ndjson') return rows.map((row) => `${JSON.stringify(row)}\n`)
  if (format === 'json') return [`${JSON.stringify({ attempts: rows }, null, 2)}\n`]
  if (format === 'csv')
    return csv(['attempt', 'number', 'remedy', 'state', 'by', 'approvedAt', 'endedAt', 'said'], rows)
  if (attempts.length === 0) return ['it was not tried yet\n']
  const cells = attempts.map(({ id, number, state, actor, approvedAt, said }) => [
    `#${number}`,
    state,
    actor.kind === 'person' ? actor.id : 'by itself',
    minute(approvedAt),
    said ?? '',
    id,
  ])
  return [layout(['number', 'state', 'by', 'at', 'said', 'attempt'], cells)]
}

function remedyData({ reconciliation, remedy, state, week }: RemedySeen) {
  return {
    reconciliation: reconciliation.name,
    remedy: remedy.name,
    title: remedy.title,
    state: state.offSince === null ? (remedy.dryRun ? 'dry-run' : 'on') : 'off',
    offSince: state.offSince?.toISOString() ?? null,
    failures: state.failures,
    automatic: remedy.approve === 'auto' ? (state.autoSince === null ? 'off' : 'on') : 'never',
    automaticSince: state.autoSince?.toISOString() ?? null,
    approved: state.approved,
    neededForAutomatic: remedy.autoAfter,
    lastSevenDays: week,
  }
}

/** As `--format json` prints an attempt. */
export function attemptData(attempt: RemedyAttempt) {
  const { id, number, reconciliation, remedy, state, actor, approvedAt, endedAt, bulk, undoes, side, said } =
    attempt
  return {
    attempt: id,
    number,
    reconciliation,
    remedy,
    state,
    by: actor.kind === 'person' ? actor.id : null,
    approvedAt: approvedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    bulk,
    undoes,
    side,
    said,
  }
}

function tableRow(seen: RemedySeen): string[] {
  const { reconciliation, remedy, state, automatic, approved, neededForAutomatic, lastSevenDays } =
    remedyData(seen)
  const week = Object.entries(lastSevenDays).map(([word, count]) => `${count} ${word}`)
  const successes = automatic === 'off' ? ` (${approved} of ${neededForAutomatic})` : ''
  return [reconciliation, remedy, state, `${automatic}${successes}`, week.join(', ') || '-']
}

function layout(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return layoutTable(
    [header, ...rows].map((row) => row.map((text) => plainCell(displayText(text)))),
    { indent: '' },
  )
}

function csv(columns: readonly string[], rows: readonly object[]): string[] {
  const cells = rows.map((row) =>
    columns.map((column) => String((row as Record<string, unknown>)[column] ?? '')),
  )
  return [columns, ...cells].map((row) => csvRow(row))
}

function minute(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')}Z`
}
