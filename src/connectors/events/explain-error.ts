import { CounterfoilError } from '../../domain/errors.ts'
import { NO_DATE, PLACE_SEPARATOR } from '../files/sort-statement.ts'

/** Why sorting what events told failed. Errors with a sentence of their own pass. */
export function explainEventsError(name: string, cause: unknown): CounterfoilError {
  if (cause instanceof CounterfoilError) return cause
  const full = cause instanceof Error ? cause.message : String(cause)
  if (full.includes(NO_DATE)) {
    const [, , , ...value] = full.slice(full.indexOf(NO_DATE)).split(PLACE_SEPARATOR)
    return new CounterfoilError(
      'source-query',
      `${name}: an event told ${JSON.stringify(value.join(PLACE_SEPARATOR))} in the dateColumn, which is no date; send it again, or write another dateColumn.`,
      { cause },
    )
  }
  const message = full.split('\n\n')[0]!.replace(/[.\s]+$/, '')
  return new CounterfoilError(
    'source-incomplete',
    `${name}: what events told cannot be sorted (${message}); make room on the disk of the data folder, then run again.`,
    { cause },
  )
}
