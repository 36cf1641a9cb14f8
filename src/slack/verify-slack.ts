import { WebClient } from '@slack/web-api'
import { CounterfoilError } from '../domain/errors.ts'
import type { Log } from '../domain/log.ts'
import type { Environment, Settings } from '../domain/settings.ts'
import type { CheckState, SetupCheck } from '../domain/setup-check.ts'
import { CALL_TIMEOUT_MS } from './deliver.ts'
import { checkApiUrl, explainSlackError, missingToken, missingWayIn } from './explain-slack-error.ts'
import { OPTIONAL_SCOPES, SCOPES } from './introduce-bot.ts'
import { describeScope } from './scope-words.ts'
import { slackLogger } from './slack-logger.ts'
import { verifyChannels } from './verify-channels.ts'
import { verifyMessages } from './verify-messages.ts'
import { verifyPermissions } from './verify-permissions.ts'
import { verifyTargets } from './verify-targets.ts'

export interface SlackCheckOptions {
  readonly environment: Environment
  readonly settings: Settings
  readonly log: Log
}

/** Everything that the bot needs of Slack, tried one by one; nothing is posted. What cannot be tried is said, too. */
export async function verifySlack(options: SlackCheckOptions): Promise<SetupCheck[]> {
  const { environment, settings, log } = options
  const { slackBotToken, slackApiUrl } = environment
  const clientOptions = {
    slackApiUrl,
    logger: slackLogger(log),
    timeout: CALL_TIMEOUT_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  }
  // So many calls may be more than Slack takes in a minute.
  const waiting = { ...clientOptions, rejectRateLimitedCalls: false, retryConfig: { retries: 5 } }
  const wayIn = await attempt('way in', () => verifyWayIn(environment, clientOptions))
  const client = new WebClient(slackBotToken ?? '', clientOptions)
  const bot = await attempt('bot token', async () => {
    checkApiUrl(slackApiUrl)
    if (slackBotToken === null) throw missingToken('SLACK_BOT_TOKEN')
    return await verifyBot(client, slackApiUrl)
  })
  if (bot.some(({ state, what }) => what === 'bot token' && state !== 'ok'))
    return [...bot, NOT_TRIED, ...wayIn]
  return [
    ...bot,
    ...wayIn,
    ...(await attempt('channels', () => verifyChannels(client, settings))),
    ...(await attempt('escalation', () => verifyTargets(client, settings))),
    ...(await attempt('permissions', () => verifyPermissions(client, settings))),
    ...(await attempt('messages', () => verifyMessages(new WebClient(slackBotToken ?? '', waiting)))),
  ]
}

const NOT_TRIED: SetupCheck = {
  what: 'channels, people, messages',
  state: 'note',
  said: 'not tried: that needs the bot token. Run verify again when Slack takes it',
}

/** A refusal that nobody thought of is a line of the list, too. */
async function attempt(what: string, check: () => Promise<SetupCheck[]>): Promise<SetupCheck[]> {
  try {
    return await check()
  } catch (error) {
    const known =
      error instanceof CounterfoilError ? error : explainSlackError(error, 'SLACK_BOT_TOKEN', 'Slack')
    const state: CheckState = known.code === 'slack-unreachable' ? 'unreachable' : 'mend'
    return [{ what, state, said: known.message }]
  }
}

async function verifyBot(client: WebClient, apiUrl: string): Promise<SetupCheck[]> {
  const answer = await client.auth.test().catch((error: unknown) => {
    throw explainSlackError(error, 'SLACK_BOT_TOKEN', apiUrl)
  })
  const said = `Slack knows it: ${answer.user ?? 'the bot'} in ${answer.team ?? 'its workspace'}`
  const granted = answer.response_metadata?.scopes ?? null
  return [{ what: 'bot token', state: 'ok', said }, ...verifyScopes(granted)]
}

function verifyScopes(granted: readonly string[] | null): SetupCheck[] {
  if (granted === null)
    return [{ what: 'scopes', state: 'note', said: 'Slack did not say which the token has' }]
  const lacking = (scopes: readonly string[], state: CheckState) =>
    scopes
      .filter((scope) => !granted.includes(scope))
      .map((scope) => ({ what: `scope ${scope}`, state, said: describeScope(scope) }))
  const missing = [...lacking(SCOPES, 'mend'), ...lacking(OPTIONAL_SCOPES, 'note')]
  const had = SCOPES.length + OPTIONAL_SCOPES.length - missing.length
  return [{ what: 'scopes', state: 'ok', said: `${had} of those in manifest.yml are granted` }, ...missing]
}

/** Nobody but Slack can send what comes in HTTP mode, so that way is not tried. */
async function verifyWayIn(
  { slackAppToken, slackSigningSecret, slackApiUrl }: Environment,
  clientOptions: ConstructorParameters<typeof WebClient>[1],
): Promise<SetupCheck[]> {
  if (slackAppToken === null) {
    if (slackSigningSecret === null) throw missingWayIn()
    const said =
      'HTTP mode. Whether Slack reaches the bot is seen in the app settings, where it tries the address'
    return [{ what: 'way in', state: 'note', said }]
  }
  const client = new WebClient(slackAppToken, clientOptions)
  await client.apps.connections.open().catch((error: unknown) => {
    throw explainSlackError(error, 'SLACK_APP_TOKEN', slackApiUrl)
  })
  return [{ what: 'way in', state: 'ok', said: 'Socket Mode, and Slack gives an address' }]
}
