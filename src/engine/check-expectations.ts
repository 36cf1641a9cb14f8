import { type Expectation, patternProblem } from '../domain/expectation.ts'
import { groupedExpectationProblem } from '../domain/grouping.ts'
import { didYouMean } from '../domain/nearest-name.ts'
import type { Reconciliation, Side } from '../domain/reconciliation.ts'
import type { FieldType } from '../domain/record.ts'
import { canonicaliser } from './canonical-value.ts'
import { compareDecimals, parseDecimal } from './exact-decimal.ts'

/** What is wrong with the expectations of all sides now that the fields' types are known, in the order of the fields. */
export function checkExpectations({ sides, fields }: Reconciliation, types: readonly FieldType[]): string[] {
  const known = fields.map((field) => field.name)
  return sides.flatMap((side) =>
    Object.entries(side.expect ?? {}).flatMap(([name, expectation]) => {
      const index = known.indexOf(name)
      const problems =
        index < 0
          ? [`there is no field "${name}"${didYouMean(name, known)}`]
          : side.columns[name] == null
            ? [`"${side.name}" does not have this field: take the expectation away, or name its column`]
            : (checkOfSide(side, name, expectation) ??
              checkExpectation(expectation, types[index]!, (word) => reads(word, { side, index })))
      return problems.map((problem) => `sides.${side.name}.expect.${name}: ${problem}`)
    }),
  )

  function reads(word: string, { side, index }: { readonly side: Side; readonly index: number }): boolean {
    return canonicaliser(fields[index]!, types[index]!, { side: side.name })(word).kind !== 'invalid'
  }
}

function checkOfSide(side: Side, field: string, { unique }: Expectation): string[] | null {
  const aggregate = side.groupBy?.aggregates[field] ?? null
  const problem = side.groupBy ? groupedExpectationProblem(aggregate, unique) : null
  return problem === null ? null : [problem]
}

function checkExpectation(
  { oneOf, range, pattern, length }: Expectation,
  type: FieldType,
  reads: (word: string) => boolean,
): string[] {
  const problems: string[] = []
  if (range && type !== 'integer' && type !== 'decimal') {
    problems.push(`range needs numbers, and the type is ${type}: say type: decimal, or take range away`)
  }
  if (range) problems.push(...checkBounds(range))
  if (length && length.min !== null && length.max !== null && length.min > length.max) {
    problems.push(`length has min ${length.min} above max ${length.max}: write the smaller one as min`)
  }
  const unreadable = oneOf?.find((word) => !reads(word))
  if (unreadable !== undefined) {
    problems.push(`oneOf has "${unreadable}", which is no ${type}: write values of that type`)
  }
  const against = pattern === null ? null : patternProblem(pattern)
  if (against) problems.push(`pattern "${pattern}" cannot be used, ${against}`)
  return problems
}

function checkBounds({ min, max }: NonNullable<Expectation['range']>): string[] {
  const [least, most] = [min, max].map((text) => (text === null ? null : parseDecimal(text)))
  if ((min !== null && !least) || (max !== null && !most)) {
    return [
      `range from "${min ?? ''}" to "${max ?? ''}" is none of numbers: write such as { min: 0, max: 100.50 }`,
    ]
  }
  if (least && most && compareDecimals(least, most) > 0) {
    return [`range has min ${min} above max ${max}: write the smaller one as min`]
  }
  return []
}
