import type { AttemptState } from './remedy.ts'

/** What became of attempts, after their number: `18 verified, 1 refused`. */
export const COUNTED_ATTEMPTS: Readonly<Record<AttemptState, string>> = {
  approved: 'waiting',
  running: 'still going on',
  applied: 'applied',
  verified: 'verified',
  unverified: 'not proven',
  refused: 'refused',
  failed: 'failed',
  unknown: 'not known',
  'dry-run': 'tried as a dry run',
  undone: 'undone',
}
