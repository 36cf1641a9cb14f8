import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { Playground } from '../../src/playground/playground.ts'
import { clientFor } from './playground-and-app.ts'

type Message = Record<string, unknown>

/** A Socket Mode connection that does only what it is told. */
export interface RawSocket {
  readonly socket: WebSocket
  /** All that came, oldest first. */
  readonly messages: readonly Message[]
  /** The next message that nobody took yet. */
  next(): Promise<Message>
  ack(envelopeId: unknown, payload?: object): void
  readonly closed: Promise<number>
}

/** Connects by a fresh address, as every official client does. */
export async function connectRaw(playground: Playground, more = ''): Promise<RawSocket> {
  const { url } = await clientFor(playground, playground.appToken).apps.connections.open({})
  const socket = new WebSocket(`${url}${more}`)
  const messages: Message[] = []
  const waiting: ((message: Message) => void)[] = []
  let taken = 0
  socket.on('message', (data) => {
    messages.push(JSON.parse(String(data)) as Message)
    const resolve = waiting.shift()
    if (resolve === undefined) return
    taken += 1
    resolve(messages[taken - 1]!)
  })
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  await once(socket, 'open')
  return {
    socket,
    messages,
    closed,
    next() {
      if (taken === messages.length) return new Promise((resolve) => waiting.push(resolve))
      taken += 1
      return Promise.resolve(messages[taken - 1]!)
    },
    ack: (envelope_id, payload) => socket.send(JSON.stringify({ envelope_id, ...(payload && { payload }) })),
  }
}
