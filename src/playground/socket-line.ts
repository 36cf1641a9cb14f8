import type { WebSocket } from 'ws'
import type { JsonObject } from './json.ts'
import type { Workspace } from './workspace/workspace.ts'

export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets'

/** From the warning to the refresh, and from there to the end. */
const WARNING_MS = 10_000
const GRACE_MS = 2_000
/** So many pings without an answer are the end of a connection. */
const MISSED_PONGS = 3

/** One Socket Mode connection, from its first byte to its last. */
export class SocketLine {
  readonly number: number
  readonly openedAt: Date
  readonly lifetimeSeconds: number
  /** `ready` gets envelopes; `warned` only where no other is left; `leaving` none. */
  state: 'ready' | 'warned' | 'leaving' = 'ready'
  readonly #socket: WebSocket
  readonly #workspace: Workspace
  #callOff: () => void = () => {}
  #unanswered = 0

  constructor(workspace: Workspace, socket: WebSocket, facts: { number: number; lifetimeSeconds: number }) {
    this.number = facts.number
    this.lifetimeSeconds = facts.lifetimeSeconds
    this.openedAt = workspace.now()
    this.#workspace = workspace
    this.#socket = socket
    socket.on('pong', () => {
      this.#unanswered = 0
    })
  }

  /** False from the moment in which either end begins to close. */
  isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN
  }

  send(message: JsonObject): void {
    this.#socket.send(JSON.stringify(message))
  }

  /** Ends by itself when its time is over, as Slack's do every few hours. */
  startLife(): void {
    this.#after(this.lifetimeSeconds * 1000 - WARNING_MS, () => this.retire('warning'))
  }

  /** Tells the app to come again, and closes: after a warning in time, otherwise soon or at once. */
  retire(reason: DisconnectReason): void {
    if (!this.isOpen()) return
    this.state = reason === 'warning' ? 'warned' : 'leaving'
    this.send({ type: 'disconnect', reason, debug_info: { host: 'playground' } })
    this.note(reason)
    if (reason === 'warning') this.#after(WARNING_MS, () => this.retire('refresh_requested'))
    else if (reason === 'refresh_requested') this.#after(GRACE_MS, () => this.#socket.close(1000))
    else this.#socket.close(1000)
  }

  ping(): void {
    if (this.#unanswered >= MISSED_PONGS) return void this.cut()
    this.#unanswered += 1
    this.#socket.ping()
  }

  /** Ends without a word, as a broken line does. */
  cut(): void {
    this.#socket.terminate()
  }

  /** Nothing falls due any more. */
  end(): void {
    this.#callOff()
  }

  /** Ends for good, with a last word to whoever still listens. */
  shut(): void {
    this.end()
    this.#socket.close(1001)
    this.#socket.terminate()
  }

  note(what: string): void {
    this.#workspace.transcript.add({ kind: 'connection', connection: this.number, what })
  }

  #after(delayMs: number, run: () => void): void {
    this.#callOff()
    this.#callOff = this.#workspace.clock.after(delayMs, run)
  }
}
