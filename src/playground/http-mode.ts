import { randomUUID } from 'node:crypto'
import type { AppDoor, Delivery, EnvelopeType, FailedDelivery, FailureReason, Retry } from './delivery.ts'
import { isObject, type JsonObject } from './json.ts'
import { type Answer, type Letter, postToApp } from './post-to-app.ts'
import { signRequest } from './sign-request.ts'
import type { Workspace } from './workspace/workspace.ts'

const ROBOT = 'Slackbot 1.0 (+https://api.slack.com/robots)'
const FORM = 'application/x-www-form-urlencoded'
const JSON_TYPE = 'application/json'

export interface HttpModeOptions {
  readonly workspace: Workspace
  readonly requestUrl: string
  readonly signingSecret: string
  readonly ackTimeoutMs: number
}

/** What is wrong with the next requests, on purpose. */
export interface Spoiling {
  /** Of the timestamp, signed all the same. */
  readonly skewSeconds: number
  readonly badSignature: boolean
  readonly count: number
}

/** HTTP mode: everything is posted to the app's address, signed; what it answers is the acknowledgement. */
export class HttpMode implements AppDoor {
  readonly #options: HttpModeOptions
  readonly #closing = new AbortController()
  #isVerified = false
  #spoiling: Spoiling | null = null
  #last: { letter: Letter; type: EnvelopeType } | null = null

  constructor(options: HttpModeOptions) {
    this.#options = options
    this.#announce(true)
  }

  async deliver(type: EnvelopeType, payload: JsonObject, retry: Retry | null = null): Promise<Delivery> {
    // Slack sends no event to an address that it has not tried.
    const refused = type === 'events_api' && !this.#isVerified ? await this.verify() : null
    if (refused !== null) return refused
    const letter = this.#sign(write(type, payload), type === 'events_api' ? JSON_TYPE : FORM, retry)
    const id = this.#note({ type, payload, retry })
    this.#last = { letter, type }
    return await this.#send(id, type, letter)
  }

  /** Asks the app to send a random word back. Null when it did. */
  async verify(): Promise<FailedDelivery | null> {
    const challenge = randomUUID()
    const payload = { token: 'playground', challenge, type: 'url_verification' }
    const id = this.#note({ type: 'events_api', payload, retry: null })
    const delivery = await this.#send(id, 'events_api', this.#sign(JSON.stringify(payload), JSON_TYPE, null))
    if (delivery.outcome !== 'acknowledged') return delivery
    const { challenge: said, text } = delivery.payload
    this.#isVerified = said === challenge || text === challenge || text === `challenge=${challenge}`
    return this.#isVerified ? null : this.#miss(id, { failed: 'http_error' })
  }

  /** Sends the last request once more, byte for byte; null when there was none. */
  async replay(): Promise<Delivery | null> {
    if (this.#last === null) return null
    const { letter, type } = this.#last
    return await this.#send(
      this.#note({ type, payload: { replayed: letter.body }, retry: null }),
      type,
      letter,
    )
  }

  spoil(spoiling: Spoiling | null): void {
    this.#spoiling = spoiling
  }

  close(): void {
    this.#closing.abort()
  }

  async #send(id: string, type: EnvelopeType, letter: Letter): Promise<Delivery> {
    const { workspace, ackTimeoutMs } = this.#options
    const answering = postToApp(letter, this.#closing.signal)
    const answer = await new Promise<Answer | null>((resolve) => {
      const callOff = workspace.clock.after(ackTimeoutMs, () => resolve(null))
      void answering.then((answered) => {
        callOff()
        resolve(answered)
      })
    })
    if (answer !== null) return this.#judge(id, type, answer)
    void answering.then((late) => this.#noteLate(id, late))
    return this.#miss(id, { failed: 'http_timeout' })
  }

  #judge(id: string, type: EnvelopeType, answer: Answer): Delivery {
    const isUp = !('failed' in answer) || answer.failed !== 'connection_failed'
    this.#announce(isUp)
    if ('failed' in answer) return this.#miss(id, answer)
    // What a person did wants the plain 200; events are content with any success.
    const isTaken =
      type === 'events_api' ? answer.status >= 200 && answer.status < 300 : answer.status === 200
    if (!isTaken) return this.#miss(id, { failed: 'http_error', headers: answer.headers })
    const payload = read(answer)
    this.#options.workspace.transcript.add({ kind: 'ack', id, verdict: 'in-time', payload })
    return { outcome: 'acknowledged', payload }
  }

  #noteLate(id: string, answer: Answer): void {
    if ('failed' in answer) return
    this.#options.workspace.transcript.add({ kind: 'ack', id, verdict: 'late', payload: read(answer) })
  }

  #note(facts: { type: EnvelopeType; payload: JsonObject; retry: Retry | null }): string {
    const id = randomUUID()
    this.#options.workspace.transcript.add({ kind: 'envelope', id, connection: null, ...facts })
    return id
  }

  #miss(id: string, found: { failed: FailureReason; headers?: Record<string, unknown> }): FailedDelivery {
    const reason = found.failed
    this.#options.workspace.transcript.add({ kind: 'missed', id, reason })
    const isFinal = found.headers?.['x-slack-no-retry'] === '1'
    if (reason === 'http_timeout') return { outcome: 'unanswered', reason, isFinal }
    return { outcome: reason === 'http_error' ? 'refused' : 'not-connected', reason, isFinal }
  }

  /** By the real time, not the workspace's: the app compares it with its own clock. */
  #sign(body: string, type: string, retry: Retry | null): Letter {
    const { requestUrl, signingSecret } = this.#options
    const spoiling = this.#spendSpoiling()
    const seconds = Math.floor(Date.now() / 1000) + (spoiling?.skewSeconds ?? 0)
    const secret = spoiling?.badSignature ? `not ${signingSecret}` : signingSecret
    const again =
      retry === null
        ? {}
        : { 'x-slack-retry-num': String(retry.attempt), 'x-slack-retry-reason': retry.reason }
    const headers = { 'content-type': type, 'user-agent': ROBOT, accept: '*/*', ...again }
    return { url: requestUrl, body, headers: { ...headers, ...signRequest(secret, body, seconds) } }
  }

  #spendSpoiling(): Spoiling | null {
    const current = this.#spoiling
    if (current !== null) {
      this.#spoiling = current.count > 1 ? { ...current, count: current.count - 1 } : null
    }
    return current
  }

  #announce(isUp: boolean): void {
    const { workspace } = this.#options
    const count = isUp ? 1 : 0
    if (workspace.connections === count) return
    workspace.connections = count
    workspace.changes.publish({ type: 'connections', count })
  }
}

function write(type: EnvelopeType, payload: JsonObject): string {
  if (type === 'events_api') return JSON.stringify(payload)
  if (type === 'interactive') return new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
  const fields = Object.entries(payload).map(([name, value]) => [name, String(value)])
  return new URLSearchParams(fields).toString()
}

/** An object as it stands; other words are the text of an answer. */
function read({ headers, text }: Extract<Answer, { text: string }>): JsonObject {
  if (text.trim() === '') return {}
  if (!(headers['content-type'] ?? '').includes('json')) return { text }
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}
