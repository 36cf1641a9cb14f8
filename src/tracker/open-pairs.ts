import { type Discrepancy, PERSON_REASONS, type RunReason } from '../domain/discrepancy.ts'
import { type Finding, findingKeys } from '../domain/finding.ts'
import { type RecordKey, writeKey } from '../domain/record.ts'

/** What a run's findings mean for pairs: records that are known, or now found, to have two keys. */
export interface OpenPairs {
  /** The finding is about a record of a pair that the run could not judge. */
  holds(finding: Finding): boolean
  /** The discrepancy is such a pair. */
  isHeld(fingerprint: string): boolean
  /** Why a discrepancy that was not found is resolved, where it is not because the sides agree. */
  reasonFor(finding: Finding): Exclude<RunReason, 'agrees'> | null
}

interface PairInput {
  readonly findings: readonly Finding[]
  /** Known discrepancies, all pairs among them. */
  readonly pairs: readonly Discrepancy[]
  readonly covers: (key: RecordKey) => boolean
}

/**
 * A run cannot judge an open pair when it did not look at both keys, or when it found both missing and could not decide
 * what belongs together.
 */
export function openPairs({ findings, pairs, covers }: PairInput): OpenPairs {
  const known = pairs.filter(({ finding }) => finding.kind === 'rekeyed')
  // Only a pair asks for them, and there may be as many as records.
  const missing = new Map(
    findings.flatMap((finding) =>
      known.length > 0 && finding.kind === 'missing'
        ? [[writeKey(finding.key), finding.pairing?.outcome] as const]
        : [],
    ),
  )
  const paired = new Set(
    findings.flatMap((finding) => (finding.kind === 'rekeyed' ? findingKeys(finding).map(writeKey) : [])),
  )
  const held = known.filter((discrepancy) => {
    if (!mayBePair(discrepancy)) return false
    const keys = findingKeys(discrepancy.finding)
    if (keys.some((key) => paired.has(writeKey(key)))) return false
    return !keys.every(covers) || keys.every((key) => missing.get(writeKey(key)) === 'undecided')
  })
  const heldKeys = new Set(held.flatMap(({ finding }) => findingKeys(finding).map(writeKey)))
  const heldPairs = new Set(held.map(({ fingerprint }) => fingerprint))
  return {
    holds: (finding) => finding.kind === 'missing' && heldKeys.has(writeKey(finding.key)),
    isHeld: (fingerprint) => heldPairs.has(fingerprint),
    reasonFor: (finding) => {
      if (finding.kind === 'missing') return paired.has(writeKey(finding.key)) ? 'paired' : null
      if (finding.kind !== 'rekeyed') return null
      return findingKeys(finding).some((key) => missing.has(writeKey(key))) ? 'unpaired' : null
    },
  }
}

/** What a run resolved is no pair any more; what a person resolved may still be one. */
function mayBePair({ status, resolution }: Discrepancy): boolean {
  return status !== 'resolved' || PERSON_REASONS.some((reason) => reason === resolution?.reason)
}
