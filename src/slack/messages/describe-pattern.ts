import type { FindingTraits } from '../../domain/finding-traits.ts'
import { describeCause, listWords } from './words.ts'

/** What findings alike have in common, in the words of the command line: `balance differs: rounding`. Not escaped. */
export function describePattern({ kind, field, cause, sides, rule }: FindingTraits): string {
  const places = listWords(sides)
  switch (kind) {
    case 'mismatch':
      return `${field} differs${cause === null ? ', no one cause' : `: ${describeCause(cause)}`}`
    case 'missing':
      return `missing from ${places}`
    case 'duplicate':
      return `duplicate keys in ${places}`
    case 'invalid':
      return rule === null ? `${field} invalid in ${places}` : `${field} in ${places} breaks ${rule}`
    case 'rekeyed':
      return 'records with different keys'
    case 'schema':
      return `${field} not compared`
  }
}

/** As short as a button wants it: `as rounding (balance)`. Not escaped. */
export function namePattern(traits: FindingTraits): string {
  const { kind, field, cause } = traits
  if (kind === 'mismatch' && cause !== null) return `as ${cause} (${field})`
  return `(${kind === 'mismatch' ? `${field} differs` : describePattern(traits)})`
}
