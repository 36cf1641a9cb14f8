import { CounterfoilError } from '../domain/errors.ts'
import type { Run } from '../domain/run.ts'
import { refuseForbidden, whoAsks } from './allow-action.ts'
import type { Context } from './context.ts'
import { beginRun, findGoing, type RunOutcome, type RunRequest } from './run-reconciliation.ts'
import { type RunElsewhere, waitForRunElsewhere } from './wait-for-run-elsewhere.ts'

/** A run that somebody asked for. */
export interface OnDemand {
  /** Once it is known which run answers; rejects where none does. */
  readonly begun: Promise<Run>
  readonly ended: Promise<OnDemandOutcome>
}

/** `joined`: somebody else had asked for the same before. */
export type OnDemandOutcome = (RunOutcome & { readonly joined: boolean }) | RunElsewhere

/** The outcome of `askForRun`. */
export async function joinOrRun(context: Context, request: RunRequest): Promise<OnDemandOutcome> {
  return await askForRun(context, request).ended
}

/**
 * A run as asked for, unless such a run is going already, in this process or in another one: then its outcome is waited for,
 * and is the answer to both. Its promises reject with `forbidden` where somebody may not, and else as `runReconciliation` throws;
 * `run-busy` only where all records are to be read and another process reads what differs.
 */
export function askForRun(context: Context, request: RunRequest): OnDemand {
  let tell: (run: Run) => void = () => {}
  const known = new Promise<Run>((resolve) => {
    tell = resolve
  })
  const ended = joinOrBegin(context, request, tell)
  const begun = Promise.race([known, ended.then(({ run }) => run)])
  begun.catch(() => {})
  return { begun, ended }
}

/** Each time another process may have been first, and have died. */
const MOST_TRIES = 3

async function joinOrBegin(
  context: Context,
  request: RunRequest,
  tell: (run: Run) => void,
): Promise<OnDemandOutcome> {
  // Also what ends while it is asked who they are.
  const atFirst = findGoing(context, request)
  await refuseForbidden(context, { actor: whoAsks(request), action: 'run', reconciliation: request.name })
  const going = atFirst ?? findGoing(context, request)
  try {
    if (going) {
      going.begun.then(tell, () => {})
      return { ...(await going.ended), joined: true }
    }
  } catch (error) {
    // That one never began: another process was first, and may be done by now.
    if (!isBusy(error)) throw error
  }
  for (let tried = 1; ; tried++) {
    try {
      const run = beginRun(context, request)
      run.begun.then(tell, () => {})
      return { ...(await run.ended), joined: false }
    } catch (error) {
      if (!isBusy(error) || request.deep || tried === MOST_TRIES) throw error
    }
    const elsewhere = await waitForRunElsewhere(context, request, tell)
    if (elsewhere) return elsewhere
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof CounterfoilError && error.code === 'run-busy'
}
