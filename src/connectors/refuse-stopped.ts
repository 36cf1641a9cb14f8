import { CounterfoilError } from '../domain/errors.ts'

/** Throws `run-stopped` when the signal is aborted: whatever a source says after that is of no account. */
export function refuseStopped(source: string, signal: AbortSignal): void {
  if (signal.aborted) throw new CounterfoilError('run-stopped', `${source}: reading was stopped.`)
}
