import { compilePattern, type Expectation, LONGEST_FOR_PATTERN } from '../domain/expectation.ts'
import type { ExpectationRule } from '../domain/finding.ts'
import type { BrokenExpectation } from './broken-expectation.ts'
import type { Canonicaliser, CanonicalValue } from './canonical-value.ts'
import { firstCellAfterKey, nextCell, rawCell } from './cell-walk.ts'
import type { ComparisonPlan } from './comparison-plan.ts'
import type { CompiledField } from './compiled-field.ts'
import { compareDecimals, type ExactDecimal, parseDecimal } from './exact-decimal.ts'
import type { RecordPosition } from './key-bytes.ts'
import { SeenValues } from './seen-values.ts'

/** The value by the rules of its field, and its raw text. Null values never get here. */
type Rule = (value: CanonicalValue & { kind: 'value' }, raw: string) => boolean

interface CellExpectation {
  readonly field: CompiledField
  readonly read: Canonicaliser
  readonly required: boolean
  /** In the order in which a broken one is named. True: the value keeps it. */
  readonly rules: readonly (readonly [ExpectationRule, Rule])[]
}

/**
 * Makes the check of one side's records as they are read, in their order; null when nothing is expected of the side. A
 * value that does not parse is not looked at, because that is a finding already. Throws `refused` when `unique` has more
 * values to remember than it may.
 */
export function expectationCheck(
  plan: ComparisonPlan,
  fields: readonly CompiledField[],
  side: number,
): ((record: RecordPosition) => readonly BrokenExpectation[] | null) | null {
  const { name, expect = {} } = plan.reconciliation.sides[side]!
  const cells: (CellExpectation | null)[] = []
  for (const field of fields) {
    const cell = field.cells[side]
    const expectation = expect[field.name]
    if (cell == null || expectation === undefined) continue
    const index = cell - plan.keyNames.length
    while (cells.length < index) cells.push(null)
    cells[index] = compileExpectation(expectation, { field, side: name, read: field.canonicalisers[side]! })
  }
  if (cells.length === 0) return null
  return (record) => {
    let broken: BrokenExpectation[] | null = null
    firstCellAfterKey(record)
    for (let index = 0; index < cells.length; index++, nextCell(record)) {
      const cell = cells[index]
      const found = cell ? brokenRule(cell, record) : null
      if (found === null) continue
      broken ??= []
      broken.push(found)
    }
    return broken
  }
}

function brokenRule(cell: CellExpectation, record: RecordPosition): BrokenExpectation | null {
  const raw = rawCell(record)
  const value = cell.read(raw)
  if (value.kind === 'invalid') return null
  const { name, rules } = cell.field
  const breaks = (rule: ExpectationRule) => ({ field: name, raw, rule, severity: rules.severity })
  if (value.kind === 'null' || raw === null) return cell.required ? breaks('required') : null
  const broken = cell.rules.find(([, keeps]) => !keeps(value, raw))
  return broken ? breaks(broken[0]) : null
}

interface Place {
  readonly field: CompiledField
  readonly side: string
  readonly read: Canonicaliser
}

function compileExpectation(expectation: Expectation, { field, side, read }: Place): CellExpectation {
  const { required, oneOf, range, pattern, length, unique } = expectation
  const rules: (readonly [ExpectationRule, Rule])[] = []
  if (oneOf) rules.push(['oneOf', isOneOf(oneOf, read)])
  if (range) rules.push(['range', isInRange(range)])
  if (pattern !== null) rules.push(['pattern', matches(compilePattern(pattern))])
  if (length) rules.push(['length', isAsLong(length)])
  if (unique) {
    const seen = new SeenValues(`sides.${side}.expect.${field.name}.unique`)
    rules.push(['unique', (value) => seen.add(value.text)])
  }
  return { field, read, required, rules }
}

/** The words are read as the side's own, so both its words and those of a map are understood. */
function isOneOf(words: readonly string[], read: Canonicaliser): Rule {
  const texts = new Set(
    words.flatMap((word) => {
      const value = read(word)
      return value.kind === 'value' ? [value.text] : []
    }),
  )
  return (value) => texts.has(value.text)
}

/** `NaN` and the infinities are in no range. */
function isInRange({ min, max }: NonNullable<Expectation['range']>): Rule {
  const [least, most] = [bound(min), bound(max)]
  return ({ amount }) => {
    if (amount === null || !('digits' in amount)) return false
    if (least !== null && compareDecimals(amount, least) < 0) return false
    return most === null || compareDecimals(amount, most) <= 0
  }
}

function bound(text: string | null): ExactDecimal | null {
  return text === null ? null : parseDecimal(text)
}

function matches(pattern: RegExp): Rule {
  return (_, raw) => raw.length <= LONGEST_FOR_PATTERN && pattern.test(raw)
}

function isAsLong({ min, max }: NonNullable<Expectation['length']>): Rule {
  return (_, raw) => {
    const count = countCharacters(raw)
    return (min === null || count >= min) && (max === null || count <= max)
  }
}

/** Unicode characters: an emoji is one. */
function countCharacters(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
