import type { Actor } from '../domain/discrepancy.ts'
import type { Denial } from '../domain/permission.ts'
import type { RemedyState } from '../domain/remedy.ts'
import type { Database } from '../store/open-database.ts'
import { lockRemedyState, readRemedyState, switchRemedy } from '../store/remedy-states.ts'
import { fixDenial } from './apply-remedy.ts'
import type { Context } from './context.ts'
import { findReconciliation } from './find-reconciliation.ts'
import { findRemedy } from './plan-remedies.ts'

/** `on`: people may use it, also after it failed too often. `auto`: it is also used by itself. `person`: not any more. */
export type RemedySwitchWord = 'on' | 'off' | 'auto' | 'person'

/** As it now is; or why it was not switched. */
export type RemedySwitched =
  | { readonly state: RemedyState }
  | { readonly refused: string; readonly state: RemedyState }
  | { readonly forbidden: Denial }

/** Switches a remedy on or off, or on by itself once enough approved fixes were verified. Throws `not-found`. */
export async function setRemedyState(
  context: Context,
  request: {
    readonly reconciliation: string
    readonly remedy: string
    readonly to: RemedySwitchWord
    readonly actor: Actor
  },
): Promise<RemedySwitched> {
  const { to, actor } = request
  const reconciliation = findReconciliation(context.settings, request.reconciliation)
  const remedy = findRemedy(reconciliation, request.remedy)
  const forbidden = await fixDenial(context, { actor, remedy, reconciliation })
  if (forbidden) return { forbidden }
  const names = { reconciliation: reconciliation.name, remedy: remedy.name }
  const now = context.now()
  const switched = await context.db.transaction(async (transaction: Database): Promise<RemedySwitched> => {
    const state = await lockRemedyState(transaction, names)
    const { offSince, autoBy, autoSince, approved } = state
    const name = `the remedy "${remedy.name}"`
    if (to === 'auto' && remedy.approve !== 'auto')
      return { refused: `${name} is approved by people: its approve is not auto`, state }
    if (to === 'auto' && approved < remedy.autoAfter)
      return { refused: `${name} has ${approved} of ${remedy.autoAfter} approved and verified fixes`, state }
    if (to === 'auto' && offSince !== null)
      return { refused: `${name} is switched off: switch it on first`, state }
    const auto =
      to === 'auto' ? { autoBy: actor, autoSince: now } : to === 'person' ? NOT_AUTO : { autoBy, autoSince }
    const off = to === 'off' ? { offSince: offSince ?? now, offBy: actor } : ON
    await switchRemedy(transaction, {
      ...names,
      ...(to === 'person' ? { offSince, offBy: null } : off),
      ...auto,
    })
    return { state: await readRemedyState(transaction, names) }
  })
  if (!('refused' in switched)) context.log.info({ ...names, to, by: actor.id }, 'remedy switched')
  return switched
}

const NOT_AUTO = { autoBy: null, autoSince: null }
const ON = { offSince: null, offBy: null }
