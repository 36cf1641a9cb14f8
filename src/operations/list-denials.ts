import type { Actor } from '../domain/discrepancy.ts'
import type { Denial, PermittedAction } from '../domain/permission.ts'
import { denialOf } from './allow-action.ts'
import type { Context } from './context.ts'

/** Which of these actions somebody may not do there, and why. */
export async function listDenials(
  context: Context,
  {
    actions,
    ...wanted
  }: {
    readonly actor: Actor
    readonly reconciliation: string
    readonly actions: readonly PermittedAction[]
  },
): Promise<Denial[]> {
  const asked = await Promise.all(actions.map((action) => denialOf(context, { ...wanted, action })))
  return asked.filter((denial) => denial !== null)
}
