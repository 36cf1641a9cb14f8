/** The candidate that a mistyped word most likely meant, or null when none is close. */
export function nearestName(word: string, candidates: readonly string[]): string | null {
  let best: string | null = null
  let bestDistance = Math.ceil(word.length / 3) + 1
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase())
    // Two words without one letter in common are not a typing error, however short.
    const isClose = distance < Math.max(word.length, candidate.length)
    if (isClose && distance < bestDistance) [best, bestDistance] = [candidate, distance]
  }
  return best
}

/** ` (did you mean "email"?)` to end a sentence with, or nothing when no candidate is close. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const nearest = nearestName(word, candidates)
  return nearest === null ? '' : ` (did you mean "${nearest}"?)`
}

/** Insertions, deletions and substitutions between two words (Levenshtein), one row of the matrix at a time. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const substitution = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[to.length]!
}
