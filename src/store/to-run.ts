import type { Hold, Run } from '../domain/run.ts'
import type { runs } from './schema.ts'

/** A run's row as the domain knows it. */
export function toRun(row: typeof runs.$inferSelect): Run {
  const { scopeHash: _hash, leaseUntil: _lease, tick: _tick, ...kept } = row
  const { guard, toldWith, decision, decidedBy, decidedAt, ...run } = kept
  if (guard === null) return { ...run, hold: null }
  const decided: Hold['decision'] =
    decision && decidedBy && decidedAt ? { word: decision, by: decidedBy, at: decidedAt } : null
  return { ...run, hold: { evidence: guard, toldWith: toldWith ?? run.id, decision: decided } }
}
