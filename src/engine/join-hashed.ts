import type { Finding } from '../domain/finding.ts'
import type { Comparison } from './comparison.ts'
import { joinComparisons } from './join-comparisons.ts'

/**
 * A comparison of keys and hashes, completed by that of the records it left: rows, agreeing records and records without a
 * key are those of the hashes, all else is what was judged. `comparedFields`: how many each record has.
 */
export function joinHashed(hashed: Comparison, judged: Comparison, comparedFields: number): Comparison {
  const unkeyed = hashed.findings.filter((finding) => !isLeft(finding))
  const { agreeing } = hashed.summary.counts
  const none = { missing: 0, mismatch: 0, duplicate: 0, invalid: unkeyed.length, drift: 0 }
  const first: Comparison = {
    ...hashed,
    findings: [],
    patterns: [],
    summary: {
      sides: hashed.summary.sides,
      counts: { ...none, matched: agreeing, agreeing },
      drift: {},
      agreement: { asRead: agreeing * comparedFields, normalised: 0, tolerated: 0 },
    },
  }
  const joined = joinComparisons(first, judged)
  const findings = [...joined.findings, ...unkeyed]
  return { ...joined, findings, ...(judged.unmatched ? { unmatched: judged.unmatched } : {}) }
}

/** Whether what hashes found must be judged. A record without a usable key is told at once: by its key it would not be found again. */
export function isLeft(finding: Finding): boolean {
  return finding.kind !== 'invalid'
}
