import type { Actor, Discrepancy } from '../domain/discrepancy.ts'
import type { GroupChoice } from '../domain/group-choice.ts'
import type { Denial } from '../domain/permission.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Remedy } from '../domain/remedy.ts'
import { findDiscrepancies } from '../store/discrepancies.ts'
import { fittingRemedies } from '../tracker/fits-remedy.ts'
import { fixDenial } from './apply-remedy.ts'
import type { Context } from './context.ts'
import { planRemedy, type RemedyPlan } from './plan-remedies.ts'
import { listChosen } from './read-group.ts'

export interface FixManyWish {
  readonly choice: GroupChoice
  readonly upTo: number
  /** Null: all that fit the choice. */
  readonly numbers: readonly number[] | null
  /** Null: not chosen yet. */
  readonly remedy: string | null
  readonly actor: Actor
}

/** What somebody who wants to fix many at once must know before they do. */
export interface FixManyConsidered {
  readonly reconciliation: Reconciliation
  readonly chosen: number
  readonly fitting: readonly { readonly remedy: Remedy; readonly count: number }[]
  readonly plan: {
    readonly remedy: Remedy
    readonly count: number
    /** The first ones, read on all sides now. */
    readonly first: readonly RemedyPlan[]
    readonly left: number
    /** Why none of the first ones can be done; null: some can. */
    readonly refused: string | null
  } | null
  readonly denial: Denial | null
}

/** Each of them is a look at all sides, while somebody waits. */
const FIRST = 5

/** Plans the first of many, and changes nothing. Throws `not-found` and whatever the sources throw. */
export async function considerFixMany(context: Context, wish: FixManyWish): Promise<FixManyConsidered> {
  const { choice, upTo, actor } = wish
  const { reconciliation, numbers: all } = await listChosen(context, choice, upTo)
  const wanted = wish.numbers && new Set(wish.numbers)
  const numbers = wanted ? all.filter((number) => wanted.has(number)) : all
  const rows = [...(await findDiscrepancies(context.db, numbers))]
    .filter(({ status }) => status !== 'resolved')
    .sort((one, other) => one.number - other.number)
  const fitting = (reconciliation.remedies ?? []).flatMap((remedy) => {
    const count = rows.filter((row) => isFitting(row, { reconciliation, remedy })).length
    return count === 0 ? [] : [{ remedy, count }]
  })
  const chosen = fitting.length === 1 ? fitting[0] : fitting.find(({ remedy }) => remedy.name === wish.remedy)
  const seen = { reconciliation, chosen: rows.length, fitting }
  if (!chosen) return { ...seen, denial: null, plan: null }
  const { remedy } = chosen
  const denial = await fixDenial(context, { actor, reconciliation, remedy })
  const fits = rows.filter((row) => isFitting(row, { reconciliation, remedy }))
  return { ...seen, denial, plan: await planFirst(context, { ...chosen, fits }) }
}

async function planFirst(
  context: Context,
  {
    remedy,
    count,
    fits,
  }: { readonly remedy: Remedy; readonly count: number; readonly fits: readonly Discrepancy[] },
): Promise<NonNullable<FixManyConsidered['plan']>> {
  const first: RemedyPlan[] = []
  for (const { number } of fits.slice(0, FIRST))
    first.push(await planRemedy(context, { number, remedy: remedy.name }))
  const left = first[0]?.left ?? remedy.limit.day
  const isRefused = first.every(({ refused }) => refused !== null)
  return { remedy, count, first, left, refused: isRefused ? (first[0]?.refused ?? null) : null }
}

function isFitting(
  row: Discrepancy,
  { reconciliation, remedy }: { reconciliation: Reconciliation; remedy: Remedy },
): boolean {
  return fittingRemedies(row, reconciliation).some(({ name }) => name === remedy.name)
}
