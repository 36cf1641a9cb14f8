import type { Discrepancy } from '../../domain/discrepancy.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import type { Context } from '../../operations/context.ts'
import type { Listed } from '../messages/words.ts'

/** Each discrepancy with its definition, where the config still has it. */
export function withDefinitions(context: Context, discrepancies: readonly Discrepancy[]): Listed[] {
  return discrepancies.map((discrepancy) => ({
    discrepancy,
    reconciliation: definitionOf(context, discrepancy.reconciliation),
  }))
}

export function definitionOf({ settings }: Context, name: string): Reconciliation | null {
  return settings.reconciliations.find((reconciliation) => reconciliation.name === name) ?? null
}
