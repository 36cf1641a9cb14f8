import type { CheckedRecord } from '../messages/checked-record.ts'

export interface KeptCheck {
  readonly name: string
  readonly record: CheckedRecord
  readonly at: Date
}

/** What this process found of records with very many fields, by run, so that their pages show one and the same look. */
export interface KeptChecks {
  keep(runId: string, check: KeptCheck): void
  find(runId: string): KeptCheck | null
}

/** What is forgotten costs one look at the sides. */
const MOST = 200

export function openKeptChecks(): KeptChecks {
  const kept = new Map<string, KeptCheck>()
  return {
    keep(runId, check) {
      kept.delete(runId)
      kept.set(runId, check)
      const [oldest] = kept.keys()
      if (kept.size > MOST && oldest !== undefined) kept.delete(oldest)
    },
    find: (runId) => kept.get(runId) ?? null,
  }
}
