import type { Context } from '../operations/context.ts'
import { beginRepair, type Repair, repairCopies } from '../operations/repair-copies.ts'

/** Between two steps of a look at all copies, and how late one may begin. */
const STEP_MS = 30_000

/** Brings what stands in Slack up to date step by step: some time after the start, and every few hours. */
export function startRepair(context: Context, stepMs = STEP_MS): { stop(): Promise<void> } {
  let repair: Repair | null = null
  let isStart = true
  let isFree = true
  let working = Promise.resolve()

  async function step(): Promise<void> {
    repair ??= await beginRepair(context, { isStart })
    isStart = false
    if (repair) repair = await repairCopies(context, repair)
  }

  const timer = setInterval(() => {
    if (!isFree) return
    isFree = false
    working = step()
      .catch((error: unknown) => {
        repair = null
        context.log.error({ err: error }, 'messages in Slack could not be looked at; it is tried again')
      })
      .finally(() => {
        isFree = true
      })
  }, stepMs)
  return {
    async stop() {
      clearInterval(timer)
      await working
    },
  }
}
