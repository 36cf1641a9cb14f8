import { NO_HASH } from '../../domain/audit-text.ts'
import { spreadsheetRow } from '../../domain/csv-row.ts'
import type { RawValue } from '../../domain/record.ts'
import type { ExportedEntry } from '../../store/export-entries.ts'

/** One entry a line, with every text that is hashed as it is. */
export function* auditNdjson(entries: readonly ExportedEntry[]): Iterable<string> {
  for (const entry of entries) {
    const { position, subject, reconciliation, key, configHash, version, digest, previousHash, hash } = entry
    const line = {
      position,
      subject,
      id: entry.id,
      state: stateOf(entry),
      at: atOf(entry),
      reconciliation,
      key,
      configHash,
      columns: hashedColumns(entry),
      version,
      digest,
      previousHash: previousHash ?? NO_HASH,
      hash,
    }
    yield `${JSON.stringify(line)}\n`
  }
}

const EVENT_CELLS = [
  'number',
  'kind',
  'run_id',
  'from_status',
  'to_status',
  'reason',
  'note',
  'finding',
] as const
const RUN_CELLS = ['trigger', 'scope', 'started_at', 'summary', 'changes', 'error', 'part'] as const

export function auditCsvHeader(): string {
  return spreadsheetRow([
    'position',
    'subject',
    'id',
    'state',
    'at',
    'reconciliation',
    'key',
    'actor',
    'actor_kind',
    'surface',
    ...EVENT_CELLS,
    ...RUN_CELLS,
    'config_hash',
    'digest',
    'hash',
  ])
}

/** One entry a row, for spreadsheets. */
export function* auditCsv(entries: readonly ExportedEntry[]): Iterable<string> {
  for (const entry of entries) {
    const { position, subject, id, reconciliation, key, configHash, digest, hash } = entry
    const columns = hashedColumns(entry) ?? {}
    yield spreadsheetRow([
      String(position),
      subject,
      id,
      stateOf(entry),
      atOf(entry),
      reconciliation,
      key,
      ...actorCells(entry),
      ...EVENT_CELLS.map((name): RawValue => (name === 'kind' ? kindOf(entry) : (columns[name] ?? null))),
      ...RUN_CELLS.map((name): RawValue => columns[name] ?? null),
      configHash,
      digest,
      hash,
    ])
  }
}

/** Of a run that was decided later, the row is not what this entry hashed. */
function hashedColumns({ columns, isSuperseded }: ExportedEntry): ExportedEntry['columns'] {
  return isSuperseded ? null : columns
}

function stateOf({ columns, checkpoint, isSuperseded }: ExportedEntry): string {
  if (isSuperseded) return 'superseded'
  if (columns !== null) return 'present'
  return checkpoint === null ? 'missing' : 'pruned'
}

function atOf({ subject, columns }: ExportedEntry): string | null {
  return (subject === 'event' ? columns?.at : columns?.finished_at) ?? null
}

/** What happened to a discrepancy; of a run, how it ended. */
function kindOf({ subject, columns }: ExportedEntry): RawValue {
  return (subject === 'event' ? columns?.kind : columns?.state) ?? null
}

function actorCells({ subject, columns }: ExportedEntry): RawValue[] {
  if (subject === 'run') return [columns?.requested_by ?? null, null, null]
  const actor = JSON.parse(columns?.actor ?? '{}') as { id?: string; kind?: string; surface?: string }
  return [actor.id ?? null, actor.kind ?? null, actor.surface ?? null]
}
