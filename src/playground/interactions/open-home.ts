import { openDirect } from '../workspace/conversations.ts'
import { DONE, type Outcome, type Stage } from './interaction.ts'

/** Tells the app that a person looks at its Home or Messages tab. */
export async function openHome(
  stage: Stage,
  user: string,
  tab: 'home' | 'messages' = 'home',
): Promise<Outcome> {
  const { workspace, events } = stage
  const view = workspace.homes.get(user)
  await events.tell('app_home_opened', {
    type: 'app_home_opened',
    user,
    channel: openDirect(workspace, user).id,
    tab,
    ...(view === undefined || tab !== 'home' ? {} : { view }),
  })
  return DONE
}
