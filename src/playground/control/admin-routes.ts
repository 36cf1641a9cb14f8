import { z } from 'zod'
import type { UserGroup } from '../workspace/contents.ts'
import { ControlRefusal, type ControlRoute, type Desk, plain, withBody } from './control-route.ts'
import { findPerson } from './find-person.ts'
import { present } from './present.ts'

const profile = {
  realName: z.string().min(1).optional(),
  title: z.string().optional(),
  zone: z.string().optional(),
}

const NewPerson = z.strictObject({
  id: z.string().regex(/^U[A-Z0-9]+$/, 'an id such as U0NEW00001'),
  name: z.string().regex(/^[a-z0-9._-]+$/, 'lower case letters, digits, ., - and _'),
  standing: z.enum(['member', 'guest', 'stranger']).optional(),
  ...profile,
})

const GroupChange = z.strictObject({
  members: z.array(z.string()).optional(),
  disabled: z.boolean().optional(),
})

const Settings = z.strictObject({
  plan: z.enum(['free', 'paid']).optional(),
  messageLimitReached: z.boolean().optional(),
  editWindowMinutes: z.number().positive().nullable().optional(),
  fileUploads: z.enum(['all', 'images', 'none']).optional(),
  fileStorageFull: z.boolean().optional(),
  fileReadiness: z
    .union([z.literal('never'), z.strictObject({ looks: z.int().min(0), ms: z.int().min(0) })])
    .optional(),
  sharesFiles: z.boolean().optional(),
  homeTab: z.boolean().optional(),
  messagesTab: z.boolean().optional(),
})

/** What an admin of the workspace does: people, groups, settings. */
export const adminRoutes: readonly ControlRoute[] = [
  withBody(NewPerson, { path: '/people', does: 'adds a person' }, (desk, { body }) => {
    const { members } = desk.stage.workspace
    const isTaken = [...members.values()].some(({ id, name }) => id === body.id || name === body.name)
    if (isTaken) throw new ControlRefusal(409, `"${body.id}" or "${body.name}" is there already.`)
    return desk.playground().addPerson(present(body))
  }),
  withBody(
    z.strictObject(profile),
    { path: '/people/:person', does: "changes a person's name, title or time zone" },
    (desk, { at, body }) => {
      const { workspace } = desk.stage
      const changed = { ...findPerson(desk, at('person')), ...present(body) }
      workspace.members.set(changed.id, changed)
      workspace.changes.publish({ type: 'member', id: changed.id })
      return changed
    },
  ),
  plain('DELETE', { path: '/people/:person', does: 'deactivates a person' }, (desk, { at }) => {
    const { id } = findPerson(desk, at('person'))
    desk.playground().deactivate(id)
    return desk.stage.workspace.members.get(id)
  }),
  plain('GET', { path: '/groups', does: 'lists the user groups' }, ({ stage }) => ({
    groups: [...stage.workspace.userGroups.values()],
  })),
  withBody(
    GroupChange,
    { path: '/groups/:handle', does: 'changes who is in a user group, or disables it' },
    (desk, { at, body }) => {
      const { workspace } = desk.stage
      const group = groupOf(desk, at('handle'))
      const members = body.members?.map((name) => findPerson(desk, name).id) ?? group.members
      const changed = { ...group, members, isDisabled: body.disabled ?? group.isDisabled }
      workspace.userGroups.set(group.id, changed)
      workspace.changes.publish({ type: 'group', id: group.id })
      return changed
    },
  ),
  plain(
    'GET',
    { path: '/settings', does: "tells what depends on the workspace's plan and admins" },
    (desk) => ({
      ...desk.stage.workspace.settings,
    }),
  ),
  withBody(Settings, { path: '/settings', does: 'changes some of that' }, (desk, { body }) => {
    desk.playground().configure(present(body))
    return { ...desk.stage.workspace.settings }
  }),
]

function groupOf({ stage }: Desk, handle: string): UserGroup {
  const groups = [...stage.workspace.userGroups.values()]
  const found = groups.find((each) => each.id === handle || each.handle === handle)
  if (found !== undefined) return found
  const known = groups.map((each) => each.handle).join(', ')
  throw new ControlRefusal(404, `There is no user group "${handle}". There are: ${known}.`)
}
