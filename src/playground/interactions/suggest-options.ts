import { option, optionGroup } from '../blocks/composition-rules.ts'
import { findElement } from '../blocks/elements-of.ts'
import { rememberOffer } from '../blocks/read-state.ts'
import { list, object, optional, type Problem } from '../blocks/rules.ts'
import { type JsonObject, objectsIn } from '../json.ts'
import { findMessage } from '../workspace/messages.ts'
import { findView } from '../workspace/views.ts'
import { actorFacts, failureOf, type Outcome, problem, type Stage } from './interaction.ts'

/** What a person typed into a select whose options come from the app. */
export interface Search {
  readonly user: string
  readonly channel?: string
  readonly ts?: string
  readonly viewId?: string
  readonly blockId: string
  readonly actionId: string
  readonly value: string
}

export type Suggestions = Outcome & { readonly options: readonly JsonObject[] }

const answerRule = object({
  options: optional(list(option, 100, 0)),
  option_groups: optional(list(optionGroup, 100, 0)),
})

/** Asks the app for the options that fit (`block_suggestion`). */
export async function suggestOptions(stage: Stage, search: Search): Promise<Suggestions> {
  const { workspace } = stage
  const view = search.viewId === undefined ? null : findView(workspace, { id: search.viewId })
  const message = findMessage(workspace, search.channel ?? '', search.ts ?? '')
  const found = findElement((view ?? message)?.blocks ?? [], search.actionId, search.blockId)
  if (found === null) return { ...problem('That select is not there any more.'), options: [] }
  const { trigger_id: _none, ...actor } = actorFacts(workspace, search.user)
  const delivery = await stage.door.deliver('interactive', {
    type: 'block_suggestion',
    ...actor,
    action_id: search.actionId,
    block_id: search.blockId,
    value: search.value,
    container:
      view === null ? { type: 'message', message_ts: search.ts } : { type: 'view', view_id: view.id },
    ...(view === null ? { channel: { id: search.channel } } : { view }),
  })
  const failure = failureOf(delivery, 'Loading the options', workspace.bot.realName)
  if (failure !== null || delivery.outcome !== 'acknowledged')
    return { ...problem(failure ?? ''), options: [] }
  const problems: Problem[] = []
  answerRule(delivery.payload, '', problems)
  if (problems.length > 0)
    return { ...problem('The app answered with options that cannot be shown.'), options: [] }
  const groups = objectsIn(delivery.payload.option_groups).flatMap((group) => objectsIn(group.options))
  const options = [...objectsIn(delivery.payload.options), ...groups]
  rememberOffer(found.element, options)
  return { ok: true, problem: null, errors: null, options }
}
