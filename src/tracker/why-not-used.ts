import type { Remedy, RemedyState } from '../domain/remedy.ts'

/** How long a use counts towards the limit of a day. */
export const USE_COUNTS_MS = 24 * 60 * 60 * 1_000

/** What a remedy was used for before. */
export interface RemedyUse {
  readonly state: Pick<RemedyState, 'offSince'>
  /** Attempts within a day, and of those for the same run or approval. */
  readonly used: { readonly day: number; readonly together: number }
}

/** What keeps a remedy from being used for anything now, in a sentence without its full stop; null: nothing does. */
export function whyNotUsed(
  { name, limit }: Pick<Remedy, 'name' | 'limit'>,
  { state: { offSince }, used }: RemedyUse,
): { readonly because: 'off' | 'day' | 'together'; readonly said: string } | null {
  const remedy = `the remedy "${name}"`
  if (offSince !== null)
    return { because: 'off', said: `${remedy} is switched off since ${offSince.toISOString()}` }
  if (used.day >= limit.day) {
    const said = `${remedy} was used ${used.day} times within 24 hours, and limit.day is ${limit.day}`
    return { because: 'day', said }
  }
  if (used.together >= limit.run) {
    const said = `${remedy} was used ${used.together} times together, and limit.run is ${limit.run}`
    return { because: 'together', said }
  }
  return null
}
