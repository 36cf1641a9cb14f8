import { randomUUID } from 'node:crypto'
import type { Finding } from '../../src/domain/finding.ts'
import type { Context } from '../../src/operations/context.ts'
import type { Database } from '../../src/store/open-database.ts'
import { claimRun } from '../../src/store/runs.ts'
import { fingerprint } from '../../src/tracker/fingerprint.ts'
import { sampleReconciliation } from '../slack/samples.ts'
import { saveKnown } from '../store/save-known.ts'
import { silentLog } from '../support/tracked-files.ts'

/** A reconciliation of its own, and a run of it that told of these findings first. */
export async function openStorm(
  db: Database,
  findings: readonly Finding[],
): Promise<{ readonly context: Context; readonly runId: string; readonly numbers: readonly number[] }> {
  const name = `storm-${randomUUID()}`
  const runId = `run-${randomUUID()}`
  const reconciliation = sampleReconciliation({ name })
  const now = new Date()
  await claimRun(db, {
    id: runId,
    reconciliation: name,
    trigger: 'cli',
    requestedBy: 'test',
    scope: { kind: 'everything' },
    configHash: 'c',
    now,
    leaseSeconds: 60,
  })
  const changes = findings.map((finding) => ({
    type: 'opened' as const,
    fingerprint: fingerprint(name, finding),
    finding,
  }))
  const saved = await saveKnown(db, { reconciliation: name, changes, runId, now })
  const context: Context = {
    settings: { sources: {}, reconciliations: [reconciliation] },
    db,
    connect: () => Promise.reject(new Error('no source is read here')),
    scratchFolder: '/nowhere',
    log: silentLog,
    now: () => new Date(),
    newId: randomUUID,
    signal: new AbortController().signal,
    wakeDelivery: () => {},
  }
  return { context, runId, numbers: saved.map(({ discrepancy }) => discrepancy.number) }
}

/** So many of one kind, each about a record of its own. */
export function many(count: number, finding: Finding, from = 1): Finding[] {
  return Array.from({ length: count }, (_, index) => ({ ...finding, key: { id: String(from + index) } }))
}
