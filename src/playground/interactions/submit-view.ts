import { checkInput } from '../blocks/check-input.ts'
import { type InputValues, readState } from '../blocks/read-state.ts'
import { isObject, type JsonObject } from '../json.ts'
import { ApiRefusal } from '../web-api/call.ts'
import { acceptView } from '../web-api/view-methods.ts'
import type { View } from '../workspace/contents.ts'
import { closeModals, createView, replaceView, showModal } from '../workspace/views.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { actorFacts, DONE, failureOf, type Outcome, problem, type Stage } from './interaction.ts'

export interface Submission {
  readonly user: string
  readonly values: InputValues
}

/** Submits the top modal. Missing answers are refused here, as Slack's own window does. */
export async function submitView(stage: Stage, submission: Submission): Promise<Outcome> {
  const { workspace } = stage
  const view = workspace.stacks.get(submission.user)?.at(-1)
  if (view === undefined) return problem('That window is closed.')
  const values = readState(view.blocks, submission.values)
  const missing = checkInput(view.blocks, values)
  if (Object.keys(missing).length > 0) return { ok: false, problem: null, errors: missing }
  const delivery = await stage.door.deliver('interactive', {
    type: 'view_submission',
    ...actorFacts(workspace, submission.user),
    view: { ...view, state: { values } },
    response_urls: [],
  })
  const failure = failureOf(delivery, 'Sending this', workspace.bot.realName)
  if (failure !== null || delivery.outcome !== 'acknowledged') return problem(failure ?? '')
  return followAnswer(workspace, { user: submission.user, view }, delivery.payload)
}

/** Takes the top modal away and tells the app when it asked to know. */
export async function closeView(stage: Stage, user: string, all = false): Promise<Outcome> {
  const { workspace } = stage
  const top = workspace.stacks.get(user)?.at(-1)
  if (top === undefined) return DONE
  const cleared = all || top.clear_on_close
  const closed = closeModals(workspace, user, cleared)
  for (const view of closed.filter((each) => each.notify_on_close)) {
    const { trigger_id: _none, ...actor } = actorFacts(workspace, user)
    await stage.door.deliver('interactive', {
      type: 'view_closed',
      ...actor,
      view,
      is_cleared: cleared,
    })
  }
  return DONE
}

/** What the app may answer to a submission: errors, another view, or nothing (which closes). */
function followAnswer(
  workspace: Workspace,
  shown: { user: string; view: View },
  answer: JsonObject,
): Outcome {
  const { user, view } = shown
  if (answer.response_action === undefined) closeModals(workspace, user, view.clear_on_close)
  if (answer.response_action === 'clear') closeModals(workspace, user, true)
  if (answer.response_action === 'errors') return showErrors(view, answer.errors)
  if (answer.response_action === 'update' || answer.response_action === 'push') {
    const wanted = isObject(answer.view) ? answer.view : null
    try {
      const accepted = acceptView(workspace, wanted, 'modal')
      if (answer.response_action === 'update') replaceView(workspace, view, accepted)
      else showModal(workspace, user, { view: createView(workspace, accepted), push: true })
    } catch (error) {
      if (!(error instanceof ApiRefusal)) throw error
      return problem(`The app answered with a window that cannot be shown (${error.code}).`)
    }
  }
  return DONE
}

/** Slack shows errors only under blocks that exist and take input; others make it say that something failed. */
function showErrors(view: View, errors: unknown): Outcome {
  const inputs = new Set(view.blocks.filter((block) => block.type === 'input').map((block) => block.block_id))
  const entries = isObject(errors) ? Object.entries(errors) : []
  const fitting = entries.filter(([blockId, text]) => inputs.has(blockId) && typeof text === 'string')
  if (fitting.length === 0 || fitting.length < entries.length) {
    return problem('The app answered with errors for inputs that this window does not have.')
  }
  return { ok: false, problem: null, errors: Object.fromEntries(fitting) as Record<string, string> }
}
