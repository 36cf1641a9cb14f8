import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api'
import { CounterfoilError } from '../domain/errors.ts'

/** The two tokens and where people get them. */
export const TOKENS = {
  SLACK_BOT_TOKEN:
    'it begins with xoxb- and stands under "OAuth & Permissions" of your app at https://api.slack.com/apps',
  SLACK_APP_TOKEN:
    'it begins with xapp- and is made under "Basic Information", "App-Level Tokens" of your app at https://api.slack.com/apps, with the scope connections:write',
} as const
export type TokenName = keyof typeof TOKENS

/** Why Slack could not be opened, in one line that names the variable to look at. */
export function explainSlackError(error: unknown, token: TokenName, apiUrl: string): CounterfoilError {
  const place = withoutSecrets(apiUrl)
  if (error instanceof WebAPIPlatformError) {
    const sentence = `Slack refused ${token} (${error.data.error}): ${TOKENS[token]}`
    return new CounterfoilError('slack-token', sentence, { cause: error })
  }
  const why = reasonOf(error)
  return new CounterfoilError(
    'slack-unreachable',
    `Slack could not be reached at ${place} (${why}): check the network, a proxy, or SLACK_API_URL`,
    {
      cause: error,
    },
  )
}

export function missingToken(token: TokenName): CounterfoilError {
  return new CounterfoilError('slack-token', `${token} is not set: ${TOKENS[token]}`)
}

function reasonOf(error: unknown): string {
  if (error instanceof WebAPIRateLimitedError) return `it asks to come back in ${error.retryAfter} seconds`
  if (error instanceof WebAPIHTTPError) return `HTTP status ${error.statusCode}`
  const original = error instanceof WebAPIRequestError ? error.original : error
  for (let cause: unknown = original; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code
    if (cause.name === 'TimeoutError') return 'no answer in time'
  }
  return original instanceof Error ? original.message : 'no answer'
}

/** An address without user, password and query. */
function withoutSecrets(url: string): string {
  if (!URL.canParse(url)) return 'SLACK_API_URL'
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`
}
