import type { JsonObject } from '../json.ts'
import type { Member } from '../workspace/contents.ts'
import type { Workspace } from '../workspace/workspace.ts'

const ELSEWHERE = 'T0ELSEWHER'

/** A person, app or Slackbot in the shape in which Slack sends them to apps. */
export function describeMember(workspace: Workspace, member: Member): JsonObject {
  const isOutside = member.standing === 'stranger'
  const teamId = isOutside ? ELSEWHERE : workspace.teamId
  return {
    id: member.id,
    team_id: teamId,
    name: member.name,
    real_name: member.realName,
    deleted: member.isDeactivated,
    is_bot: member.kind !== 'person',
    is_app_user: false,
    is_admin: false,
    is_restricted: member.standing === 'guest',
    is_ultra_restricted: false,
    ...(isOutside ? { is_stranger: !isMet(workspace, member) } : {}),
    tz: member.zone,
    tz_offset: offsetSeconds(member.zone, workspace.now()),
    profile: {
      real_name: member.realName,
      display_name: member.name,
      title: member.title,
      team: teamId,
      ...(member.email !== null && workspace.scopes.includes('users:read.email')
        ? { email: member.email }
        : {}),
    },
  }
}

/** The bot shares a channel with them. */
function isMet({ conversations, bot }: Workspace, member: Member): boolean {
  return [...conversations.values()].some(({ members }) => members.has(bot.id) && members.has(member.id))
}

function offsetSeconds(timeZone: string, at: Date): number {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  const name = format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT'
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d\d):(\d\d)/.exec(name) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60)
}
