import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebClient } from '@slack/web-api'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Context } from '../../../src/operations/context.ts'
import { reply } from '../../../src/slack/listeners/reply.ts'
import type { Room } from '../../../src/slack/listeners/room.ts'
import { helpAnswer } from '../../../src/slack/messages/help-answer.ts'
import { silentLog } from '../../support/tracked-files.ts'

/** What Slack was asked, in order. */
let asked: string[]
/** What it does with a request to an address for answers. */
let onAnswer: 'silence' | 'break'
let server: Server
let address: string

beforeEach(async () => {
  asked = []
  // Time passes when the request is there: nobody waits for it.
  const overdue = new AbortController()
  vi.spyOn(AbortSignal, 'timeout').mockReturnValue(overdue.signal)
  server = createServer((request, response) => {
    asked.push(String(request.url))
    if (request.url !== '/response') return void response.end('{"ok":true}')
    if (onAnswer === 'break') return void request.socket.destroy()
    overdue.abort(new DOMException('too slow', 'TimeoutError'))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  vi.restoreAllMocks()
  server.closeAllConnections()
  server.close()
})

async function answerHelp(): Promise<void> {
  const context = { log: silentLog, now: () => new Date() } as Context
  const client = new WebClient('xoxb-1', { slackApiUrl: `${address}/api/`, retryConfig: { retries: 0 } })
  const audience = { user: 'U1', responseUrl: `${address}/response`, channel: 'C1' }
  await reply({ context, client } as Room, audience, { message: helpAnswer([]) })
}

describe('an answer', () => {
  test('that Slack has and does not acknowledge in time is not told again', async () => {
    onAnswer = 'silence'
    await answerHelp()
    expect(asked).toEqual(['/response'])
  })

  test('whose connection breaks goes one other way', async () => {
    onAnswer = 'break'
    await answerHelp()
    expect(asked).toEqual(['/response', '/api/chat.postEphemeral'])
  })
})
