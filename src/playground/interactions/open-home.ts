import { openDirect } from '../workspace/conversations.ts'
import { DONE, type Outcome, type Stage } from './interaction.ts'

/** Tells the app that a person looks at its Home or Messages tab. */
export async function openHome(
  stage: Stage,
  user: string,
  tab: 'home' | 'messages' = 'home',
): Promise<Outcome> {
  const { workspace } = stage
  const view = workspace.homes.get(user)
  const seconds = workspace.now().getTime() / 1000
  await stage.socketMode.deliver('events_api', {
    token: 'playground',
    team_id: workspace.teamId,
    api_app_id: workspace.appId,
    type: 'event_callback',
    event_id: `Ev${Math.round(seconds * 1e6)
      .toString(36)
      .toUpperCase()}`,
    event_time: Math.floor(seconds),
    authorizations: [
      { team_id: workspace.teamId, user_id: workspace.bot.id, is_bot: true, is_enterprise_install: false },
    ],
    event: {
      type: 'app_home_opened',
      user,
      channel: openDirect(workspace, user).id,
      tab,
      event_ts: seconds.toFixed(6),
      ...(view === undefined ? {} : { view }),
    },
  })
  return DONE
}
