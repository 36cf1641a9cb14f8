import { type GuardEvidence, type GuardRules, type HoldReason, WHOLE_SHARE } from '../domain/guard.ts'

/** What a run saw, as far as it can hold it. */
export interface GuardInput extends Omit<GuardEvidence, 'reasons'> {
  readonly rules: GuardRules
  readonly sides: readonly { readonly name: string; readonly optional: boolean }[]
  /** `whole`: all rows of all sides. `beginning`: the first of them. `some`: others. */
  readonly look: 'whole' | 'beginning' | 'some'
  /** Some discrepancy is open, which a side without rows would resolve or keep. */
  readonly hasOpen: boolean
  /** What a person has accepted already; null: nothing. */
  readonly accepted: GuardEvidence | null
}

/** A side with fewer rows may have shrunk for good reasons. */
const SHRINKS_FROM_ROWS = 100
/** Of some rows only, a side can have none by chance where the others have fewer. */
const NONE_AMONG_ROWS = 20

/** Why a run has to be held; nothing where it has not. What is worse than accepted by no more than a tenth is accepted. */
export function judgeGuard(input: GuardInput): readonly HoldReason[] {
  const reasons = input.sides.flatMap((side) => judgeSide(input, side))
  return [...reasons, ...judgeShare(input)].filter((reason) => isWorse(reason, input))
}

function judgeSide(input: GuardInput, side: GuardInput['sides'][number]): HoldReason[] {
  if (input.look === 'whole') return hasFewRows(input, side) ?? hasShrunk(input, side)
  const rows = input.rows[side.name] ?? 0
  const others = mostOfOthers(input.rows, side.name)
  const least = input.look === 'beginning' ? 1 : NONE_AMONG_ROWS
  const isNone = rows === 0 && input.rules.minRows > 0 && !side.optional && others >= least
  return isNone ? [{ kind: 'no-rows-here', side: side.name }] : []
}

/** Null: it has enough, or is known to have so few. */
function hasFewRows(
  { rules, rows, before, hasOpen }: GuardInput,
  { name, optional }: GuardInput['sides'][number],
): HoldReason[] | null {
  const now = rows[name] ?? 0
  if (now >= rules.minRows) return null
  const then = before?.rows[name]
  const othersHaveSome = mostOfOthers(rows, name) > 0
  const hadSome = then !== undefined && then > 0
  const isExpected = hadSome || (!optional && (othersHaveSome || hasOpen))
  if (!isExpected) return null
  // So it was when the last run was completed, and a person has accepted that, or no guard was there.
  const wasAsFew = then !== undefined && then < rules.minRows && now * 10 >= then * 9
  const othersHadSome = before !== null && mostOfOthers(before.rows, name) > 0
  if (wasAsFew && (othersHadSome || !othersHaveSome)) return null
  return [{ kind: 'few-rows', side: name, minRows: rules.minRows }]
}

function hasShrunk({ rules, rows, before }: GuardInput, { name }: { readonly name: string }): HoldReason[] {
  const then = before?.rows[name] ?? 0
  const gone = then - (rows[name] ?? 0)
  if (then < SHRINKS_FROM_ROWS || !isMoreThan(gone, then, rules.maxShrink)) return []
  return [{ kind: 'shrunk', side: name, maxShrink: rules.maxShrink }]
}

function judgeShare({ rules: { maxDiffering }, differing, keys }: GuardInput): HoldReason[] {
  if (maxDiffering === null || keys === null || !isMoreThan(differing, keys, maxDiffering)) return []
  return [{ kind: 'differing', maxDiffering }]
}

function isWorse(reason: HoldReason, { accepted, ...now }: GuardInput): boolean {
  if (accepted === null) return true
  if (reason.kind === 'differing') {
    const [own, then] = [BigInt(now.differing), BigInt(accepted.differing)]
    const [all, allThen] =
      now.keys === null || accepted.keys === null ? [1n, 1n] : [BigInt(now.keys), BigInt(accepted.keys)]
    return own * allThen * 10n > then * all * 11n
  }
  return (now.rows[reason.side] ?? 0) * 10 < (accepted.rows[reason.side] ?? 0) * 9
}

function isMoreThan(part: number, whole: number, share: number): boolean {
  return BigInt(part) * BigInt(WHOLE_SHARE) > BigInt(whole) * BigInt(share)
}

function mostOfOthers(rows: GuardEvidence['rows'], side: string): number {
  return Math.max(0, ...Object.entries(rows).map(([name, count]) => (name === side ? 0 : count)))
}
