import type { Discrepancy } from '../domain/discrepancy.ts'
import type { DiscrepancyEvent, EventKind } from '../domain/discrepancy-event.ts'

/** What makes a version and leaves true what a person saw. */
const HARMLESS: readonly EventKind[] = ['called', 'breached']

/** Whether what a person looked at is no longer so: what the clock of a ladder did meanwhile takes no click away. */
export function isOutdated(
  seen: number,
  { version }: Pick<Discrepancy, 'version'>,
  events: readonly Pick<DiscrepancyEvent, 'kind'>[],
): boolean {
  if (seen >= version) return seen > version
  // Who looked at hidden values made no version.
  const since = events.filter(({ kind }) => kind !== 'revealed').slice(seen - version)
  return since.length < version - seen || !since.every(({ kind }) => HARMLESS.includes(kind))
}
