import type { OpenPairing } from '../../domain/finding.ts'
import { displayKey } from '../../domain/record.ts'

/** `tied: 12 (0.94), 13 (0.93)`, or `undecided` where nothing was looked at. */
export function describePairing({ outcome, candidates }: OpenPairing): string {
  if (candidates.length === 0) return outcome
  return `${outcome}: ${candidates.map(({ key, score }) => `${displayKey(key)} (${score})`).join(', ')}`
}
