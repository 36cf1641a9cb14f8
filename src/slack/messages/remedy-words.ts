import type { AttemptState } from '../../domain/remedy.ts'

/** What came of a remedy, in a few words. */
export const ATTEMPTED: Readonly<Record<AttemptState, string>> = {
  approved: 'Remedy approved',
  running: 'Remedy under way',
  applied: 'Remedy applied',
  verified: 'Repaired by a remedy, and all sides agree',
  unverified: 'Remedy applied, and the sides do not agree',
  refused: 'Remedy refused',
  failed: 'Remedy failed, nothing was changed',
  unknown: 'Nobody knows whether the remedy was applied',
  'dry-run': 'Remedy tried out, nothing was changed',
  undone: 'Remedy taken back',
}
