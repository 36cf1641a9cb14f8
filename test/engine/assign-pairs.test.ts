import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AssignmentRules,
  assignPairs,
  type Candidate,
  MOST_TOGETHER,
} from '../../src/engine/assign-pairs.ts'
import { PROPERTY_RUNS } from './property-runs.ts'

const RULES: AssignmentRules = { threshold: 900, margin: 50, unknown: [[], []] }

/** `1-2 950`: the first side's record 1 and the other's 2 are that alike. */
function candidates(...texts: string[]): Candidate[] {
  return texts.map((text) => {
    const [first, second, score] = text.split(/[- ]/).map(Number)
    return { first: first!, second: second!, score: score! }
  })
}

function shown({ pairs, tied, undecided }: ReturnType<typeof assignPairs>) {
  return { pairs: pairs.map(({ first, second }) => `${first}-${second}`), tied, undecided }
}

const assign = (rules: Partial<AssignmentRules>, ...texts: string[]) =>
  shown(assignPairs(candidates(...texts), { ...RULES, ...rules }))
const only = (...pairs: string[]) => ({ pairs, tied: [[], []], undecided: [[], []] })

describe('assignPairs()', () => {
  test('takes a pair at the threshold and none below it', () => {
    expect(assign({}, '0-0 900', '1-1 899')).toEqual(only('0-0'))
  })

  test('finds the full assignment where taking the likeliest pair first would leave two records alone', () => {
    expect(assign({}, '0-0 980', '0-1 970', '1-0 960')).toEqual(only('0-1', '1-0'))
  })

  test('takes the other way round only when it is worth more', () => {
    // 0-0 and 1-1 come to 1960, 0-1 and 1-0 to 1900: worse by 60, and the margin is 50.
    expect(assign({}, '0-0 980', '1-1 980', '0-1 950', '1-0 950')).toEqual(only('0-0', '1-1'))
    // Worse by 40: nobody can say.
    expect(assign({}, '0-0 980', '1-1 980', '0-1 960', '1-0 960')).toEqual({
      pairs: [],
      tied: [
        [0, 1],
        [0, 1],
      ],
      undecided: [[], []],
    })
  })

  test('reports a tie of two that are as likely, and pairs neither', () => {
    const tie = { pairs: [], tied: [[0], [0, 1]], undecided: [[], []] }
    expect(assign({}, '0-0 950', '0-1 950')).toEqual(tie)
    expect(assign({}, '0-0 950', '0-1 901')).toEqual(tie)
    expect(assign({ margin: 0 }, '0-0 950', '0-1 950')).toEqual(tie)
  })

  test('takes the better of two exactly at the margin, and leaves the other alone', () => {
    expect(assign({}, '0-0 950', '0-1 900')).toEqual(only('0-0'))
    expect(assign({ margin: 0 }, '0-0 950', '0-1 949')).toEqual(only('0-0'))
  })

  test('doubts a pair that a record below the threshold comes near', () => {
    expect(assign({}, '0-0 910', '0-1 880')).toEqual({ pairs: [], tied: [[0], [0]], undecided: [[], []] })
    expect(assign({}, '0-0 910', '0-1 860')).toEqual(only('0-0'))
    // 1 has a counterpart of its own, so it is none for 0.
    expect(assign({}, '0-0 910', '0-1 880', '1-1 990')).toEqual(only('0-0', '1-1'))
  })

  test('keeps a certain pair beside a tie that it hangs together with', () => {
    expect(assign({}, '0-0 1000', '1-0 900', '1-1 930', '1-2 930')).toEqual({
      pairs: ['0-0'],
      tied: [[1], [1, 2]],
      undecided: [[], []],
    })
  })

  test('decides nothing about what hangs together with a record that was not wholly looked at', () => {
    expect(assign({ unknown: [[], [1]] }, '0-0 990', '0-1 910', '5-5 950')).toEqual({
      pairs: ['5-5'],
      tied: [[], []],
      undecided: [[0], [0, 1]],
    })
    expect(assign({ unknown: [[3], []] })).toEqual({ pairs: [], tied: [[], []], undecided: [[3], []] })
  })

  test('decides what is as large as it may be, and nothing of what is larger', () => {
    // A chain: each record is nearly as like its neighbour's counterpart.
    const chain = (length: number) =>
      Array.from({ length }, (_, index) => [`${index}-${index} 990`, `${index}-${index + 1} 910`])
        .flat()
        .filter((text) => !text.includes(`-${length} `))
    expect(assign({}, ...chain(MOST_TOGETHER)).pairs).toHaveLength(MOST_TOGETHER)
    const places = Array.from({ length: MOST_TOGETHER + 1 }, (_, index) => index)
    expect(assign({}, ...chain(MOST_TOGETHER + 1))).toEqual({
      pairs: [],
      tied: [[], []],
      undecided: [places, places],
    })
  })
})

/** Every way to use each record once, over pairs that reach the threshold. */
function allWays(given: readonly Candidate[]): Candidate[][] {
  const [candidate, ...rest] = given
  if (!candidate) return [[]]
  const without = allWays(rest)
  const free = rest.filter(({ first, second }) => first !== candidate.first && second !== candidate.second)
  return [...without, ...allWays(free).map((way) => [candidate, ...way])]
}

const totalOf = (way: readonly Candidate[]) => way.reduce((sum, { score }) => sum + score, 0)

/** What the rules say, by trying everything. */
function oracle(given: readonly Candidate[], { threshold, margin }: AssignmentRules) {
  const ways = allWays(given.filter(({ score }) => score >= threshold))
  const best = Math.max(...ways.map(totalOf))
  const bestWay = ways.find((way) => totalOf(way) === best)!
  const certain = bestWay.filter((pair) => {
    const without = Math.max(...ways.filter((way) => !way.includes(pair)).map(totalOf))
    return best > without && best - without >= margin
  })
  return certain.filter((pair) =>
    given.every((other) => {
      const isForFirst = other.first === pair.first && !certain.some(({ second }) => second === other.second)
      const isForSecond = other.second === pair.second && !certain.some(({ first }) => first === other.first)
      return !(isForFirst || isForSecond) || pair.score - other.score >= margin
    }),
  )
}

const graphs = fc
  .uniqueArray(
    fc.record({
      first: fc.nat({ max: 4 }),
      second: fc.nat({ max: 4 }),
      score: fc.oneof(fc.integer({ min: 800, max: 1000 }), fc.constantFrom(880, 900, 930, 950, 1000)),
    }),
    { selector: ({ first, second }) => `${first}-${second}`, maxLength: 11 },
  )
  .chain((given) =>
    fc.record({
      given: fc.constant(given),
      shuffled: fc.shuffledSubarray(given, { minLength: given.length }),
      margin: fc.constantFrom(0, 20, 50),
    }),
  )

describe('assignPairs() against every possible assignment', () => {
  test('finds the same pairs, uses each record once, names the rest, whatever the order of the candidates', () => {
    fc.assert(
      fc.property(graphs, ({ given, shuffled, margin }) => {
        const rules = { ...RULES, margin }
        const found = assignPairs(given, rules)
        expect(assignPairs(shuffled, rules)).toEqual(found)
        const byPlace = (a: Candidate, b: Candidate) => a.first - b.first
        expect(found.pairs).toEqual(oracle(given, rules).sort(byPlace))
        for (const [side, name] of [
          [0, 'first'],
          [1, 'second'],
        ] as const) {
          const paired = found.pairs.map((pair) => pair[name])
          expect(new Set([...paired, ...found.tied[side]]).size).toBe(paired.length + found.tied[side].length)
        }
        // Whoever is left and could be paired with somebody else who is left is tied.
        const left = given.filter(
          ({ first, second, score }) =>
            score >= rules.threshold &&
            !found.pairs.some((pair) => pair.first === first || pair.second === second),
        )
        expect(found.tied[0]).toEqual([...new Set(left.map(({ first }) => first))].sort((a, b) => a - b))
      }),
      { numRuns: PROPERTY_RUNS },
    )
  })

  test('finds the highest total of larger sets', () => {
    // Far apart scores, so that the best assignment is never tied: each is a power of two.
    const bits = fc.shuffledSubarray(
      Array.from({ length: 25 }, (_, index) => index),
      { minLength: 25 },
    )
    fc.assert(
      fc.property(bits, (order) => {
        const given = order.map((bit, index) => ({
          first: Math.floor(index / 5),
          second: index % 5,
          score: 2 ** bit,
        }))
        const rules = { threshold: 1, margin: 0, unknown: [[], []] as const }
        const { pairs } = assignPairs(given, rules)
        expect(totalOf(pairs)).toBe(bestTotal(given, 0, new Set()))
        expect(pairs).toHaveLength(5)
      }),
      { numRuns: Math.min(PROPERTY_RUNS, 200) },
    )
  })
})

/** Row by row, every free column. */
function bestTotal(given: readonly Candidate[], row: number, used: ReadonlySet<number>): number {
  if (row === 5) return 0
  const own = given.filter(({ first, second }) => first === row && !used.has(second))
  return Math.max(
    ...own.map(({ second, score }) => score + bestTotal(given, row + 1, new Set([...used, second]))),
  )
}
