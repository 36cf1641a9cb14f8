import type { Discrepancy } from '../domain/discrepancy.ts'
import type { TrackedIncident } from '../domain/incident.ts'

type Member = Pick<Discrepancy, 'status' | 'damped'>

/**
 * What an incident shall be, by those that it is about: over when all are resolved, acknowledged when somebody looks into each
 * that is not. One that is over begins anew when one of them comes back, unless it comes and goes.
 */
export function wantedIncident(
  { wanted }: Pick<TrackedIncident, 'wanted'>,
  members: readonly Member[],
): TrackedIncident['wanted'] {
  const open = members.filter(({ status }) => status !== 'resolved')
  if (open.length === 0) return 'closed'
  if (wanted === 'closed' && open.every(({ damped }) => damped !== null)) return 'closed'
  return open.every(({ status }) => status === 'acknowledged') ? 'acknowledged' : 'open'
}
