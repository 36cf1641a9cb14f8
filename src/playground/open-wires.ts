import type { AppDoor } from './delivery.ts'
import { type EventLine, openEventLine } from './events/event-line.ts'
import { followChanges } from './events/follow-changes.ts'
import { HttpMode } from './http-mode.ts'
import { SocketMode } from './socket-mode.ts'
import type { Workspace } from './workspace/workspace.ts'

const SIGNING_SECRET = 'playground-signing-secret'
const ACK_TIMEOUT_MS = 3_000

export interface WireOptions {
  /** How long the app has to say that it took something. */
  readonly ackTimeoutMs?: number
  /** Of an app in HTTP mode; without it, the app comes by Socket Mode. */
  readonly requestUrl?: string
  readonly signingSecret?: string
}

/** All ways between the workspace and the app. */
export interface Wires {
  readonly socketMode: SocketMode
  /** Null in Socket Mode. */
  readonly httpMode: HttpMode | null
  readonly door: AppDoor
  readonly events: EventLine
  readonly signingSecret: string
  close(): void
}

/** Opens them: an app in HTTP mode gets no Socket Mode address, as in Slack. */
export function openWires(
  workspace: Workspace,
  subscriptions: readonly string[],
  options: WireOptions,
): Wires {
  const { requestUrl, signingSecret = SIGNING_SECRET, ackTimeoutMs = ACK_TIMEOUT_MS } = options
  const socketMode = new SocketMode(workspace, ackTimeoutMs)
  socketMode.enable(requestUrl === undefined)
  const httpMode =
    requestUrl === undefined ? null : new HttpMode({ workspace, requestUrl, signingSecret, ackTimeoutMs })
  const door = httpMode ?? socketMode
  const events = openEventLine({ workspace, door, subscriptions })
  const endFollowing = followChanges(workspace, events)
  return {
    socketMode,
    httpMode,
    door,
    events,
    signingSecret,
    close() {
      endFollowing()
      events.close()
      socketMode.close()
      httpMode?.close()
    },
  }
}
