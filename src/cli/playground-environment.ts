import type { Environment } from '../domain/settings.ts'
import type { Playground } from '../playground/playground.ts'

/** The environment of a bot that speaks to the playground, whatever real tokens there are. */
export function playgroundEnvironment(
  playground: Playground,
  place: Pick<Environment, 'databaseUrl' | 'dataFolder'>,
): Environment {
  return {
    ...place,
    slackBotToken: playground.botToken,
    slackAppToken: playground.appToken,
    slackSigningSecret: null,
    auditKey: null,
    slackApiUrl: playground.apiUrl,
  }
}
