/** How alike two texts are, from 0 to 1, as DuckDB measures it; `exact`: 1 for equal canonical values, else 0. */
export const SIMILARITIES = [
  'exact',
  'jaro_winkler',
  'levenshtein',
  'damerau_levenshtein',
  'jaccard',
] as const
export type Similarity = (typeof SIMILARITIES)[number]

/** One field's part in the score of a pair. */
export interface MatchField {
  readonly field: string
  readonly similarity: Similarity
  /** A whole number. */
  readonly weight: number
}

/** What one field adds to the score of a pair. */
export interface PairReason extends MatchField {
  /** `0.9416`, rounded down; null where a side has nothing to compare, which counts as 0. */
  readonly score: string | null
}

/** A reason in words: `name 0.9416 alike (jaro_winkler, weight 3)`. */
export function describeReason({ field, similarity, weight, score }: PairReason): string {
  return `${field} ${scoreWords(similarity, score)} (${similarity}, weight ${weight})`
}

function scoreWords(similarity: Similarity, score: string | null): string {
  if (score === null) return 'empty on a side'
  if (score === '1') return 'equal'
  return similarity === 'exact' ? 'different' : `${score} alike`
}
