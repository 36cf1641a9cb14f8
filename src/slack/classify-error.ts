import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api'
import type { Delivered } from './delivered.ts'

type Failed = Exclude<Delivered, { ok: true }>

/** What a failed `chat.postMessage` or `chat.update` means: wait, give up with a remedy, or gone. */
export function classifyError(error: unknown, channel: string): Failed {
  if (error instanceof WebAPIRateLimitedError) {
    return { ...retry(Math.max(1, error.retryAfter), 'Slack asked us to slow down'), isLimit: true }
  }
  if (error instanceof WebAPIPlatformError) return classifyRefusal(error.data.error, channel)
  if (error instanceof WebAPIHTTPError) {
    // A gateway that gave up may stand before a Slack that went on.
    return { ...retry(5, `Slack answered with HTTP status ${error.statusCode}`), mayHaveArrived: true }
  }
  if (error instanceof WebAPIRequestError) {
    const code = causeCode(error.original)
    const reason = `Slack could not be reached (${code ?? error.original.name})`
    return NEVER_SENT.has(code ?? '') ? retry(5, reason) : { ...retry(5, reason), mayHaveArrived: true }
  }
  // No token or value may ride along in a message that people and logs see: only the error's name.
  const name = error instanceof Error ? error.name : 'unknown error'
  return { ...retry(30, `The message could not be sent (${name})`), mayHaveArrived: true }
}

/** Failures to connect: Slack has not seen the request. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** The system's code of a failed fetch; it stands one or two causes deep. */
function causeCode(error: unknown): string | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code
  }
  return null
}

function classifyRefusal(error: string, channel: string): Failed {
  if (error === 'message_not_found')
    return { ok: false, gone: true, reason: 'The message was deleted in Slack' }
  const remedy = REMEDIES[error]
  if (remedy) return { ok: false, permanent: true, reason: `${error}: ${remedy.replace('CHANNEL', channel)}` }
  const wait = WAITS[error]
  if (wait) {
    const waiting = retry(wait.seconds, `${error}: ${wait.meaning}`)
    return LIMITS.has(error) ? { ...waiting, isLimit: true } : waiting
  }
  return { ok: false, permanent: true, reason: `${error}: Slack refused the message in ${channel}` }
}

/** Refusals that last until somebody does something about the channel or the message. */
const REMEDIES: Readonly<Record<string, string>> = {
  channel_not_found:
    'there is no channel CHANNEL that the bot can see; check the name in the config, and in a private channel invite the bot: /invite @Counterfoil',
  not_in_channel: 'the bot is not in CHANNEL; invite it there: /invite @Counterfoil',
  is_archived: 'CHANNEL is archived; unarchive it or name another channel in the config',
  is_inactive: 'CHANNEL is frozen; name another channel in the config',
  restricted_action: 'only some people may post in CHANNEL; allow the bot to, in the channel settings',
  restricted_action_read_only_channel: 'CHANNEL is read-only; allow the bot to post, or name another channel',
  restricted_action_thread_only_channel: 'CHANNEL takes replies only; name another channel in the config',
  restricted_action_thread_locked: 'the thread in CHANNEL is locked',
  restricted_action_non_threadable_channel: 'CHANNEL takes no replies',
  messages_tab_disabled: 'direct messages to the bot are off; turn on the Messages tab in the app settings',
  cant_update_message: 'the message in CHANNEL belongs to somebody else, so it cannot be edited',
  edit_window_closed: 'the workspace does not allow the message in CHANNEL to be edited any more',
  no_permission: 'the bot may not post in CHANNEL; ask an admin of the workspace',
  team_access_not_granted: 'the bot is not installed in the workspace of CHANNEL; install it there',
  user_not_found: 'there is nobody CHANNEL; check the name in the config',
  cannot_dm_bot: 'CHANNEL is an app, which takes no direct messages; name a person in the config',
  user_disabled: 'CHANNEL is deactivated; name somebody else in the config',
  thread_not_found: 'the thread in CHANNEL is not there any more',
}

const LIMITS = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded'])

/** Refusals that pass: Slack's own trouble, its limits, and tokens or scopes that an admin will mend. */
const WAITS: Readonly<Record<string, { readonly seconds: number; readonly meaning: string }>> = {
  ratelimited: { seconds: 30, meaning: 'Slack asked us to slow down' },
  rate_limited: { seconds: 30, meaning: 'Slack asked us to slow down' },
  message_limit_exceeded: { seconds: 300, meaning: 'the workspace has reached its limit of messages' },
  internal_error: { seconds: 10, meaning: 'Slack has trouble' },
  fatal_error: { seconds: 10, meaning: 'Slack has trouble' },
  service_unavailable: { seconds: 30, meaning: 'Slack is not available' },
  request_timeout: { seconds: 10, meaning: 'Slack took too long' },
  team_added_to_org: { seconds: 300, meaning: 'the workspace is being moved' },
  invalid_auth: { seconds: 300, meaning: 'Slack does not take SLACK_BOT_TOKEN any more' },
  token_revoked: { seconds: 300, meaning: 'SLACK_BOT_TOKEN was revoked; install the app again' },
  token_expired: { seconds: 300, meaning: 'SLACK_BOT_TOKEN has expired; install the app again' },
  account_inactive: { seconds: 300, meaning: 'the app was uninstalled; install it again' },
  missing_scope: { seconds: 300, meaning: 'the app lacks a scope; install it again with manifest.yml' },
}

function retry(retryAfterSeconds: number, reason: string) {
  return { ok: false as const, retryAfterSeconds, reason }
}
