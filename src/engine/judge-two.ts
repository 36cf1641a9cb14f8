import type { CompiledField } from './compiled-field.ts'
import { explainPair } from './explain-cause.ts'
import { differs, EQUAL, type FieldOutcome, NORMALISED, tolerated } from './field-outcome.ts'
import { judgePair } from './judge-values.ts'
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
  const plain = record.isWalked && field.plainPoints !== null ? judgePlain(field, record, cellA) : null
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

/** Short plain numbers, straight from the bytes. */
function judgePlain(field: CompiledField, record: RecordAtKey, cell: number): FieldOutcome | null {
  const { first: a, last: b } = record
  const points = field.plainPoints!
  if (!PLAIN_A.read(record.at(a, cell), points) || !PLAIN_B.read(record.at(b, cell), points)) return null
  const agreement = comparePlain(PLAIN_A, PLAIN_B, field.plainLimit)
  if (agreement === null) return null
  if (agreement.kind === 'equal') return record.isSame(cell) ? EQUAL : NORMALISED
  if (agreement.kind === 'tolerated') return tolerated(agreement.apart)
  if (field.allowance !== null && field.plainLimit === null) return null
  const { cause } = agreement
  if (cause === null && field.mayBeStale) return null
  const [rawA, rawB] = [record.raw(a, cell), record.raw(b, cell)]
  return differs(field.mismatches.ofTwo({ key: record.key, a, b, rawA, rawB, cause }))
}
