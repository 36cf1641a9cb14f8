import { randomUUID } from 'node:crypto'
import type { AppDoor, FailedDelivery, Retry } from '../delivery.ts'
import type { JsonObject } from '../json.ts'
import type { Workspace } from '../workspace/workspace.ts'

/** After each failure, until the next try: at once, after a minute, after five. */
const RETRIES_AFTER_MS = [0, 60_000, 300_000]

/** Tells the app what happened in the workspace, as far as its manifest subscribes to it. */
export interface EventLine {
  /** Settles after the first try; the others follow by the workspace's clock. */
  tell(subscription: string, event: JsonObject): Promise<void>
  /** Nothing is sent any more. */
  close(): void
}

export interface EventLineOptions {
  readonly workspace: Workspace
  readonly door: AppDoor
  /** `bot_events` of the manifest, such as `app_home_opened` or `message.channels`. */
  readonly subscriptions: readonly string[]
}

export function openEventLine({ workspace, door, subscriptions }: EventLineOptions): EventLine {
  let isClosed = false

  async function send(callback: JsonObject, retry: Retry | null): Promise<void> {
    const delivery = await door.deliver('events_api', callback, retry)
    if (delivery.outcome !== 'acknowledged') sendAgain(callback, delivery, retry?.attempt ?? 0)
  }

  function sendAgain(callback: JsonObject, failed: FailedDelivery, attempts: number): void {
    const waitMs = RETRIES_AFTER_MS[attempts]
    if (waitMs === undefined || failed.isFinal || isClosed) return
    const retry = { attempt: attempts + 1, reason: failed.reason }
    workspace.clock.after(waitMs, () => void send(callback, retry))
  }

  return {
    async tell(subscription, event) {
      if (subscriptions.includes(subscription)) await send(eventCallback(workspace, event), null)
    },
    close() {
      isClosed = true
    },
  }
}

/** The envelope around an event; its id stays the same however often it is sent. */
function eventCallback(workspace: Workspace, event: JsonObject): JsonObject {
  const seconds = workspace.now().getTime() / 1000
  const id = `Ev${randomUUID().replaceAll('-', '').slice(0, 10).toUpperCase()}`
  return {
    token: 'playground',
    team_id: workspace.teamId,
    context_team_id: workspace.teamId,
    context_enterprise_id: null,
    api_app_id: workspace.appId,
    type: 'event_callback',
    event_id: id,
    event_time: Math.floor(seconds),
    event_context: `EC${id.slice(2)}`,
    is_ext_shared_channel: false,
    authorizations: [
      {
        enterprise_id: null,
        team_id: workspace.teamId,
        user_id: workspace.bot.id,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    event: { event_ts: seconds.toFixed(6), ...event },
  }
}
