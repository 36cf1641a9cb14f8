import type { Finding } from '../../domain/finding.ts'
import type { RecordKey, SideValues } from '../../domain/record.ts'

/** One field of one record as the judge saw it. */
export interface CheckedField {
  readonly name: string
  readonly values: SideValues
  readonly verdict: 'equal' | 'normalised' | 'tolerated' | 'differs' | 'invalid' | 'pending' | 'ignored'
}

/** One record as the judge saw it, agreeing fields too. */
export interface CheckedRecord {
  readonly key: RecordKey
  readonly presentOn: readonly string[]
  readonly missingFrom: readonly string[]
  readonly fields: readonly CheckedField[]
  readonly findings: readonly Finding[]
}

export const VERDICTS: Readonly<Record<CheckedField['verdict'], string>> = {
  equal: '✓ equal',
  normalised: '✓ equal after normalising',
  tolerated: '≈ within tolerance',
  differs: '✗ differs',
  invalid: '✗ not valid',
  pending: '… not there yet',
  ignored: '– not compared',
}

const ORDER: readonly CheckedField['verdict'][] = [
  'differs',
  'invalid',
  'pending',
  'tolerated',
  'normalised',
  'equal',
  'ignored',
]

/** Fields that need a look come first. */
export function fieldsInOrder({ fields }: CheckedRecord): CheckedField[] {
  return [...fields].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict))
}

/** More stand in a window, page by page. A table has room for so many, whatever the number of sides. */
export const FIELDS_IN_ANSWER = 20

export function hasMoreFields({ fields }: CheckedRecord): boolean {
  return fields.length > FIELDS_IN_ANSWER
}
