import type { MatchRules } from '../domain/match-rules.ts'
import type { Similarity } from '../domain/pair-reason.ts'
import type { RecordKey } from '../domain/record.ts'
import {
  type Comparison,
  type ComparisonPlan,
  pairRecords,
  type ScoredPair,
  type Unmatched,
} from '../engine/index.ts'
import type { Scratch } from '../scratch/open-scratch.ts'
import type { ReadContext } from './context.ts'

export interface PairRequest {
  readonly plan: ComparisonPlan
  readonly comparison: Comparison
  /** Look at these pairs alone; null: at all. */
  readonly only: readonly (readonly [RecordKey, RecordKey])[] | null
  readonly signal: AbortSignal
}

/**
 * Pairs what a comparison left unmatched by the rules of `match`: the scratch finds the candidates by their blocks and
 * measures how alike they are, the engine decides. At most `maxPairs` pairs are measured.
 */
export async function pairUnmatched(context: ReadContext, request: PairRequest): Promise<Comparison> {
  const { plan, comparison, only } = request
  const { match } = plan.reconciliation
  const { unmatched } = comparison
  if (!match || !unmatched) return comparison
  const found = isPairable(unmatched)
    ? await measure(context, { match, unmatched, signal: request.signal })
    : NOTHING
  return pairRecords({ plan, comparison, only, now: context.now(), ...found })
}

interface Measured {
  readonly scored: readonly ScoredPair[]
  /** Places of the records that stand in a block which was not looked at, by side. */
  readonly unknown: readonly [readonly number[], readonly number[]]
}

const NOTHING: Measured = { scored: [], unknown: [[], []] }

function isPairable({ records, isTooMuch }: Unmatched): boolean {
  return !isTooMuch && records.every((side) => side.length > 0)
}

async function measure(
  context: ReadContext,
  request: { readonly match: MatchRules; readonly unmatched: Unmatched; readonly signal: AbortSignal },
): Promise<Measured> {
  const { match, signal } = request
  const { openScratch } = await import('../scratch/open-scratch.ts')
  const scratch = await openScratch(context.scratchFolder)
  try {
    await stage(scratch, request)
    // The smallest blocks first: one value that half of the records share does not cost the others their pairs.
    await scratch.run(
      `CREATE TABLE sized AS SELECT block, text, sum(pairs) OVER (ORDER BY pairs, block, text) AS pairs_so_far
        FROM (
          SELECT block, text, count(*) FILTER (WHERE side = 0) * count(*) FILTER (WHERE side = 1) AS pairs
          FROM blocks GROUP BY block, text
        ) WHERE pairs > 0`,
      { signal },
    )
    const parameters = { most: String(match.maxPairs) }
    await scratch.run(
      `CREATE TABLE pairs AS SELECT DISTINCT one.place AS first, other.place AS second
        FROM blocks AS one
        JOIN sized ON sized.block = one.block AND sized.text = one.text AND pairs_so_far <= $most::BIGINT
        JOIN blocks AS other ON other.block = one.block AND other.text = one.text AND other.side = 1
        WHERE one.side = 0`,
      { parameters, signal },
    )
    const unknown = await scratch.rows(
      `SELECT DISTINCT side, place FROM blocks JOIN sized USING (block, text)
        WHERE pairs_so_far > $most::BIGINT ORDER BY side, place`,
      parameters,
    )
    const scored = await scratch.rows(scoreStatement(match))
    const unknownOf = (side: string) => unknown.flatMap((row) => (row[0] === side ? [Number(row[1])] : []))
    return { scored: scored.map(toScored), unknown: [unknownOf('0'), unknownOf('1')] }
  } finally {
    await scratch.close()
  }
}

/** `records`: by side and place the texts to measure. `blocks`: by side and place, which blocks they stand in. */
async function stage(
  scratch: Scratch,
  { match, unmatched, signal }: { match: MatchRules; unmatched: Unmatched; signal: AbortSignal },
): Promise<void> {
  const columns = match.fields.map((_, index) => `field_${index} VARCHAR`)
  await scratch.run(`CREATE TABLE records (side INTEGER, place INTEGER, ${columns.join(', ')})`)
  await scratch.run('CREATE TABLE blocks (side INTEGER, place INTEGER, block INTEGER, text VARCHAR)')
  const records = await scratch.append('records')
  const blocks = await scratch.append('blocks')
  try {
    for (const [side, own] of unmatched.records.entries()) {
      signal.throwIfAborted()
      for (const [place, record] of own.entries()) {
        records.add([side, place, ...record.values])
        for (const [block, text] of record.blocks.entries())
          if (text !== null) blocks.add([side, place, block, text])
      }
    }
  } finally {
    records.end()
    blocks.end()
  }
}

function scoreStatement({ fields }: MatchRules): string {
  const scores = fields.map(({ similarity }, index) => millionths(similarity, `field_${index}`))
  return `SELECT pairs.first, pairs.second, ${scores.join(', ')} FROM pairs
    JOIN records AS a ON a.side = 0 AND a.place = pairs.first
    JOIN records AS b ON b.side = 1 AND b.place = pairs.second
    ORDER BY pairs.first, pairs.second`
}

/** Longer texts take too long to measure. In bytes, as DuckDB's functions count. */
const LONGEST_BYTES = 1_000

/** Whole millionths; only equal texts have all of them, and a null has none. */
function millionths(similarity: Similarity, column: string): string {
  const [a, b] = [`a.${column}`, `b.${column}`]
  const measured = `least(999999, round(1000000 * ${MEASURES[similarity](a, b)}))::INTEGER`
  return `CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL WHEN ${a} = ${b} THEN 1000000
    WHEN greatest(strlen(${a}), strlen(${b})) > ${LONGEST_BYTES} THEN 0 ELSE ${measured} END`
}

const MEASURES: Readonly<Record<Similarity, (a: string, b: string) => string>> = {
  exact: () => '0',
  jaro_winkler: (a, b) => `jaro_winkler_similarity(${a}, ${b})`,
  levenshtein: (a, b) => byDistance('levenshtein', a, b),
  damerau_levenshtein: (a, b) => byDistance('damerau_levenshtein', a, b),
  jaccard: (a, b) => `jaccard(${a}, ${b})`,
}

function byDistance(measure: string, a: string, b: string): string {
  return `(1 - ${measure}(${a}, ${b})::DOUBLE / greatest(strlen(${a}), strlen(${b})))`
}

function toScored([first, second, ...similarities]: readonly (string | null)[]): ScoredPair {
  return {
    first: Number(first),
    second: Number(second),
    similarities: similarities.map((value) => (value === null ? null : Number(value))),
  }
}
