import { type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import type { FilledCall } from '../../domain/call-template.ts'

interface StartedCall {
  readonly response: Promise<IncomingMessage>
  /** Whether there was a connection, so that the call may have arrived. */
  isConnected(): boolean
  /** Lets go of the connection, read or not. */
  end(): void
}

/**
 * Begins a request on a new connection: one that is used again may be dead, and then nobody could tell whether the request
 * arrived. It has not as long as there is no connection, a secure one where it must be.
 */
export function startCall(call: FilledCall, signal: AbortSignal): StartedCall {
  let isConnected = false
  let request: ClientRequest | null = null
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    request = openRequest(call, signal)
    const ready = call.url.startsWith('https:') ? 'secureConnect' : 'connect'
    request.once('socket', (socket) => {
      socket.once(ready, () => {
        isConnected = true
      })
    })
    request.once('response', resolve)
    request.on('error', reject)
    request.end(call.body ?? undefined)
  })
  return { response, isConnected: () => isConnected, end: () => request?.destroy() }
}

function openRequest({ method, url, headers, body }: FilledCall, signal: AbortSignal): ClientRequest {
  const request = url.startsWith('https:') ? requestSecure : requestPlain
  return request(url, {
    method,
    agent: false,
    signal,
    headers: {
      'user-agent': 'counterfoil',
      'accept-encoding': 'identity',
      ...headers,
      connection: 'close',
      ...(body === null ? {} : { 'content-length': Buffer.byteLength(body) }),
    },
  })
}
