import type { WebClient } from '@slack/web-api'
import type { Log } from '../domain/log.ts'
import { explainSlackError } from './explain-slack-error.ts'

/** Bot scopes that this version calls for; `manifest.yml` asks for the same. */
export const SCOPES = [
  'channels:history',
  'channels:read',
  'chat:write',
  'chat:write.public',
  'commands',
  'groups:history',
  'groups:read',
  'im:history',
  'im:write',
  'mpim:history',
  'usergroups:read',
  'users:read',
] as const

/** Those without which the bot does its work all the same, and only some of it is missing. */
export const OPTIONAL_SCOPES = ['files:read', 'files:write'] as const

/** Asks Slack who we are, and names in the log the scopes that are missing. Throws `slack-token` or `slack-unreachable`. */
export async function introduceBot(
  client: WebClient,
  { apiUrl, log }: { readonly apiUrl: string; readonly log: Log },
): Promise<{ botId: string; botUserId: string }> {
  const answer = await client.auth.test().catch((error: unknown) => {
    throw explainSlackError(error, 'SLACK_BOT_TOKEN', apiUrl)
  })
  const granted = answer.response_metadata?.scopes
  const missing = granted ? SCOPES.filter((scope) => !granted.includes(scope)) : []
  if (missing.length > 0) {
    log.warn({ missing }, `the Slack app lacks ${missing.join(', ')}: install it again with manifest.yml`)
  }
  log.info({ team: answer.team, bot: answer.user }, 'Slack knows us')
  return { botId: answer.bot_id ?? '', botUserId: answer.user_id ?? '' }
}
