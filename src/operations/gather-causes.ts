import type { DigestFacts } from '../domain/digest-facts.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { listTurnedCauses } from '../store/cause-states.ts'
import type { Context } from './context.ts'

/** Which causes were said to be gone in a period, and which came back; what there is nothing of is left out. */
export async function gatherCauses(
  { db }: Pick<Context, 'db'>,
  {
    told,
    since,
    until,
  }: { readonly told: readonly Reconciliation[]; readonly since: Date; readonly until: Date },
): Promise<Pick<DigestFacts, 'gone' | 'back'>> {
  const titles = new Map(told.map(({ name, title }) => [name, title]))
  const turned = await listTurnedCauses(db, { reconciliations: [...titles.keys()], since })
  const isIn = (at: Date | null) => at !== null && at >= since && at < until
  const named = ({ reconciliation, field, cause }: (typeof turned)[number]) => ({
    ...{ title: titles.get(reconciliation) ?? reconciliation, field, cause },
  })
  const gone = turned.filter(({ goneAt }) => isIn(goneAt)).map(named)
  const back = turned.flatMap((state) => {
    const { goneAt, backAt, awaySince } = state
    if (goneAt !== null || !isIn(backAt) || backAt === null || awaySince === null) return []
    return [{ ...named(state), seconds: Math.round((backAt.getTime() - awaySince.getTime()) / 1_000) }]
  })
  return { ...(gone.length > 0 ? { gone } : {}), ...(back.length > 0 ? { back } : {}) }
}
