import { CounterfoilError, type ErrorCode } from '../domain/errors.ts'
import type { RunState } from '../domain/run.ts'

/** What scripts see: 0 all agree, 1 there are findings, 2 wrong usage or config, 3 failed, held, or a part without findings. */
export const EXIT = { agree: 0, findings: 1, usage: 2, failed: 3, stopped: 130 } as const

const STATUS_OF_ERROR: Readonly<Record<ErrorCode, number>> = {
  usage: EXIT.usage,
  'config-invalid': EXIT.usage,
  'not-found': EXIT.usage,
  refused: EXIT.usage,
  forbidden: EXIT.usage,
  'slack-token': EXIT.usage,
  'source-missing': EXIT.failed,
  'source-unreachable': EXIT.failed,
  'source-incomplete': EXIT.failed,
  'source-encoding': EXIT.failed,
  'source-query': EXIT.failed,
  'source-disordered': EXIT.failed,
  'source-busy': EXIT.failed,
  'run-busy': EXIT.failed,
  'tracker-busy': EXIT.failed,
  'tracker-unreachable': EXIT.failed,
  'slack-unreachable': EXIT.failed,
  'port-taken': EXIT.failed,
  // Only a signal stops a run of the command line: 128 + SIGINT, as shells expect.
  'run-stopped': EXIT.stopped,
}

/** The status of a command that threw; an error without a code is our own fault and counts as failed. */
export function exitStatusOfError(error: unknown): number {
  return error instanceof CounterfoilError ? STATUS_OF_ERROR[error.code] : EXIT.failed
}

/**
 * The status of a comparison that was not broken off. One that its budget stopped, or that went on after such a one, counts
 * the findings from the beginning on; a part without findings does not say that all agree.
 */
export function exitStatusOfComparison(state: RunState, findings: number): number {
  if (state !== 'completed' && state !== 'partial') return EXIT.failed
  if (findings > 0) return EXIT.findings
  return state === 'partial' ? EXIT.failed : EXIT.agree
}
