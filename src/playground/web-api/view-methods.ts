import { checkView, isTooLarge } from '../blocks/check-view.ts'
import { nameBlocks } from '../blocks/name-blocks.ts'
import type { JsonObject } from '../json.ts'
import type { View } from '../workspace/contents.ts'
import { createView, findView, publishHome, replaceView, STACK_LIMIT, showModal } from '../workspace/views.ts'
import type { Workspace } from '../workspace/workspace.ts'
import {
  type ApiCall,
  type ApiMethod,
  ApiRefusal,
  objectArgument,
  refuseProblems,
  requiredText,
  textArgument,
} from './call.ts'
import { checkSlackFiles } from './check-slack-files.ts'

/** views.*: modals and the Home tab. They need no scope. */
export const viewMethods: Readonly<Record<string, ApiMethod>> = {
  'views.open': { token: 'bot', tier: 4, run: (call) => open(call, false) },
  'views.push': { token: 'bot', tier: 4, run: (call) => open(call, true) },
  'views.update': { token: 'bot', tier: 4, run: update },
  'views.publish': { token: 'bot', tier: 4, run: publish },
}

/** A view that Slack would show, with all its ids filled in; throws the refusal otherwise. */
export function acceptView(
  workspace: Workspace,
  view: JsonObject | null,
  surface: 'modal' | 'home',
): JsonObject {
  if (view === null) throw new ApiRefusal('invalid_arguments')
  if (isTooLarge(view)) throw new ApiRefusal('view_too_large')
  refuseProblems('invalid_arguments', [
    ...checkView(view, surface),
    ...checkSlackFiles(workspace, view.blocks, '/view/blocks'),
  ])
  return { ...view, blocks: nameBlocks(view.blocks) }
}

/** An external id belongs to one view; `own` may keep it. */
function refuseTakenId(workspace: Workspace, wanted: JsonObject, own: View | null): void {
  const externalId = textOrNull(wanted.external_id)
  const taken = externalId === null ? null : findView(workspace, { externalId })
  if (taken !== null && taken !== own) throw new ApiRefusal('duplicate_external_id')
}

function open(call: ApiCall, push: boolean): JsonObject {
  const { workspace } = call
  const trigger = textArgument(call, 'trigger_id') ?? textArgument(call, 'interactivity_pointer') ?? ''
  const wanted = acceptView(workspace, objectArgument(call, 'view'), 'modal')
  refuseTakenId(workspace, wanted, null)
  const spent = workspace.passes.spendTrigger(trigger)
  if ('refused' in spent) throw new ApiRefusal(spent.refused)
  const depth = workspace.stacks.get(spent.user)?.length ?? 0
  if (push && depth === 0) throw new ApiRefusal('not_found')
  if (push && depth >= STACK_LIMIT) throw new ApiRefusal('push_limit_reached')
  const view = createView(workspace, wanted)
  showModal(workspace, spent.user, { view, push })
  return { view }
}

function update(call: ApiCall): JsonObject {
  const view = openView(call)
  const hash = textArgument(call, 'hash')
  if (hash !== null && hash !== view.hash) throw new ApiRefusal('hash_conflict')
  const wanted = acceptView(call.workspace, objectArgument(call, 'view'), view.type)
  refuseTakenId(call.workspace, wanted, view)
  replaceView(call.workspace, view, wanted)
  return { view }
}

function openView(call: ApiCall): View {
  const id = textArgument(call, 'view_id')
  const externalId = textArgument(call, 'external_id')
  const view = findView(call.workspace, {
    ...(id === null ? {} : { id }),
    ...(externalId === null ? {} : { externalId }),
  })
  if (view === null) throw new ApiRefusal('not_found')
  return view
}

function publish(call: ApiCall): JsonObject {
  const { workspace } = call
  if (!workspace.settings.homeTab) throw new ApiRefusal('not_enabled')
  const user = requiredText(call, 'user_id')
  if (workspace.members.get(user)?.kind !== 'person') throw new ApiRefusal('invalid_arguments')
  const hash = textArgument(call, 'hash')
  const existing = workspace.homes.get(user)
  if (hash !== null && existing !== undefined && existing.hash !== hash) throw new ApiRefusal('hash_conflict')
  const wanted = acceptView(workspace, objectArgument(call, 'view'), 'home')
  refuseTakenId(workspace, wanted, existing ?? null)
  return { view: publishHome(workspace, user, wanted) }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
