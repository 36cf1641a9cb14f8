import { plainField } from '../domain/plain-field.ts'
import type { Field } from '../domain/reconciliation.ts'
import type { ComparisonPlan } from './comparison-plan.ts'

const RECORD: Field = { ...plainField('record'), type: 'text' }

/**
 * The plan of comparing keys with one hash a record in place of all fields. What it finds missing or different must be
 * judged by the plan it was made from; what it finds of keys themselves holds.
 */
export function planKeyHashes(plan: ComparisonPlan): ComparisonPlan {
  const { reconciliation, keyNames } = plan
  return {
    ...plan,
    reconciliation: {
      ...reconciliation,
      fields: [RECORD],
      missing: { ...reconciliation.missing, graceSeconds: 0 },
      likelyCorrect: { default: null, byField: {} },
    },
    sides: plan.sides.map((side) => ({
      ...side,
      columns: [...side.columns.slice(0, keyNames.length), RECORD.name],
      updatedAtCell: null,
    })),
    fields: [
      {
        name: RECORD.name,
        type: 'text',
        rules: RECORD,
        cells: plan.sides.map(() => keyNames.length),
        dependsOnSide: false,
        mayNotParse: false,
      },
    ],
    // They are told by the plan it was made from.
    schema: [],
  }
}
