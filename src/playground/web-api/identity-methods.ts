import { randomUUID } from 'node:crypto'
import type { JsonObject } from '../json.ts'
import { type ApiCall, type ApiMethod, ApiRefusal, requiredText, textArgument } from './call.ts'
import { describeMember } from './describe-member.ts'
import { paged } from './paged.ts'

/** auth.test, users.*, bots.info, team.info: who is who. */
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
  'users.info': { token: 'bot', scope: 'users:read', tier: 4, run: userInfo },
  'users.list': { token: 'bot', scope: 'users:read', tier: 2, run: listUsers },
  'users.lookupByEmail': { token: 'bot', scope: 'users:read.email', tier: 3, run: lookupByEmail },
  'bots.info': { token: 'bot', scope: 'users:read', tier: 3, run: botInfo },
  'team.info': {
    token: 'bot',
    scope: 'team:read',
    tier: 3,
    run: ({ workspace }) => ({
      team: {
        id: workspace.teamId,
        name: workspace.title,
        domain: 'playground',
        email_domain: 'example.com',
      },
    }),
  },
}

/** apps.connections.open hands out an address that works once; `admit` remembers its ticket, or says no. */
export function connectionMethods(admit: (ticket: string) => boolean): Readonly<Record<string, ApiMethod>> {
  return {
    'apps.connections.open': {
      token: 'app',
      tier: 3,
      run: ({ origin, workspace }) => {
        const ticket = randomUUID()
        if (!admit(ticket)) throw new ApiRefusal('socket_mode_not_enabled')
        const address = origin.replace(/^http/, 'ws')
        return { url: `${address}/link/?ticket=${ticket}&app_id=${workspace.appId}` }
      },
    },
  }
}

function userInfo(call: ApiCall): JsonObject {
  const member = call.workspace.members.get(requiredText(call, 'user'))
  if (member === undefined) throw new ApiRefusal('user_not_found')
  return { user: describeMember(call.workspace, member) }
}

function listUsers(call: ApiCall): JsonObject {
  const page = paged(call, [...call.workspace.members.values()])
  return { members: page.items.map((each) => describeMember(call.workspace, each)), ...page.facts }
}

function lookupByEmail(call: ApiCall): JsonObject {
  const email = requiredText(call, 'email').toLowerCase()
  const member = [...call.workspace.members.values()].find((each) => each.email?.toLowerCase() === email)
  if (member === undefined || member.isDeactivated) throw new ApiRefusal('users_not_found')
  return { user: describeMember(call.workspace, member) }
}

function botInfo(call: ApiCall): JsonObject {
  const { workspace } = call
  const wanted = textArgument(call, 'bot') ?? workspace.botId
  if (wanted !== workspace.botId) throw new ApiRefusal('bot_not_found')
  const { id, realName } = workspace.bot
  return { bot: { id: wanted, deleted: false, name: realName, app_id: workspace.appId, user_id: id } }
}
