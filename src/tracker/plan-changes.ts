import type { Change } from '../domain/change.ts'
import type { Discrepancy } from '../domain/discrepancy.ts'
import { type Finding, findingField, findingKeys } from '../domain/finding.ts'
import type { RecordKey } from '../domain/record.ts'
import { fingerprint } from './fingerprint.ts'
import { type Compared, isCompared } from './is-compared.ts'
import { openPairs } from './open-pairs.ts'
import { sameEvidence } from './same-evidence.ts'
import { decideTransition } from './transitions.ts'

export interface ConclusionsInput {
  readonly reconciliation: string
  /** What the run saw. */
  readonly findings: readonly Finding[]
  /** Known discrepancies, among them all pairs of records with different keys. */
  readonly pairs: readonly Discrepancy[]
  /** Whether the run looked at this key to the end on all sides: it concludes about no other. The schema it always sees. */
  readonly covers: (key: RecordKey) => boolean
  /** The run looked at some records only, and cannot tell of the side as a whole. */
  readonly isPartial?: boolean
  /** When the run began to read; unsaid: nobody acted since. */
  readonly beganAt?: Date
  /** What the config now looks at; unsaid: all that is known. */
  readonly compared?: Compared
}

export interface PlanInput extends Omit<ConclusionsInput, 'pairs'> {
  /** The open discrepancies in scope, and all that have the fingerprint of a finding. */
  readonly known: readonly Discrepancy[]
}

/** A finding and the discrepancy that it is about, known or not. */
export interface Identified {
  readonly fingerprint: string
  readonly finding: Finding
}

/** What a run means, page by page: first all findings, then what is known and was not found. */
export interface Conclusions {
  /** Of findings, and of all that is known under their fingerprints. */
  planFound(found: readonly Identified[], known: readonly Discrepancy[]): Change[]
  /** Of open discrepancies, some of which were found. */
  planGone(known: readonly Discrepancy[]): Change[]
}

/**
 * What a run's findings mean for what we follow: a new finding is opened, a known one seen again, one that was
 * resolved reopened, and an open one that the run should have seen and did not is resolved. What people called expected
 * stays resolved as long as it shows the same. Two findings of one fingerprint count as the first. Of a pair that the run
 * could not judge, nothing changes: not the pair, nor what is missing where it has its records. Nothing is concluded about
 * the values of a field that, by a finding, was not compared. What the config no longer looks at is resolved for that
 * reason, never as if the sides agreed. What a person resolved after the run began to read is left to the next run.
 */
export function planChanges({ known, ...input }: PlanInput): readonly Change[] {
  const conclusions = drawConclusions({ ...input, pairs: known })
  const found = input.findings.map((finding) => identify(input.reconciliation, finding))
  return [...conclusions.planFound(found, known), ...conclusions.planGone(known)]
}

export function identify(reconciliation: string, finding: Finding): Identified {
  return { fingerprint: fingerprint(reconciliation, finding), finding }
}

/** The same for runs and trackers that are too large to be held at once. */
export function drawConclusions(input: ConclusionsInput): Conclusions {
  const covers = (finding: Finding) => finding.kind === 'schema' || findingKeys(finding).every(input.covers)
  const isLookedAt = (finding: Finding) => !input.compared || isCompared(finding, input.compared)
  const pairs = openPairs(input)
  const uncompared = new Set(
    input.findings.flatMap((finding) => (finding.kind === 'schema' ? [finding.field] : [])),
  )
  const seen = new Set<string>()
  const isGone = ({ fingerprint: identity, finding }: Discrepancy) =>
    !seen.has(identity) &&
    covers(finding) &&
    !pairs.isHeld(identity) &&
    !isUncompared(finding, uncompared) &&
    !(input.isPartial && needsAllRecords(finding))
  return {
    planFound(found, known) {
      const knownByFingerprint = new Map(known.map((discrepancy) => [discrepancy.fingerprint, discrepancy]))
      const changes: Change[] = []
      for (const { fingerprint: identity, finding } of found) {
        if (seen.has(identity) || !covers(finding)) continue
        seen.add(identity)
        if (pairs.holds(finding)) continue
        const discrepancy = knownByFingerprint.get(identity)
        if (discrepancy && isResolvedSince(discrepancy, input.beganAt)) continue
        changes.push(
          discrepancy ? planSeen(discrepancy, finding) : { type: 'opened', fingerprint: identity, finding },
        )
      }
      return changes
    },
    planGone(known) {
      const gone = known.filter(
        (discrepancy) => isGone(discrepancy) && 'to' in decideTransition(discrepancy, 'agree'),
      )
      return gone.map(({ number, finding }) => {
        const reason = isLookedAt(finding) ? pairs.reasonFor(finding) : 'no-longer-compared'
        return { type: 'resolved', number, ...(reason ? { reason } : {}) }
      })
    },
  }
}

/** Types are not looked at where a column is gone, and values nowhere; a key that is none is seen all the same. */
function isUncompared(finding: Finding, uncompared: ReadonlySet<string>): boolean {
  const field = findingField(finding)
  if (field === null || !uncompared.has(field)) return false
  return finding.kind === 'schema' ? finding.problem === 'type-mismatch' : !(field in finding.key)
}

/** A value that must be the only one of its side, and a key that is none: no source can look such a key up. */
export function needsAllRecords(finding: Finding): boolean {
  return finding.kind === 'invalid' && (finding.rule === 'unique' || finding.field in finding.key)
}

/** A person resolved it while the run was reading: what the run saw may be older than that, so the next one decides. */
function isResolvedSince({ status, statusBy, statusAt }: Discrepancy, beganAt: Date | undefined): boolean {
  return status === 'resolved' && statusBy.kind === 'person' && beganAt !== undefined && statusAt > beganAt
}

function planSeen(discrepancy: Discrepancy, finding: Finding): Change {
  const { number, resolution } = discrepancy
  const valuesChanged = !sameEvidence(discrepancy.finding, finding)
  const looksElse = !valuesChanged && JSON.stringify(discrepancy.finding) !== JSON.stringify(finding)
  const seen = { type: 'seen', number, finding, valuesChanged, ...(looksElse ? { looksElse } : {}) } as const
  if ('refused' in decideTransition(discrepancy, 'return'))
    return {
      ...seen,
      silent: false,
      ...(valuesChanged && discrepancy.snooze ? { wakes: true } : {}),
    }
  if (resolution?.reason === 'expected' && !valuesChanged) return { ...seen, silent: true }
  return { type: 'reopened', number, finding }
}
