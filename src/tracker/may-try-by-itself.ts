import type { Discrepancy } from '../domain/discrepancy.ts'
import type { RemedyAttempt } from '../domain/remedy.ts'

/**
 * Whether a discrepancy may be repaired without asking: nobody looks into it or wants to hear nothing of it, nobody took such a
 * fix back, and it was not tried before, but where nothing was changed by that and a later run saw it again.
 */
export function mayTryByItself(discrepancy: Discrepancy, last: RemedyAttempt | undefined): boolean {
  const { status, snooze, owner, damped, lastSeenAt, firstSeenAt, reopenedAt } = discrepancy
  if (status !== 'new' && status !== 'escalated') return false
  if (snooze !== null || owner !== null || damped !== null) return false
  if (last === undefined) return true
  if (last.undoes !== null || last.state === 'undone' || last.endedAt === null) return false
  if (last.approvedAt < (reopenedAt ?? firstSeenAt)) return true
  return (last.state === 'refused' || last.state === 'failed') && lastSeenAt > last.endedAt
}
