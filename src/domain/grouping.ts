import type { FieldType } from './record.ts'

/** What becomes of a field when the records of one key are made one. `same`: all of them must have the same value. */
export const AGGREGATES = ['sum', 'count', 'min', 'max', 'same'] as const
export type Aggregate = (typeof AGGREGATES)[number]

/** How a side's many records of one key become the one that is compared. */
export interface Grouping {
  /** By field; every field that the side has. */
  readonly aggregates: Readonly<Record<string, Aggregate>>
  /** The column that names a part of a group (`payment_id`), to list parts in findings; null: they are not listed. */
  readonly partsColumn: string | null
}

/** Why a field with `total` cannot be made one so, with the remedy; null when it can. */
export function totalProblem(aggregate: Aggregate): string | null {
  if (aggregate === 'sum' || aggregate === 'count') return null
  return `the field says total, and a total of ${aggregate} means nothing: write sum, or take total away`
}

/** Why a field of this type cannot be made one so, with the remedy; null when it can. */
export function aggregateProblem(aggregate: Aggregate, type: FieldType): string | null {
  const isNumber = type === 'integer' || type === 'decimal'
  if (aggregate === 'sum' && !isNumber)
    return `sum needs numbers, and the type is ${type}: say type: decimal for the field, or write min, max or same`
  if (aggregate === 'count' && !isNumber)
    return `count gives a number, and the type is ${type}: say type: integer for the field, or write same`
  if ((aggregate === 'min' || aggregate === 'max') && (type === 'boolean' || type === 'json'))
    return `${aggregate} needs values that have an order, and the type is ${type}: write same`
  return null
}

/** What cannot be expected of the records of a grouped side, and what to write; null where it can. */
export function groupedExpectationProblem(aggregate: Aggregate | null, isUnique: boolean): string | null {
  if (aggregate === 'count')
    return 'the records of this side are counted, so none of them has a value: remove the expectation'
  if (!isUnique) return null
  return 'unique is not supported on a side with groupBy, whose records come in groups: remove unique, and let the source check it'
}
