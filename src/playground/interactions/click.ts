import { findElement } from '../blocks/elements-of.ts'
import { findOption, type InputValue, type InputValues, readState, stateOf } from '../blocks/read-state.ts'
import { isObject, type JsonObject } from '../json.ts'
import { describeMessage } from '../web-api/describe-message.ts'
import type { Message, View } from '../workspace/contents.ts'
import { findMessage } from '../workspace/messages.ts'
import { findView } from '../workspace/views.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { actorFacts, DONE, failureOf, type Outcome, problem, type Stage } from './interaction.ts'

/** An element that a person used, in a message (`channel`, `ts`) or in a view (`viewId`). */
export interface Click {
  readonly user: string
  readonly channel?: string
  readonly ts?: string
  readonly viewId?: string
  readonly actionId: string
  readonly blockId?: string
  /** The chosen option's value, date or text; buttons bring their own value. */
  readonly value?: InputValue
  /** What else stands in the same view, as typed so far. */
  readonly values?: InputValues
}

/** Sends a `block_actions` payload, the same for a test as for the page. */
export async function click(stage: Stage, used: Click): Promise<Outcome> {
  const { workspace } = stage
  const message = messageOf(workspace, used)
  const view = used.viewId === undefined ? null : findView(workspace, { id: used.viewId })
  const place = message ?? view
  if (place === null) return problem('That message or view is not there any more.')
  const found = findElement(place.blocks, used.actionId, used.blockId)
  if (found === null) return problem('That button is not there any more.')
  const values = withUsed(used, String(found.block.block_id))
  const state = { values: readState(place.blocks, values) }
  const payload = {
    type: 'block_actions',
    ...actorFacts(workspace, used.user),
    ...(message === null ? viewFacts(view, state) : messageFacts(stage, used, message)),
    state,
    actions: [actionFacts(workspace, found, used.value ?? null)],
  }
  const delivery = await stage.door.deliver('interactive', payload)
  const failure = failureOf(delivery, 'This action', workspace.bot.realName)
  return failure === null ? DONE : problem(failure)
}

function messageOf(workspace: Workspace, used: Click): Message | null {
  if (used.channel === undefined || used.ts === undefined) return null
  const message = findMessage(workspace, used.channel, used.ts)
  const visible = message !== null && (message.onlyFor === null || message.onlyFor === used.user)
  return visible ? message : null
}

function withUsed(used: Click, blockId: string): InputValues {
  if (used.value === undefined) return used.values ?? {}
  return { ...used.values, [blockId]: { ...used.values?.[blockId], [used.actionId]: used.value } }
}

function viewFacts(view: View | null, state: JsonObject): JsonObject {
  return { container: { type: 'view', view_id: view?.id }, view: { ...view, state } }
}

function messageFacts(stage: Stage, used: Click, message: Message): JsonObject {
  const { workspace } = stage
  const channel = workspace.conversations.get(message.channel)
  const target = { channel: message.channel, user: used.user, ts: message.ts, threadTs: message.threadTs }
  const ephemeral = message.onlyFor !== null
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: message.channel,
      is_ephemeral: ephemeral,
      ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    },
    channel: { id: message.channel, name: channel?.kind === 'direct' ? 'directmessage' : channel?.name },
    // As in Slack, an ephemeral message is named but not sent along.
    ...(ephemeral ? {} : { message: describeMessage(workspace, message) }),
    response_url: `${stage.origin()}/response/${workspace.passes.issueResponse(target)}`,
  }
}

function actionFacts(
  workspace: Workspace,
  found: { block: JsonObject; element: JsonObject },
  value: InputValue,
): JsonObject {
  const { element, block } = found
  const facts = {
    type: element.type,
    action_id: element.action_id,
    block_id: block.block_id,
    action_ts: String(workspace.now().getTime() / 1000),
  }
  if (element.type === 'button') {
    const { text, value: own, url, style } = element
    return {
      ...facts,
      text,
      ...(own === undefined ? {} : { value: own }),
      ...(url ? { url } : {}),
      ...(style ? { style } : {}),
    }
  }
  if (element.type === 'overflow') {
    return { ...facts, selected_option: findOption(element, typeof value === 'string' ? value : null) }
  }
  if (element.type === 'icon_button') return { ...facts, ...textAndValue(element) }
  if (element.type === 'feedback_buttons') return { ...facts, ...feedbackOf(element, value) }
  return { ...facts, ...stateOf(element, value) }
}

function textAndValue({ text, value, icon }: JsonObject): JsonObject {
  return { text, ...(icon ? { icon } : {}), ...(value === undefined ? {} : { value }) }
}

/** Which of the two thumbs it was. */
function feedbackOf(element: JsonObject, value: InputValue): JsonObject {
  const sides = [element.positive_button, element.negative_button].filter(isObject)
  const pressed = sides.find((each) => each.value === value)
  return pressed === undefined ? {} : { text: pressed.text, value: pressed.value }
}
