import { type ListPlace, readPlace, writePlace } from '../../domain/list-place.ts'
import { QUEUES } from '../../domain/queue.ts'

/** What the Home tab can show: the queues, and the two views of how all goes. */
export const HOME_SECTIONS = [...QUEUES, 'health', 'delivery'] as const
export type HomeSection = (typeof HOME_SECTIONS)[number]

/** Which part of the Home tab somebody sees: kept in the view's metadata, so that it can be shown again. */
export interface HomePage {
  readonly section: HomeSection
  /** The person chose it; otherwise the next opening may choose another one. */
  readonly isChosen: boolean
  /** Of a queue: what comes after a place, or the last ones before it; null: the first page. */
  readonly from: { readonly side: 'after' | 'before'; readonly place: ListPlace } | null
  /** Of the reconciliations: how many are on the pages before. */
  readonly skip: number
}

/** The first page of a section that somebody chose. */
export function firstPage(section: HomeSection): HomePage {
  return { section, isChosen: true, from: null, skip: 0 }
}

/** `mine`, `open;>h1042`, `health;20`; with a `?` what nobody chose: `open?`. */
export function writeHomePage({ section, isChosen, from, skip }: HomePage): string {
  const start = from ? `;${from.side === 'after' ? '>' : '<'}${writePlace(from.place)}` : ''
  return `${section}${isChosen ? '' : '?'}${start}${skip > 0 ? `;${skip}` : ''}`
}

/** Reads what `writeHomePage` wrote; anything else, such as what an older version left, is null. */
export function readHomePage(text: string): HomePage | null {
  const [, name, open, start = ''] = /^([a-z]+)(\?)?(?:;([<>][a-z]\d{1,15}|\d{1,6}))?$/.exec(text) ?? []
  const section = HOME_SECTIONS.find((known) => known === name)
  if (section === undefined) return null
  const place = readPlace(start.slice(1))
  return {
    section,
    isChosen: open === undefined,
    from: place && { side: start.startsWith('>') ? 'after' : 'before', place },
    skip: /^\d+$/.test(start) ? Number(start) : 0,
  }
}
