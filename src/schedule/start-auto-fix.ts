import { autoFix, type PassedOver } from '../operations/auto-fix.ts'
import type { Context } from '../operations/context.ts'
import type { Timers } from './start-timers.ts'

/** How long after a run its findings may wait. */
const LOOK_AGAIN_MS = 10_000
/** Names of what need not be looked at again; without them it is only looked at once more. */
const KEPT = 50_000

/** After every run, what remedies that are on by themselves can repair is repaired. Without such remedies nothing is looked at. */
export function startAutoFix(context: Context): Timers {
  if (!context.settings.reconciliations.some(hasAutomatic)) return { stop: async () => {} }
  const passed: PassedOver = new Set()
  const turn = () =>
    look(context, passed).finally(() => {
      working = null
    })
  // What the last runs saw while nobody was there to repair it.
  let working: Promise<void> | null = turn()
  const timer = setInterval(() => {
    working ??= turn()
  }, LOOK_AGAIN_MS)
  return {
    async stop() {
      clearInterval(timer)
      await working
    },
  }
}

function hasAutomatic({ remedies = [] }: Context['settings']['reconciliations'][number]): boolean {
  return remedies.some(({ approve }) => approve === 'auto')
}

async function look(context: Context, passed: PassedOver): Promise<void> {
  try {
    if (passed.size > KEPT) passed.clear()
    await autoFix(context, passed)
  } catch (error) {
    context.log.error(
      { err: error },
      'what can be fixed automatically could not be looked at; it is tried again',
    )
  }
}
