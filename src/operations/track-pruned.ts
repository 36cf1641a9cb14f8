import { type AuditCheckpoint, RemovedEntries, signCheckpoint } from '../domain/audit-checkpoint.ts'
import type { AuditEntry } from '../store/audit-entries.ts'
import { type Breach, type BreachProblem, breachOf } from './find-breach.ts'

/** Follows the chain and sees whether the checkpoints account for what is gone from it. */
export interface PrunedEntries {
  /** What is wrong with an entry by the checkpoints; null: nothing. */
  check(entry: AuditEntry): Breach | null
  /** What is wrong with the checkpoints when the chain has been read to its last entry; null: nothing. */
  findBreach(last: { readonly position: number } | null): Breach | null
}

/** `key`: null leaves the signatures unchecked. */
export function trackPruned(checkpoints: readonly AuditCheckpoint[], key: string | null): PrunedEntries {
  const removed = new Map(checkpoints.map(({ id }) => [id, new RemovedEntries()]))
  const endingAt = new Map<number, AuditCheckpoint[]>()
  for (const checkpoint of checkpoints) {
    endingAt.set(checkpoint.position, [...(endingAt.get(checkpoint.position) ?? []), checkpoint])
  }
  return {
    check(entry) {
      for (const checkpoint of endingAt.get(entry.position) ?? []) {
        if (checkpoint.hash !== entry.hash)
          return breachOf(entry, 'checkpoint-differs', otherHash(checkpoint))
      }
      if (entry.checkpoint === null) return null
      const gone = removed.get(entry.checkpoint)
      if (!gone)
        return breachOf(
          entry,
          'checkpoint-missing',
          `it was pruned by checkpoint ${entry.checkpoint}, which is gone`,
        )
      gone.add(entry)
      return null
    },
    findBreach: (last) => {
      let isSigned = false
      for (const [index, checkpoint] of checkpoints.entries()) {
        const problem =
          findMiscount(checkpoint, { expectedId: index + 1, removed: removed.get(checkpoint.id)!, last }) ??
          findForgery(checkpoint, { key, isSigned })
        if (problem) return breachOfCheckpoint(checkpoint, problem)
        isSigned ||= checkpoint.signature !== null
      }
      return null
    },
  }
}

function otherHash({ id, hash }: AuditCheckpoint): string {
  return `checkpoint ${id} says that the hash here was ${hash}: the chain was written anew up to here`
}

type Problem = readonly [BreachProblem, string]

function findMiscount(
  checkpoint: AuditCheckpoint,
  {
    expectedId,
    removed,
    last,
  }: { expectedId: number; removed: RemovedEntries; last: { position: number } | null },
): Problem | null {
  const { id, position } = checkpoint
  if (id !== expectedId) return ['checkpoint-missing', `checkpoint ${expectedId} before it is missing`]
  if (position > (last?.position ?? 0)) {
    return [
      'gap',
      `it was made at entry ${position}, and the chain ends at ${last?.position ?? 0}: entries are missing at the end`,
    ]
  }
  if (removed.count === checkpoint.removed && removed.hash() === checkpoint.removedHash) return null
  return [
    'checkpoint-differs',
    `it says that ${checkpoint.removed} rows were pruned, and ${removed.count} entries, or others, are marked by it`,
  ]
}

/** Once checkpoints are signed, all that follow must be: else whoever deletes rows just leaves the signature out. */
function findForgery(
  checkpoint: AuditCheckpoint,
  { key, isSigned }: { key: string | null; isSigned: boolean },
): Problem | null {
  const { signature } = checkpoint
  if (signature === null) {
    return isSigned ? ['signature-missing', 'it is not signed, and one before it is'] : null
  }
  if (key === null || signCheckpoint(checkpoint, key) === signature) return null
  return [
    'signature-differs',
    'its signature is not by the key in COUNTERFOIL_AUDIT_KEY: it was changed, or signed with another key',
  ]
}

function breachOfCheckpoint({ id, at, position }: AuditCheckpoint, [problem, what]: Problem): Breach {
  const sentence = `checkpoint ${id}: ${what}`
  return { position, subject: null, id: null, number: null, at: at.toISOString(), problem, sentence }
}
