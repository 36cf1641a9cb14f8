import type { Cause } from '../domain/cause.ts'
import type { CompiledField } from './compiled-field.ts'
import { explainPair } from './explain-cause.ts'
import { differs, EQUAL, type FieldOutcome, NORMALISED, tolerated } from './field-outcome.ts'
import { judgePair } from './judge-values.ts'
import { readFlag } from './plain-flag.ts'
import { areSameInstant } from './plain-instant.ts'
import { comparePlain, PlainNumber } from './plain-number.ts'
import type { RecordAtKey } from './record-at-key.ts'

const PLAIN_A = new PlainNumber()
const PLAIN_B = new PlainNumber()

/**
 * Judges a field of the only two sides that have the record where both hold a value: what nearly all records are, so
 * it makes nothing that is not asked for. Null where the judge must look closer.
 */
export function judgeTwo(field: CompiledField, record: RecordAtKey): FieldOutcome | null {
  const [a, b] = [record.first, record.last]
  const [cellA, cellB] = [field.cells[a], field.cells[b]]
  if (cellA == null || cellB == null || field.isGrouped || !field.mismatches.isAlikeForTwo) return null
  const plain = record.isWalked && field.plain !== null ? judgePlain(field, record, cellA) : null
  if (plain !== null) return plain
  const [rawA, rawB] = [record.raw(a, cellA), record.raw(b, cellB)]
  const [valueA, valueB] = [field.canonicalisers[a]!(rawA), field.canonicalisers[b]!(rawB)]
  if (valueA.kind !== 'value' || valueB.kind !== 'value') return null
  const agreement = judgePair(valueA, valueB, field.allowance)
  if (agreement.kind === 'equal') return rawA === rawB ? EQUAL : NORMALISED
  if (agreement.kind === 'tolerated') return tolerated(agreement.apart)
  const cause = explainPair(field.type, [
    { raw: rawA, value: valueA },
    { raw: rawB, value: valueB },
  ])
  if (cause === null && field.mayBeStale) return null
  return differs(field.mismatches.ofTwo({ key: record.key, a, b, rawA, rawB, cause }))
}

/** What the bytes tell. */
function judgePlain(field: CompiledField, record: RecordAtKey, cell: number): FieldOutcome | null {
  const { first: a, last: b } = record
  if (field.plain === 'number') return judgeNumbers(field, record, cell)
  if (field.plain === 'instant')
    return areSameInstant(record.at(a, cell), record.at(b, cell)) ? agreed(record, cell) : null
  const [flagA, flagB] = [readFlag(record.at(a, cell)), readFlag(record.at(b, cell))]
  if (flagA === null || flagB === null) return null
  return flagA === flagB ? agreed(record, cell) : mismatch(field, record, { cell, cause: null })
}

/** Short plain numbers. */
function judgeNumbers(field: CompiledField, record: RecordAtKey, cell: number): FieldOutcome | null {
  const points = field.plainPoints!
  if (!PLAIN_A.read(record.at(record.first, cell), points)) return null
  if (!PLAIN_B.read(record.at(record.last, cell), points)) return null
  const agreement = comparePlain(PLAIN_A, PLAIN_B, field.plainLimit)
  if (agreement === null) return null
  if (agreement.kind === 'equal') return agreed(record, cell)
  if (agreement.kind === 'tolerated') return tolerated(agreement.apart)
  if (field.allowance !== null && field.plainLimit === null) return null
  return mismatch(field, record, { cell, cause: agreement.cause })
}

function agreed(record: RecordAtKey, cell: number): FieldOutcome {
  return record.isSame(cell) ? EQUAL : NORMALISED
}

function mismatch(
  field: CompiledField,
  record: RecordAtKey,
  { cell, cause }: { readonly cell: number; readonly cause: Cause | null },
): FieldOutcome | null {
  if (cause === null && field.mayBeStale) return null
  const { first: a, last: b } = record
  const [rawA, rawB] = [record.raw(a, cell), record.raw(b, cell)]
  return differs(field.mismatches.ofTwo({ key: record.key, a, b, rawA, rawB, cause }))
}
