import type { Message } from '../page-protocol.ts'

/** At most so many messages of a channel are held and drawn at once. */
const LIMIT = 150

/** Neighbours in a channel or thread, oldest first. */
export interface Neighbours {
  readonly messages: readonly Message[]
  readonly hasOlder: boolean
  readonly hasNewer: boolean
}

/** The part of a conversation that the page holds: it slides, and never grows beyond its limit. */
export class MessageWindow {
  #messages: Message[] = []
  hasOlder = false
  hasNewer = false

  get messages(): readonly Message[] {
    return this.#messages
  }

  get first(): Message | undefined {
    return this.#messages[0]
  }

  get last(): Message | undefined {
    return this.#messages.at(-1)
  }

  find(ts: string): Message | null {
    return this.#messages.find((each) => each.ts === ts) ?? null
  }

  /** Begins anew with this part. */
  show(part: Neighbours): void {
    this.#messages = [...part.messages]
    this.hasOlder = part.hasOlder
    this.hasNewer = part.hasNewer
  }

  addOlder(part: Neighbours): void {
    const first = this.first?.ts ?? '~'
    this.#messages.unshift(...part.messages.filter((each) => each.ts < first))
    this.hasOlder = part.hasOlder
    if (this.#messages.length <= LIMIT) return
    this.#messages.length = LIMIT
    this.hasNewer = true
  }

  addNewer(part: Neighbours): void {
    const last = this.last?.ts ?? ''
    this.#messages.push(...part.messages.filter((each) => each.ts > last))
    this.hasNewer = part.hasNewer
    this.#dropOldest()
  }

  /**
   * Takes a new message or the new state of one. With `follows` the oldest give way; without, a reader is further up,
   * and what does not fit stays out until it is asked for.
   */
  put(message: Message, follows: boolean): void {
    const at = this.#messages.findIndex((each) => each.ts >= message.ts)
    if (this.#messages[at]?.ts === message.ts) this.#messages[at] = message
    else if (at > 0 || (at === 0 && !this.hasOlder)) this.#messages.splice(at, 0, message)
    else if (at === -1 && !this.hasNewer) this.#append(message, follows)
  }

  remove(ts: string): void {
    this.#messages = this.#messages.filter((each) => each.ts !== ts)
  }

  #append(message: Message, follows: boolean): void {
    if (!follows && this.#messages.length >= LIMIT) {
      this.hasNewer = true
      return
    }
    this.#messages.push(message)
    this.#dropOldest()
  }

  #dropOldest(): void {
    const over = this.#messages.length - LIMIT
    if (over <= 0) return
    this.#messages.splice(0, over)
    this.hasOlder = true
  }
}
