import { bestAssignment } from './best-assignment.ts'

/** Two records, each by its place among those of its side, and how alike they are in millionths. */
export interface Candidate {
  readonly first: number
  readonly second: number
  readonly score: number
}

/** Records by their place, first those of the first side, then those of the second. */
export type Places = readonly [readonly number[], readonly number[]]

export interface AssignmentRules {
  readonly threshold: number
  readonly margin: number
  /** Records not all of whose candidates were looked at. */
  readonly unknown: Places
}

/** What belongs together. A record is in one of these at most, and in one pair. */
export interface Assignment {
  readonly pairs: readonly Candidate[]
  readonly tied: Places
  readonly undecided: Places
}

/** Of more than so many records of a side that hang together, the best assignment takes too long. */
export const MOST_TOGETHER = 50

/**
 * The best assignment of all records together, each used once: the highest total score over pairs of at least the
 * threshold. A pair counts only when every assignment without it is worse by the margin, in total, and when no record that
 * is in no such pair comes as near to one of the two, even below the threshold. What hangs together with a record that is
 * not wholly known, or with too many, is undecided. The order of the candidates does not matter.
 */
export function assignPairs(candidates: readonly Candidate[], rules: AssignmentRules): Assignment {
  const likely = candidates.filter(({ score }) => score >= rules.threshold)
  const undecided = [new Set(rules.unknown[0]), new Set(rules.unknown[1])] as const
  const certain: Candidate[] = []
  const judged: Candidate[] = []
  for (const group of groupsOf(likely)) {
    if (isTooMuch(group, undecided)) {
      for (const { first } of group) undecided[0].add(first)
      for (const { second } of group) undecided[1].add(second)
    } else {
      judged.push(...group)
      certain.push(...certainPairs(group, rules.margin))
    }
  }
  const pairs = withoutNearOnes(certain, candidates, rules.margin)
  const [firsts, seconds] = [placesOf(pairs, 'first'), placesOf(pairs, 'second')]
  const open = judged.filter(({ first, second }) => !firsts.has(first) && !seconds.has(second))
  return {
    pairs: [...pairs].sort((a, b) => a.first - b.first),
    tied: [sorted(placesOf(open, 'first')), sorted(placesOf(open, 'second'))],
    undecided: [sorted(undecided[0]), sorted(undecided[1])],
  }
}

/** Candidates that hang together by their records. */
function groupsOf(candidates: readonly Candidate[]): Candidate[][] {
  const parents = new Map<string, string>()
  const rootOf = (name: string): string => {
    let root = name
    while (parents.has(root)) root = parents.get(root)!
    // Shortens the way for the next.
    for (let at = name; at !== root; ) {
      const next = parents.get(at)!
      parents.set(at, root)
      at = next
    }
    return root
  }
  for (const { first, second } of candidates) {
    const [a, b] = [rootOf(`a${first}`), rootOf(`b${second}`)]
    if (a !== b) parents.set(a, b)
  }
  const groups = new Map<string, Candidate[]>()
  for (const candidate of candidates) {
    const root = rootOf(`a${candidate.first}`)
    const group = groups.get(root)
    if (group) group.push(candidate)
    else groups.set(root, [candidate])
  }
  return [...groups.values()]
}

function isTooMuch(
  group: readonly Candidate[],
  undecided: readonly [ReadonlySet<number>, ReadonlySet<number>],
): boolean {
  if (group.some(({ first, second }) => undecided[0].has(first) || undecided[1].has(second))) return true
  return placesOf(group, 'first').size > MOST_TOGETHER || placesOf(group, 'second').size > MOST_TOGETHER
}

/** The pairs of the best assignment that every other one lacks at the cost of the margin. */
function certainPairs(likely: readonly Candidate[], margin: number): Candidate[] {
  const [firsts, seconds] = [sorted(placesOf(likely, 'first')), sorted(placesOf(likely, 'second'))]
  const weights = firsts.map(() => seconds.map(() => 0))
  for (const { first, second, score } of likely) {
    weights[firsts.indexOf(first)]![seconds.indexOf(second)] = score
  }
  const { columns, leads } = bestAssignment(weights)
  return firsts.flatMap((first, row) => {
    const column = columns[row]
    if (column == null || leads[row]! <= 0 || leads[row]! < margin) return []
    return { first, second: seconds[column]!, score: weights[row]![column]! }
  })
}

/** Takes out pairs one of whose records a record that is in no pair is nearly as like. */
function withoutNearOnes(
  certain: readonly Candidate[],
  candidates: readonly Candidate[],
  margin: number,
): readonly Candidate[] {
  const byFirst = new Map(certain.map((pair) => [pair.first, pair]))
  const bySecond = new Map(certain.map((pair) => [pair.second, pair]))
  const doubted = new Set<Candidate>()
  for (const { first, second, score } of candidates) {
    const [one, other] = [byFirst.get(first), bySecond.get(second)]
    // Both are in pairs (it may be this one): what exchanging them would cost is in the lead already.
    const pair = one && other ? undefined : (one ?? other)
    if (pair && pair.score - score < margin) doubted.add(pair)
  }
  return certain.filter((pair) => !doubted.has(pair))
}

function placesOf(candidates: readonly Candidate[], side: 'first' | 'second'): Set<number> {
  return new Set(candidates.map((candidate) => candidate[side]))
}

function sorted(places: ReadonlySet<number>): number[] {
  return [...places].sort((a, b) => a - b)
}
