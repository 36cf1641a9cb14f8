import { randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import type { AppDoor, Delivery, EnvelopeType, FailureReason, Retry } from './delivery.ts'
import { isObject, type JsonObject } from './json.ts'
import { type DisconnectReason, SocketLine } from './socket-line.ts'
import type { AckVerdict } from './workspace/transcript.ts'
import type { Workspace } from './workspace/workspace.ts'

const PING_MS = 10_000
const TICKET_LIFE_MS = 30_000
const CONNECTIONS = 10
/** About five hours, as Slack says in its hello; six minutes where the app asks for short lives. */
const LIFETIME_SECONDS = 18_060
const SHORT_LIFETIME_SECONDS = 360
/** So many envelopes are remembered, to tell a late acknowledgement from one of nothing. */
const REMEMBERED = 5_000

interface Waiting {
  readonly settle: (delivery: Delivery) => void
  readonly callOff: () => void
}

/** The server side of Socket Mode: tickets, connections, envelopes, acknowledgements. */
export class SocketMode implements AppDoor {
  /** So many of the next connections are never greeted. */
  withheldHellos = 0
  #isEnabled = true
  readonly #workspace: Workspace
  readonly #ackTimeoutMs: number
  readonly #tickets = new Map<string, number>()
  readonly #waiting = new Map<string, Waiting>()
  /** How those ended that nobody waits for any more. */
  readonly #ended = new Map<string, 'acknowledged' | 'missed'>()
  /** The one whose turn it is first. */
  #lines: SocketLine[] = []
  #opened = 0
  readonly #pings: NodeJS.Timeout

  constructor(workspace: Workspace, ackTimeoutMs: number) {
    this.#workspace = workspace
    this.#ackTimeoutMs = ackTimeoutMs
    this.#pings = setInterval(() => {
      for (const line of this.#lines) line.ping()
    }, PING_MS)
  }

  /** False: the app gets no address to connect to. */
  get isEnabled(): boolean {
    return this.#isEnabled
  }

  enable(isEnabled = true): void {
    this.#isEnabled = isEnabled
  }

  /** Lets one connection in with this ticket, soon. False where the app is not in Socket Mode. */
  admit(ticket: string): boolean {
    if (this.isEnabled) this.#tickets.set(ticket, this.#workspace.now().getTime() + TICKET_LIFE_MS)
    return this.isEnabled
  }

  /** False when the ticket is unknown, old or used. */
  spendTicket(ticket: string): boolean {
    const until = this.#tickets.get(ticket)
    this.#tickets.delete(ticket)
    return until !== undefined && until >= this.#workspace.now().getTime()
  }

  connect(socket: WebSocket, isShort = false): void {
    this.#opened += 1
    const lifetimeSeconds = isShort ? SHORT_LIFETIME_SECONDS : LIFETIME_SECONDS
    const line = new SocketLine(this.#workspace, socket, { number: this.#opened, lifetimeSeconds })
    const isOneTooMany = this.#lines.length >= CONNECTIONS
    this.#lines.push(line)
    socket.on('message', (data) => this.#receive(line, String(data)))
    socket.on('close', () => this.#leave(line))
    socket.on('error', () => line.cut())
    if (isOneTooMany) return void line.retire('too_many_websockets')
    line.startLife()
    this.#greet(line)
    this.#announce()
  }

  /** Sends to one connection and waits for its acknowledgement. */
  deliver(type: EnvelopeType, payload: JsonObject, retry: Retry | null = null): Promise<Delivery> {
    const id = randomUUID()
    const line = this.#takeTurn()
    const facts = { kind: 'envelope', id, type, payload, retry } as const
    this.#workspace.transcript.add({ ...facts, connection: line?.number ?? null })
    if (line === null) return Promise.resolve(this.#miss(id, 'not-connected', 'no_connection'))
    return new Promise((settle) => {
      const callOff = this.#workspace.clock.after(this.#ackTimeoutMs, () => {
        this.#end(id, 'missed')
        settle(this.#miss(id, 'unanswered', 'timeout'))
      })
      this.#waiting.set(id, { settle, callOff })
      line.send({ envelope_id: id, type, payload, ...envelopeFacts(type, retry) })
    })
  }

  /** Asks one connection or all to come again; `link_disabled` ends Socket Mode until it is enabled again. */
  disconnect(reason: DisconnectReason, connection: number | null = null): void {
    if (reason === 'link_disabled') this.enable(false)
    for (const line of this.#chosen(connection)) line.retire(reason)
    this.#announce()
  }

  /** Breaks one connection or all without a word. */
  cut(connection: number | null = null): void {
    for (const line of this.#chosen(connection)) line.cut()
  }

  list(): readonly SocketLine[] {
    return [...this.#lines].sort((a, b) => a.number - b.number)
  }

  close(): void {
    clearInterval(this.#pings)
    for (const [id, { settle, callOff }] of this.#waiting) {
      callOff()
      settle(this.#miss(id, 'unanswered', 'timeout'))
    }
    this.#waiting.clear()
    for (const line of this.#lines) line.shut()
  }

  #chosen(connection: number | null): SocketLine[] {
    return this.#lines.filter(({ number }) => connection === null || number === connection)
  }

  #greet(line: SocketLine): void {
    if (this.withheldHellos > 0) {
      this.withheldHellos -= 1
      return void line.note('hello withheld')
    }
    line.send({
      type: 'hello',
      num_connections: this.#lines.length,
      debug_info: {
        host: 'playground',
        started: line.openedAt.toISOString().slice(0, 23).replace('T', ' '),
        build_number: 1,
        approximate_connection_time: line.lifetimeSeconds,
      },
      connection_info: { app_id: this.#workspace.appId },
    })
    line.note('hello')
  }

  /** In turn, so that every connection of an app is exercised; one that has begun to close takes nothing more. */
  #takeTurn(): SocketLine | null {
    const open = this.#lines.filter((line) => line.isOpen())
    const line = open.find(({ state }) => state === 'ready') ?? open.find(({ state }) => state === 'warned')
    if (line === undefined) return null
    this.#lines = [...this.#lines.filter((each) => each !== line), line]
    return line
  }

  #receive(line: SocketLine, data: string): void {
    const message = parse(data)
    const id = message?.envelope_id
    if (message === null || typeof id !== 'string') return void line.note('sent something else')
    const payload = isObject(message.payload) ? message.payload : {}
    const verdict = this.#judge(line, id)
    this.#workspace.transcript.add({ kind: 'ack', id, verdict, payload })
    if (verdict !== 'in-time') return
    const waiting = this.#waiting.get(id)
    this.#end(id, 'acknowledged')
    waiting?.settle({ outcome: 'acknowledged', payload })
  }

  /** An acknowledgement counts on any connection of the app, as long as that is open. */
  #judge(line: SocketLine, id: string): AckVerdict {
    if (!line.isOpen()) return 'closed'
    if (this.#waiting.has(id)) return 'in-time'
    const ended = this.#ended.get(id)
    if (ended === undefined) return 'unknown'
    return ended === 'missed' ? 'late' : 'again'
  }

  #end(id: string, how: 'acknowledged' | 'missed'): void {
    this.#waiting.get(id)?.callOff()
    this.#waiting.delete(id)
    this.#ended.set(id, how)
    const oldest = this.#ended.keys().next().value
    if (this.#ended.size > REMEMBERED && oldest !== undefined) this.#ended.delete(oldest)
  }

  #miss(id: string, outcome: 'unanswered' | 'not-connected', reason: FailureReason): Delivery {
    this.#workspace.transcript.add({ kind: 'missed', id, reason })
    return { outcome, reason, isFinal: false }
  }

  #leave(line: SocketLine): void {
    line.end()
    line.note('closed')
    this.#lines = this.#lines.filter((each) => each !== line)
    this.#announce()
  }

  #announce(): void {
    const count = this.#lines.filter(({ state }) => state !== 'leaving').length
    this.#workspace.connections = count
    this.#workspace.changes.publish({ type: 'connections', count })
  }
}

/** Only events come again, and only what a person did can be answered in the acknowledgement. */
function envelopeFacts(type: EnvelopeType, retry: Retry | null): JsonObject {
  if (type !== 'events_api') return { accepts_response_payload: true }
  const { attempt, reason } = retry ?? { attempt: 0, reason: '' }
  return { accepts_response_payload: false, retry_attempt: attempt, retry_reason: reason }
}

function parse(data: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(data)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}
