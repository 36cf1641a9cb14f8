import { randomUUID } from 'node:crypto'
import { type JsonObject, textOf } from '../json.ts'
import type { View, ViewContent } from './contents.ts'
import type { Workspace } from './workspace.ts'

/** A person can have this many modals on top of each other. */
export const STACK_LIMIT = 3

/** Turns a view as an app writes it into the one that is shown and sent back. */
export function createView(workspace: Workspace, wanted: JsonObject): View {
  const id = `V${randomUUID().replaceAll('-', '').slice(0, 10).toUpperCase()}`
  return {
    id,
    team_id: workspace.teamId,
    app_id: workspace.appId,
    app_installed_team_id: workspace.teamId,
    bot_id: workspace.botId,
    root_view_id: id,
    previous_view_id: null,
    ...contentOf(wanted),
  }
}

/** Shows a modal alone (`open`) or on top of the others (`push`). */
export function showModal(workspace: Workspace, user: string, shown: { view: View; push: boolean }): void {
  const below = shown.push ? (workspace.stacks.get(user) ?? []) : []
  const top = below.at(-1)
  if (top !== undefined) {
    shown.view.root_view_id = top.root_view_id
    shown.view.previous_view_id = top.id
  }
  setStack(workspace, user, [...below, shown.view])
}

/** Replaces what an open view shows; typed values are kept by the page. */
export function replaceView(workspace: Workspace, view: View, wanted: JsonObject): void {
  Object.assign(view, contentOf(wanted))
  for (const [user, stack] of workspace.stacks) if (stack.includes(view)) setStack(workspace, user, stack)
}

/** Takes the top modal away, or all of them. Returns the ones that went, top first. */
export function closeModals(workspace: Workspace, user: string, all: boolean): View[] {
  const stack = workspace.stacks.get(user) ?? []
  const kept = all ? [] : stack.slice(0, -1)
  setStack(workspace, user, kept)
  return stack.slice(kept.length).reverse()
}

export function publishHome(workspace: Workspace, user: string, wanted: JsonObject): View {
  const existing = workspace.homes.get(user)
  const view = existing ?? createView(workspace, wanted)
  if (existing !== undefined) Object.assign(view, contentOf(wanted))
  workspace.homes.set(user, view)
  workspace.changes.publish({ type: 'home', user, view })
  return view
}

/** A Home view as it was, with the id and hash that its app knows. */
export function restoreHome(
  workspace: Workspace,
  user: string,
  saved: JsonObject & { id: string; hash: string },
): void {
  const { id, hash } = saved
  const view = { ...createView(workspace, { ...saved, type: 'home' }), id, root_view_id: id, hash }
  workspace.homes.set(user, view)
}

/** An open modal or Home view by its id or its external id. */
export function findView(workspace: Workspace, by: { id?: string; externalId?: string }): View | null {
  for (const view of openViews(workspace)) {
    if (by.id !== undefined && view.id === by.id) return view
    if (by.externalId !== undefined && view.external_id === by.externalId) return view
  }
  return null
}

function openViews(workspace: Workspace): View[] {
  return [...[...workspace.stacks.values()].flat(), ...workspace.homes.values()]
}

function setStack(workspace: Workspace, user: string, stack: View[]): void {
  workspace.stacks.set(user, stack)
  workspace.changes.publish({ type: 'views', user, stack })
}

function contentOf(wanted: JsonObject): ViewContent {
  return {
    type: wanted.type === 'home' ? 'home' : 'modal',
    callback_id: textOf(wanted.callback_id) ?? '',
    external_id: textOf(wanted.external_id) ?? '',
    private_metadata: textOf(wanted.private_metadata) ?? '',
    title: wanted.title ?? null,
    submit: wanted.submit ?? null,
    close: wanted.close ?? null,
    clear_on_close: wanted.clear_on_close === true,
    notify_on_close: wanted.notify_on_close === true,
    blocks: wanted.blocks as JsonObject[],
    hash: randomUUID(),
    state: { values: {} },
  }
}
