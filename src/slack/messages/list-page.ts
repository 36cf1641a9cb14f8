import { SEVERITIES, type Severity } from '../../domain/finding.ts'
import { type ListPlace, readPlace, writePlace } from '../../domain/list-place.ts'

/** Words that narrow a list, as people type them: whose, which state. */
export const LIST_MARKS = [
  'mine',
  'unassigned',
  'overdue',
  'snoozed',
  'new',
  'acknowledged',
  'escalated',
] as const
export type ListMark = (typeof LIST_MARKS)[number]

/** Which part of which list: carried by the buttons below it, so that a page can be shown again. */
export interface ListPage {
  /** Name; null: all of them. */
  readonly reconciliation: string | null
  /** Empty: all of them. */
  readonly severities: readonly Severity[]
  /** Unsaid: nothing else narrows it. `mine` is whoever looks at it. */
  readonly marks?: readonly ListMark[]
  /** What comes after a place, or the last ones before it; null: the first page. */
  readonly from: { readonly side: 'after' | 'before'; readonly place: ListPlace } | null
}

/** `>h1042;high,medium,mine;customers`. A name comes last, as it may contain anything. */
export function writeListPage({ reconciliation, severities, marks = [], from }: ListPage): string {
  const start = from ? `${from.side === 'after' ? '>' : '<'}${writePlace(from.place)}` : ''
  return `${start};${[...severities, ...marks].join(',')};${reconciliation ?? ''}`
}

/**
 * Reads what `writeListPage` wrote. Buttons of older versions have a number in place of the place: theirs is the first
 * page of their list. Anything else is the first page of everything.
 */
export function readListPage(text: string): ListPage {
  const match = /^([<>][a-z]\d{1,15}|\d{0,9});([a-z,]*);(.*)$/s.exec(text)
  if (!match) return { reconciliation: null, severities: [], from: null }
  const [, start = '', listed = '', name] = match
  const place = readPlace(start.slice(1))
  const words = listed.split(',')
  const marks = LIST_MARKS.filter((mark) => words.includes(mark))
  return {
    reconciliation: name || null,
    severities: SEVERITIES.filter((severity) => words.includes(severity)),
    ...(marks.length === 0 ? {} : { marks }),
    from: place && { side: start.startsWith('>') ? 'after' : 'before', place },
  }
}
