import { setTimeout as sleep } from 'node:timers/promises'
import { CounterfoilError } from '../domain/errors.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Settings } from '../domain/settings.ts'
import type { SetupCheck } from '../domain/setup-check.ts'
import { planReconciliation } from './compare-reconciliation.ts'
import type { ReadContext } from './context.ts'
import { verifyChangeLogs } from './verify-change-logs.ts'
import { verifyIncidents } from './verify-incidents.ts'
import { verifyTopics } from './verify-topics.ts'

/** A source that takes longer to describe its columns is as good as away. */
const PATIENCE_SECONDS = 30

/** Connects to every source, has the columns described, and plans each comparison; no record is read. */
export async function verifySources(
  context: ReadContext,
  settings: Settings,
  patienceSeconds = PATIENCE_SECONDS,
): Promise<SetupCheck[]> {
  const { reconciliations } = settings
  const checks = await Promise.all([
    ...reconciliations.map(async (each) => {
      const check = await verifyOne(context, each, patienceSeconds)
      // A source that does not answer has been said to be away.
      return check.state === 'ok' ? [check, ...(await verifyChangeLogs(context, each))] : [check]
    }),
    verifyTopics(settings),
    verifyIncidents(settings, context.signal),
  ])
  return checks.flat()
}

async function verifyOne(
  context: ReadContext,
  reconciliation: Reconciliation,
  patienceSeconds: number,
): Promise<SetupCheck> {
  const { name, sides } = reconciliation
  const what = `reconciliation ${name}`
  const enough = new AbortController()
  const late = sleep(patienceSeconds * 1_000, null, { signal: enough.signal })
  late.catch(() => {})
  try {
    const signal = AbortSignal.any([context.signal, enough.signal])
    const planned = await Promise.race([planReconciliation({ ...context, signal }, reconciliation), late])
    if (planned === null)
      return { what, state: 'mend', said: `a source did not answer within ${patienceSeconds} seconds` }
    const { fields, schema } = planned.plan
    const gone = schema.map(({ field }) => field)
    if (gone.length > 0)
      return { what, state: 'mend', said: `these fields cannot be compared: ${gone.join(', ')}` }
    const names = sides.map((side) => side.name).join(', ')
    return { what, state: 'ok', said: `${names} answer; ${countFields(fields.length)} can be compared` }
  } catch (error) {
    if (!(error instanceof CounterfoilError)) throw error
    return { what, state: 'mend', said: error.message }
  } finally {
    enough.abort()
  }
}

/** `1 field`, `2 fields` */
function countFields(count: number): string {
  return `${count} field${count === 1 ? '' : 's'}`
}
