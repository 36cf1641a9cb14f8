import { WebClient } from '@slack/web-api'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Directory } from '../../src/domain/directory.ts'
import type { Playground } from '../../src/playground/playground.ts'
import { startPlayground } from '../../src/playground/start-playground.ts'
import { openDirectory } from '../../src/slack/open-directory.ts'
import { warnOfPeople } from '../../src/slack/warn-of-people.ts'
import { collectingLog } from './open-bot.ts'

const [ADA, GRACE] = ['U0ADA00001', 'U0GRACE002']
const MINUTE = 60_000
const log = collectingLog({ push: () => {} })

let playground: Playground
let client: WebClient
let directory: Directory
let now: number

beforeAll(async () => {
  playground = await startPlayground({ port: 0, log, channels: ['#ops'] })
  client = clientOf(playground)
  playground.addPerson({ id: 'U0GUEST001', name: 'guest', standing: 'guest' })
  playground.addPerson({ id: 'U0STRANGE1', name: 'stranger', standing: 'stranger' })
  playground.addPerson({ id: 'U0LEFT0001', name: 'left' })
  playground.deactivate('left')
})
afterAll(async () => await playground?.close())
beforeEach(() => {
  now = Date.parse('2026-11-02T09:30:00Z')
  directory = open(client)
  // The stand-in counts calls a minute by its own clock.
  playground.advanceClock(MINUTE)
})
afterEach(() => {
  playground.failCalls(null)
  playground.configure({ plan: 'paid' })
})

const clientOf = ({ botToken, apiUrl }: Playground) =>
  new WebClient(botToken, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  })
const open = (from: WebClient, patienceMs = 10_000) =>
  openDirectory({ client: from, teamId: 'T0PLAYGRND', now: () => new Date(now), patienceMs })
const callsOf = (method: string) =>
  playground.transcript().filter((entry) => entry.kind === 'call' && entry.method === method).length
const membersOf = async (group: string) => {
  const answer = await directory.membersOf(group)
  return 'known' in answer && answer.known !== null ? [...answer.known].sort() : answer
}

describe('what somebody is', () => {
  test.each([
    [ADA, 'member'],
    ['U0GUEST001', 'guest'],
    ['U0STRANGE1', 'stranger'],
    ['U0LEFT0001', 'deactivated'],
    ['U0COUNTER0', 'bot'],
    ['U0NOBODY99', 'stranger'],
  ])('%s: %s', async (user, standing) => {
    expect(await directory.standingOf(user)).toEqual({ known: standing })
  })

  test('is asked once in five minutes, however many ask at once', async () => {
    const before = callsOf('users.info')
    await Promise.all([1, 2, 3, 4].map(() => directory.standingOf(GRACE)))
    now += 5 * MINUTE - 1
    await directory.standingOf(GRACE)
    expect(callsOf('users.info') - before).toBe(1)
    now += 1
    await directory.standingOf(GRACE)
    expect(callsOf('users.info') - before).toBe(2)
  })
})

describe('who is in a group', () => {
  test('is known by handle and by id; the groups are listed once for all of them', async () => {
    const before = callsOf('usergroups.list')
    const finance = [ADA, 'U0KATHR003']
    expect(await membersOf('@finance')).toEqual(finance)
    expect(await membersOf('S0FINANCE1')).toEqual(finance)
    expect(await membersOf('@oncall-data')).toEqual([GRACE])
    expect(callsOf('usergroups.list') - before).toBe(1)
  })

  test('of a disabled group, and of one that is not there, is nobody', async () => {
    expect(await membersOf('@old-billing')).toEqual({ known: null })
    expect(await membersOf('@finanse')).toEqual({ known: null })
    expect(await membersOf('S0NOTTHERE')).toEqual({ known: null })
  })
})

describe('T20: what Slack cannot say is unknown, with the reason', () => {
  test('a limit, which is kept to', async () => {
    playground.failCalls((method) =>
      method === 'usergroups.list' ? { kind: 'limit', retryAfterSeconds: 40 } : null,
    )
    const limited = { unknown: 'it asks to come back in 40 seconds' }
    expect(await membersOf('@finance')).toEqual(limited)
    playground.failCalls(null)
    now += 39_999
    const before = callsOf('usergroups.list')
    expect(await membersOf('@finance')).toEqual(limited)
    expect(callsOf('usergroups.list')).toBe(before)
    now += 1
    expect(await membersOf('@finance')).toContain(ADA)
  })

  test('no groups on this plan', async () => {
    playground.configure({ plan: 'free' })
    expect(await directory.membersOf('@finance')).toEqual({
      unknown:
        'this workspace has no user groups, which need a paid plan, so name people by their ids in the config',
    })
  })

  test('no answer in time', async () => {
    let release = () => {}
    const until = new Promise<void>((resolve) => {
      release = resolve
    })
    playground.failCalls((method) => (method === 'users.info' ? { kind: 'hold', until } : null))
    expect(await open(client, 30).standingOf(ADA)).toEqual({ unknown: 'no answer in time' })
    release()
  })

  test('a server in between, and ten seconds later Slack is asked again', async () => {
    playground.failCalls(() => ({ kind: 'refuse', status: 503 }))
    expect(await directory.standingOf(ADA)).toEqual({ unknown: 'HTTP status 503' })
    playground.failCalls(null)
    expect(await directory.standingOf(ADA)).toEqual({ unknown: 'HTTP status 503' })
    now += 10_000
    expect(await directory.standingOf(ADA)).toEqual({ known: 'member' })
  })

  test('a scope that the app lacks', async () => {
    const other = await startPlayground({ port: 0, log, channels: ['#ops'], scopes: ['chat:write'] })
    try {
      const lacking = open(clientOf(other))
      const expected = {
        unknown:
          'the app lacks the scopes users:read and usergroups:read, so install it again with manifest.yml',
      }
      expect(await lacking.standingOf(ADA)).toEqual(expected)
      expect(await lacking.membersOf('@finance')).toEqual(expected)
      const told: string[] = []
      const hear = { ...log, warn: (_: object, message: string) => void told.push(message) }
      const settings = { sources: {}, reconciliations: [] }
      await warnOfPeople(lacking, { user: ADA, settings, log: hear })
      expect(told).toEqual([
        `Slack does not say who is a guest (${expected.unknown}): guests may do what nobody is named for`,
      ])
    } finally {
      await other.close()
    }
  })
})
