import { CounterfoilError } from '../domain/errors.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { SetupCheck } from '../domain/setup-check.ts'
import type { ReadContext } from './context.ts'
import { hasLog, withLog } from './read-change-logs.ts'

/** How it is with the change log of each side that has one. Nothing of it is read or let go. */
export async function verifyChangeLogs(
  context: ReadContext,
  { name, sides }: Reconciliation,
): Promise<SetupCheck[]> {
  return await Promise.all(
    sides.filter(hasLog).map(async (side) => {
      const what = `changes of ${side.name} in ${name}`
      try {
        return { what, ...(await withLog(context, side, (log, logged) => log.check(logged))) }
      } catch (error) {
        if (!(error instanceof CounterfoilError)) throw error
        return { what, state: 'mend', said: error.message } as const
      }
    }),
  )
}
