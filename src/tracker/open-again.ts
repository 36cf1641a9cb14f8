import type { TrackedIncident } from '../domain/incident.ts'

/** What changes when an incident is wanted again: after it was over it begins anew, before that it only goes on. */
export function openAgain({ told, round, openedAt }: TrackedIncident): Partial<TrackedIncident> {
  const goesOn = { wanted: 'open', gaveUp: false } as const
  if (told !== 'closed') return goesOn
  // The first time, or of one that was over before anybody was told.
  const isSame = openedAt === null
  return {
    ...goesOn,
    told: 'nothing',
    round: isSame ? round : round + 1,
    link: null,
    openedAt: null,
    closedAt: null,
    error: null,
  }
}
