import { randomUUID } from 'node:crypto'
import type { JsonObject } from '../json.ts'
import type { Member } from '../workspace/contents.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { type ApiMethod, ApiRefusal, requiredText } from './call.ts'

/** auth.test, users.*: who is who. */
export const identityMethods: Readonly<Record<string, ApiMethod>> = {
  'api.test': { token: 'none', run: () => ({}) },
  'auth.test': {
    token: 'any',
    run: ({ workspace, origin }) => ({
      url: `${origin}/`,
      team: workspace.title,
      team_id: workspace.teamId,
      user: workspace.bot.name,
      user_id: workspace.bot.id,
      bot_id: workspace.botId,
      is_enterprise_install: false,
    }),
  },
  'users.info': {
    token: 'bot',
    scope: 'users:read',
    run: (call) => {
      const member = call.workspace.members.get(requiredText(call, 'user'))
      if (member === undefined) throw new ApiRefusal('user_not_found')
      return { user: describeMember(call.workspace, member) }
    },
  },
  'users.list': {
    token: 'bot',
    scope: 'users:read',
    run: ({ workspace }) => ({
      members: [...workspace.members.values()].map((member) => describeMember(workspace, member)),
      response_metadata: { next_cursor: '' },
    }),
  },
}

/** apps.connections.open hands out an address that works once; `admit` remembers its ticket. */
export function connectionMethods(admit: (ticket: string) => void): Readonly<Record<string, ApiMethod>> {
  return {
    'apps.connections.open': {
      token: 'app',
      run: ({ origin, workspace }) => {
        const ticket = randomUUID()
        admit(ticket)
        const address = origin.replace(/^http/, 'ws')
        return { url: `${address}/link/?ticket=${ticket}&app_id=${workspace.appId}` }
      },
    },
  }
}

function describeMember(workspace: Workspace, member: Member): JsonObject {
  return {
    id: member.id,
    team_id: workspace.teamId,
    name: member.name,
    real_name: member.realName,
    deleted: false,
    is_bot: member.kind !== 'person',
    is_app_user: false,
    is_admin: false,
    is_restricted: false,
    is_ultra_restricted: false,
    tz: member.zone,
    tz_offset: 0,
    profile: {
      real_name: member.realName,
      display_name: member.name,
      title: member.title,
      team: workspace.teamId,
    },
  }
}
