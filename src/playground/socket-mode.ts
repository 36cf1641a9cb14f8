import { randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import { isObject, type JsonObject } from './json.ts'
import type { Workspace } from './workspace/workspace.ts'

const PING_MS = 10_000
const TICKET_LIFE_MS = 30_000
/** About five hours, as Slack says in its hello. */
const LIFETIME_SECONDS = 18_060

export type EnvelopeType = 'slash_commands' | 'interactive' | 'events_api'
export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled'

/** What became of an envelope. */
export type Delivery =
  | { readonly outcome: 'acknowledged'; readonly payload: JsonObject }
  | { readonly outcome: 'unanswered' | 'not-connected' }

interface Waiting {
  readonly settle: (delivery: Delivery) => void
  readonly timer: NodeJS.Timeout
}

/** The server side of Socket Mode: tickets, sockets, envelopes, acknowledgements. */
export class SocketMode {
  readonly #workspace: Workspace
  readonly #ackTimeoutMs: number
  readonly #tickets = new Map<string, number>()
  readonly #waiting = new Map<string, Waiting>()
  /** All that are open; `#ready` are those that still get envelopes, the next one first. */
  readonly #open = new Set<WebSocket>()
  #ready: WebSocket[] = []
  readonly #pings: NodeJS.Timeout

  constructor(workspace: Workspace, ackTimeoutMs: number) {
    this.#workspace = workspace
    this.#ackTimeoutMs = ackTimeoutMs
    this.#pings = setInterval(() => {
      for (const socket of this.#open) socket.ping()
    }, PING_MS)
  }

  /** Lets one connection in with this ticket, soon. */
  admit(ticket: string): void {
    this.#tickets.set(ticket, this.#workspace.now().getTime() + TICKET_LIFE_MS)
  }

  /** False when the ticket is unknown, old or used. */
  spendTicket(ticket: string): boolean {
    const until = this.#tickets.get(ticket)
    this.#tickets.delete(ticket)
    return until !== undefined && until >= this.#workspace.now().getTime()
  }

  connect(socket: WebSocket): void {
    this.#open.add(socket)
    this.#ready.push(socket)
    socket.on('message', (data) => this.#receive(String(data)))
    socket.on('close', () => this.#leave(socket))
    socket.on('error', () => socket.terminate())
    socket.send(JSON.stringify(hello(this.#workspace, this.#ready.length)))
    this.#announce()
  }

  /** Sends to one connection and waits for its acknowledgement. */
  deliver(type: EnvelopeType, payload: JsonObject): Promise<Delivery> {
    // One that has begun to close takes nothing more.
    this.#ready = this.#ready.filter((each) => each.readyState === each.OPEN)
    const socket = this.#ready.shift()
    if (socket === undefined) return Promise.resolve({ outcome: 'not-connected' })
    // Round robin, so that every connection of an app is exercised.
    this.#ready.push(socket)
    const id = randomUUID()
    this.#workspace.transcript.add({ kind: 'envelope', id, type, payload })
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settle(id, { outcome: 'unanswered' }), this.#ackTimeoutMs)
      this.#waiting.set(id, { settle: resolve, timer })
      const accepts_response_payload = type !== 'events_api'
      socket.send(JSON.stringify({ envelope_id: id, type, accepts_response_payload, payload }))
    })
  }

  /** Asks every connected app to come again, as Slack does now and then. */
  disconnect(reason: DisconnectReason): void {
    const leaving = this.#ready
    this.#ready = []
    const facts = { type: 'disconnect', reason, debug_info: { host: 'playground' } }
    for (const socket of leaving) socket.send(JSON.stringify(facts))
    this.#announce()
  }

  close(): void {
    clearInterval(this.#pings)
    for (const id of [...this.#waiting.keys()]) this.#settle(id, { outcome: 'unanswered' })
    for (const socket of this.#open) {
      socket.close(1001)
      socket.terminate()
    }
  }

  #receive(data: string): void {
    const message = parse(data)
    if (message === null || typeof message.envelope_id !== 'string') return
    const id = message.envelope_id
    const payload = isObject(message.payload) ? message.payload : {}
    const late = !this.#settle(id, { outcome: 'acknowledged', payload })
    this.#workspace.transcript.add({ kind: 'ack', id, late, payload })
  }

  #settle(id: string, delivery: Delivery): boolean {
    const entry = this.#waiting.get(id)
    if (entry === undefined) return false
    clearTimeout(entry.timer)
    this.#waiting.delete(id)
    entry.settle(delivery)
    return true
  }

  #leave(socket: WebSocket): void {
    this.#open.delete(socket)
    this.#ready = this.#ready.filter((each) => each !== socket)
    this.#announce()
  }

  #announce(): void {
    this.#workspace.connections = this.#ready.length
    this.#workspace.changes.publish({ type: 'connections', count: this.#ready.length })
  }
}

function hello(workspace: Workspace, count: number): JsonObject {
  return {
    type: 'hello',
    num_connections: count,
    debug_info: { host: 'playground', build_number: 1, approximate_connection_time: LIFETIME_SECONDS },
    connection_info: { app_id: workspace.appId },
  }
}

function parse(data: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(data)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}
