import type { DigestFacts } from '../domain/digest-facts.ts'
import {
  countResolvers,
  countTopics,
  countWaking,
  type FigurePeriod,
  readMedians,
  type TopicCounts,
} from '../store/digest-figures.ts'
import type { Context } from './context.ts'

const DAY_MS = 24 * 60 * 60 * 1_000
const TOP = 3

type Figures = Pick<
  DigestFacts,
  'resolvers' | 'acknowledgedAfter' | 'resolvedAfter' | 'wakingSoon' | 'causes' | 'fields'
>

/** Who did what, how long it took, what wakes soon, and what it is all about; what there is nothing of is left out. */
export async function gatherFigures({ db }: Pick<Context, 'db'>, period: FigurePeriod): Promise<Figures> {
  const { reconciliations, until } = period
  // One after the other: inside a transaction there is one connection.
  const resolvers = await countResolvers(db, period)
  const { acknowledged, resolved } = await readMedians(db, period)
  const topics = await countTopics(db, period)
  const waking = await countWaking(db, { reconciliations, before: new Date(until.getTime() + DAY_MS) })
  const causes = mostOf(topics.filter(hasCause), ({ cause }) => ({ cause }))
  const fields = mostOf(topics, ({ kind, field }) => ({ kind, field }))
  return {
    ...(resolvers.length > 0
      ? { resolvers: { people: resolvers.length, top: resolvers.slice(0, TOP) } }
      : {}),
    ...(acknowledged ? { acknowledgedAfter: acknowledged } : {}),
    ...(resolved ? { resolvedAfter: resolved } : {}),
    ...(waking > 0 ? { wakingSoon: waking } : {}),
    ...(causes.length > 0 ? { causes } : {}),
    ...(fields.length > 0 ? { fields } : {}),
  }
}

function hasCause(topic: TopicCounts): topic is TopicCounts & { readonly cause: string } {
  return topic.cause !== null
}

/** The few with most that is open or was opened, each said once. */
function mostOf<Topic extends TopicCounts, Name extends object>(
  topics: readonly Topic[],
  nameOf: (topic: Topic) => Name,
): (Name & { readonly opened: number; readonly open: number })[] {
  const byName = new Map<string, Name & { opened: number; open: number }>()
  for (const topic of topics) {
    const name = nameOf(topic)
    const id = JSON.stringify(name)
    const sum = byName.get(id) ?? { ...name, opened: 0, open: 0 }
    byName.set(id, { ...sum, opened: sum.opened + topic.opened, open: sum.open + topic.open })
  }
  const weight = (each: { opened: number; open: number }) => Math.max(each.opened, each.open)
  const sorted = [...byName].sort(([a, one], [b, other]) => weight(other) - weight(one) || (a < b ? -1 : 1))
  return sorted.slice(0, TOP).map(([, each]) => each)
}
