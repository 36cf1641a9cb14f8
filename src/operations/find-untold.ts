import type { WantedMessage } from '../domain/outbox.ts'
import { messageTag } from '../outbox/plan-messages.ts'
import { subjectOfTag } from '../outbox/subject-of-tag.ts'
import { listShownTags } from '../store/messages.ts'
import { countRunGroup } from '../store/run-group.ts'
import { listToldFirst, type ToldFirst } from '../store/shown-copies.ts'
import type { Context } from './context.ts'

/** What an older run told of, people have heard of otherwise. */
const LATELY_MS = 2 * 24 * 3_600_000
/** Something is wrong where more got lost; the rest is looked for again hours later. */
const MOST = 10

/**
 * Messages that runs of the last days should have had posted and that neither stand in Slack nor stood there nor are on
 * their way: cards of the first that a run told of, as long as these are open, and its group message for the rest. What a
 * person deleted stood there, so this posts none of it again.
 */
export async function findUntold(context: Context): Promise<readonly WantedMessage[]> {
  const { reconciliations } = context.settings
  const limit = Math.max(0, ...reconciliations.map(({ notify }) => notify.maxCards)) + 1
  const since = new Date(context.now().getTime() - LATELY_MS)
  const untold: WantedMessage[] = []
  for (const told of byRun(await listToldFirst(context.db, { since, limit })))
    untold.push(...(await untoldOf(context, told)))
  return untold.slice(0, MOST)
}

function byRun(told: readonly ToldFirst[]): readonly ToldFirst[][] {
  const runs = new Map<string, ToldFirst[]>()
  for (const each of told) runs.set(each.runId, [...(runs.get(each.runId) ?? []), each])
  return [...runs.values()]
}

async function untoldOf(context: Context, told: readonly ToldFirst[]): Promise<WantedMessage[]> {
  const { runId, reconciliation } = told[0]!
  const definition = context.settings.reconciliations.find(({ name }) => name === reconciliation)
  if (!definition || definition.shadow || definition.notify.channel === null) return []
  const { channel, maxCards } = definition.notify
  const cards = told.slice(0, maxCards).filter(({ isOpen }) => isOpen)
  const group = told.length > maxCards ? [messageTag.group(runId)] : []
  const tags = [...cards.map(({ number }) => messageTag.card(number)), ...group]
  const shown = await listShownTags(context.db, tags)
  const lost = tags.filter((tag) => !shown.has(tag))
  if (lost.includes(messageTag.group(runId)) && !(await hasOpenRest(context, { runId, skip: maxCards })))
    lost.pop()
  return lost.map((tag) => ({ tag, channel, about: subjectOfTag(tag)! }))
}

async function hasOpenRest(
  { db }: Context,
  rest: { readonly runId: string; readonly skip: number },
): Promise<boolean> {
  return (await countRunGroup(db, rest)).some(({ status }) => status !== 'resolved')
}
