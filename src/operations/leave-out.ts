import type { Actor } from '../domain/discrepancy.ts'
import { Forbidden } from '../domain/forbidden.ts'
import type { Denial } from '../domain/permission.ts'
import { denialOf, refuseForbidden } from './allow-action.ts'
import type { Context } from './context.ts'

/** What of a report is not for whoever asks. */
export interface LeftOut {
  /** Names of reconciliations. */
  readonly names: readonly string[]
  /** Why, each reason once with all titles that it holds for. */
  readonly denials: readonly Denial[]
}

/** Which reconciliations somebody may get no report of. Throws `forbidden` where that leaves none. */
export async function leaveOut(
  context: Pick<Context, 'settings' | 'directory' | 'log'>,
  { actor, reconciliation }: { readonly actor: Actor; readonly reconciliation: string | null },
): Promise<LeftOut> {
  const action = 'report'
  if (reconciliation !== null) {
    await refuseForbidden(context, { actor, action, reconciliation })
    return { names: [], denials: [] }
  }
  const { reconciliations } = context.settings
  const names: string[] = []
  const found: Denial[] = []
  for (const { name } of reconciliations) {
    const denial = await denialOf(context, { actor, action, reconciliation: name })
    if (denial === null) continue
    names.push(name)
    found.push(denial)
  }
  const denials = joinTitles(found)
  const [first] = denials
  if (first !== undefined && names.length === reconciliations.length) throw new Forbidden(first)
  return { names, denials }
}

/** One sentence says of many reconciliations what is the same for them. */
function joinTitles(denials: readonly Denial[]): Denial[] {
  const titles = new Map<string, { denial: Denial; titles: string[] }>()
  for (const denial of denials) {
    const reason = JSON.stringify({ ...denial, title: '' })
    const known = titles.get(reason) ?? { denial, titles: [] }
    known.titles.push(denial.title)
    titles.set(reason, known)
  }
  return [...titles.values()].map((each) => ({ ...each.denial, title: list(each.titles) }))
}

/** `Customers, Payments and 7 more` */
function list(titles: readonly string[]): string {
  const shown = titles.length > 4 ? titles.slice(0, 3) : titles
  const more = titles.length - shown.length
  if (more > 0) return `${shown.join(', ')} and ${more} more`
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}
