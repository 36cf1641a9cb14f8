import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api'
import { CounterfoilError } from '../domain/errors.ts'

/** The secrets of an app and where people get them. */
const TOKENS = {
  SLACK_BOT_TOKEN:
    'it begins with xoxb- and stands under "OAuth & Permissions" of your app at https://api.slack.com/apps',
  SLACK_APP_TOKEN:
    'it begins with xapp- and is made under "Basic Information", "App-Level Tokens" of your app at https://api.slack.com/apps, with the scope connections:write',
  SLACK_SIGNING_SECRET:
    'it stands under "Basic Information", "App Credentials" of your app at https://api.slack.com/apps',
} as const
export type TokenName = keyof typeof TOKENS

/** Why Slack could not be opened, in one line that names the variable to look at. */
export function explainSlackError(error: unknown, token: TokenName, apiUrl: string): CounterfoilError {
  if (error instanceof WebAPIPlatformError && !TROUBLE.has(error.data.error)) {
    if (error.data.error === 'socket_mode_not_enabled')
      return new CounterfoilError('slack-token', SOCKET_MODE_OFF, { cause: error })
    const sentence = `Slack refused ${token} (${error.data.error}): ${TOKENS[token]}`
    return new CounterfoilError('slack-token', sentence, { cause: error })
  }
  const sentence = `Slack could not be reached at ${apiUrl} (${describeSlackError(error)})`
  return new CounterfoilError(
    'slack-unreachable',
    `${sentence}: check the network, a proxy, or SLACK_API_URL`,
  )
}

const SOCKET_MODE_OFF =
  'Socket Mode is off for this app: turn it on under "Socket Mode" of your app at https://api.slack.com/apps, or take SLACK_APP_TOKEN away and set SLACK_SIGNING_SECRET for HTTP mode'

/** Refusals that say nothing about the token. */
const TROUBLE = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'ratelimited',
])

export function missingToken(token: TokenName): CounterfoilError {
  return new CounterfoilError('slack-token', `${token} is not set: ${TOKENS[token]}`)
}

/** Slack may have done what it was asked to. */
export const NO_ANSWER_IN_TIME = 'no answer in time'
/** Neither of the two ways in. */
export function missingWayIn(): CounterfoilError {
  const ways = [
    `SLACK_APP_TOKEN for Socket Mode (${TOKENS.SLACK_APP_TOKEN})`,
    `SLACK_SIGNING_SECRET for HTTP mode (${TOKENS.SLACK_SIGNING_SECRET})`,
  ]
  return new CounterfoilError('slack-token', `Slack has no way in: set ${ways.join(', or ')}`)
}

/** Slack's error code, the system's, or what else is known, in a few words. Never a message, which may hold anything. */
export function describeSlackError(error: unknown): string {
  if (error instanceof WebAPIPlatformError) return error.data.error
  if (error instanceof WebAPIRateLimitedError) return `it asks to come back in ${error.retryAfter} seconds`
  if (error instanceof WebAPIHTTPError) return `HTTP status ${error.statusCode}`
  const original = error instanceof WebAPIRequestError ? error.original : error
  for (let cause: unknown = original; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code
    if (cause.name === 'TimeoutError') return NO_ANSWER_IN_TIME
  }
  return 'no answer'
}

/** An API address with a password in it would end up in messages and logs, and fetch refuses it anyway. */
export function checkApiUrl(apiUrl: string): void {
  const parsed = URL.canParse(apiUrl) ? new URL(apiUrl) : null
  if (parsed !== null && parsed.username === '' && parsed.password === '') return
  const problem = parsed === null ? 'is not an address' : 'must not contain a user or a password'
  throw new CounterfoilError(
    'config-invalid',
    `SLACK_API_URL ${problem}: write it like https://slack.com/api/`,
  )
}
