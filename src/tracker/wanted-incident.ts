import type { MemberState, TrackedIncident } from '../domain/incident.ts'

/**
 * What an incident shall be, by those that it is about: over when all are resolved, acknowledged when somebody looks into each
 * that is not. One that is over begins anew when one of them comes back, unless it comes and goes.
 */
export function wantedIncident(
  { wanted }: Pick<TrackedIncident, 'wanted'>,
  members: readonly MemberState[],
): TrackedIncident['wanted'] {
  const open = members.filter(({ status }) => status !== 'resolved')
  if (open.length === 0) return 'closed'
  if (wanted === 'closed' && open.every(({ isDamped }) => isDamped)) return 'closed'
  return open.every(({ status }) => status === 'acknowledged') ? 'acknowledged' : 'open'
}
