import { patternProblem } from './expectation.ts'

/** Stands in the pattern of a trailer for the number of records. */
const ROWS = '{rows}'

/** What is wrong with the pattern of a trailer, or null. */
export function trailerProblem(pattern: string): string | null {
  if (pattern.split(ROWS).length > 2) return `write ${ROWS} once`
  return patternProblem(pattern.replace(ROWS, '[0-9]+'))
}

/** The pattern of a trailer that passed; its group `rows` is the number of records, where it says it. */
export function trailerPattern(pattern: string): RegExp {
  return new RegExp(pattern.replace(ROWS, '(?<rows>[0-9]+)(?![0-9])'), 'u')
}
