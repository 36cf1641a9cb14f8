import type { Discrepancy } from './discrepancy.ts'
import { SEVERITIES, type Severity } from './finding.ts'

/**
 * A place in the list of discrepancies, high severity first, then the newest. It stays where it is when others open or
 * are resolved, so pages that begin or end there neither repeat one nor leave one out.
 */
export interface ListPlace {
  readonly severity: Severity
  readonly number: number
}

export function placeOf({ finding, number }: Pick<Discrepancy, 'finding' | 'number'>): ListPlace {
  return { severity: finding.severity, number }
}

/** `h1042`. */
export function writePlace({ severity, number }: ListPlace): string {
  return `${severity.charAt(0)}${number}`
}

/** Reads what `writePlace` wrote; anything else is null. */
export function readPlace(text: string): ListPlace | null {
  const [, letter, digits] = /^([a-z])(\d{1,15})$/.exec(text) ?? []
  const severity = SEVERITIES.find((name) => name.charAt(0) === letter)
  return severity ? { severity, number: Number(digits) } : null
}
