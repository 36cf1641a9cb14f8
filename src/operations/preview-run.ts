import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Scope } from '../domain/scope.ts'
import type { ComparisonPlan } from '../engine/index.ts'
import { compareReconciliation, planReconciliation } from './compare-reconciliation.ts'
import type { ReadContext } from './context.ts'

/** The stages of a run before the tracker, in their order. */
export type Stage = 'columns' | 'plan' | 'records' | 'findings'

export interface PreviewRequest {
  readonly reconciliation: Reconciliation
  readonly scope: Scope
  readonly stage: Stage
}

/** What one stage of a run would give, as plain data. Reads the sources only; the tracker is not opened. */
export async function previewRun(
  context: ReadContext,
  { reconciliation, scope, stage }: PreviewRequest,
): Promise<unknown> {
  if (stage === 'columns' || stage === 'plan') {
    const { columns, plan } = await planReconciliation(context, reconciliation)
    return stage === 'columns' ? columns : describePlan(plan)
  }
  const keepRecords = stage === 'records'
  const { findings, records } = await compareReconciliation(context, { reconciliation, scope, keepRecords })
  return keepRecords ? records : findings
}

function describePlan({ keyNames, keyOrder, sides, fields, schema }: ComparisonPlan) {
  return {
    key: keyNames.map((name, part) => ({ name, order: keyOrder[part] })),
    sides: sides.map(({ name, columns, optional }) => ({ name, columns, optional })),
    fields: fields.map(({ name, type, rules }) => ({ ...rules, name, type })),
    // Fields that cannot be compared, where there are some.
    ...(schema.length > 0 ? { schema } : {}),
  }
}
