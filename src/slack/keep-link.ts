import { setTimeout as sleep } from 'node:timers/promises'
import { WebAPIPlatformError } from '@slack/web-api'
import type { Log } from '../domain/log.ts'
import { describeSlackError } from './explain-slack-error.ts'
import type { Link } from './open-link.ts'

export interface KeepLinkOptions {
  readonly open: () => Promise<Link>
  /** Already open, or null: opens one. */
  readonly first: Link | null
  readonly log: Log
  /** Ends the keeping and closes the link. */
  readonly signal: AbortSignal
}

const LONGEST_WAIT_MS = 30_000

/** Refusals of `apps.connections.open` that no waiting mends. */
const FINAL = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'user_removed_from_team',
  'team_disabled',
  'not_allowed_token_type',
  'missing_scope',
  // Somebody turned Socket Mode off in the app's settings.
  'socket_mode_not_enabled',
])

/**
 * Keeps one connection open: opens the next as soon as one ends, after failures ever later. Resolves when the signal
 * says so and the last one is closed; rejects when Slack will not have us back.
 */
export async function keepLink({ open, first, log, signal }: KeepLinkOptions): Promise<void> {
  let link = first
  let failures = 0
  while (!signal.aborted) {
    try {
      link ??= await open()
      failures = 0
      await endOf(link, signal)
    } catch (error) {
      if (error instanceof WebAPIPlatformError && FINAL.has(error.data.error)) throw error
      failures++
      log.warn({ failures, reason: describeSlackError(error) }, 'Slack cannot be reached; it is tried again')
      await sleep(Math.min(LONGEST_WAIT_MS, 500 * 2 ** failures), null, { signal }).catch(() => {})
    }
    link = null
  }
}

/** Waits until the link ends, or ends it. */
async function endOf(link: Link, signal: AbortSignal): Promise<void> {
  const close = () => void link.close().catch(() => {})
  if (signal.aborted) close()
  signal.addEventListener('abort', close, { once: true })
  await link.closed
  signal.removeEventListener('abort', close)
}
