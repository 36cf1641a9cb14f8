import { CounterfoilError } from '../domain/errors.ts'

/** A run whose lease ended before it did: others may have taken over, so nothing it saw may be remembered. */
export function endedTooLate(id: string): CounterfoilError {
  return new CounterfoilError(
    'run-stopped',
    `Run ${id} was taken for dead before it ended (its lease was not renewed in time), so nothing it saw was remembered: run it again`,
  )
}
