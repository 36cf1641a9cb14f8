import { retryFailed } from '../store/outbox.ts'
import type { Context } from './context.ts'

/** Tries to deliver again what was given up, also what nobody can tell whether it arrived. Returns how many messages. */
export async function retryDeliveries(context: Context): Promise<number> {
  const count = await retryFailed(context.db, context.now())
  if (count > 0) context.wakeDelivery()
  return count
}
