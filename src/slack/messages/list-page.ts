import { SEVERITIES, type Severity } from '../../domain/finding.ts'

/** Which part of which list: carried by the buttons below it, so that a page can be shown again. */
export interface ListPage {
  /** Name; null: all of them. */
  readonly reconciliation: string | null
  /** Empty: all of them. */
  readonly severities: readonly Severity[]
  readonly offset: number
}

/** `20;high,medium;customers`. A name comes last, as it may contain anything. */
export function writeListPage({ reconciliation, severities, offset }: ListPage): string {
  return `${offset};${severities.join(',')};${reconciliation ?? ''}`
}

/** Reads what `writeListPage` wrote; anything else is the first page of everything. */
export function readListPage(text: string): ListPage {
  const match = /^(\d{1,9});([a-z,]*);(.*)$/s.exec(text)
  if (!match) return { reconciliation: null, severities: [], offset: 0 }
  const [, offset, severities = '', name] = match
  return {
    reconciliation: name || null,
    severities: SEVERITIES.filter((severity) => severities.split(',').includes(severity)),
    offset: Number(offset),
  }
}
