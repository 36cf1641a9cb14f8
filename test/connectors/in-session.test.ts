import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  askInSession,
  type OpenSession,
  type Sessions,
  streamInSession,
} from '../../src/connectors/in-session.ts'
import { mysqlSessions } from '../../src/connectors/mysql/mysql-sessions.ts'
import { postgresSessions } from '../../src/connectors/postgres/postgres-sessions.ts'
import { MARIADB_MISSING, startMariadb } from '../support/mariadb.ts'
import { startPostgres } from '../support/postgres.ts'
import { untilMariadbRuns, untilPostgresRuns } from '../support/until-running.ts'
import { failureOf } from './failure-of.ts'

/** A session as both servers have it. */
interface AskedSession extends OpenSession {
  query(sql: string): Promise<unknown>
}

interface Server {
  readonly sessions: Sessions<AskedSession>
  readonly sleep: string
  /** Waits until so many sessions sleep. */
  untilSleeping(count: number): Promise<void>
  /** Waits until no session is open. */
  untilClosed(): Promise<void>
  close(): Promise<void>
}

const common = { statementTimeoutSeconds: 600 }

async function servePostgres(): Promise<Server> {
  const postgres = await startPostgres()
  const settings = { type: 'postgres', url: postgres.url, ...common } as const
  return {
    sessions: postgresSessions({ name: 'crm', settings }),
    sleep: 'select pg_sleep(500)',
    untilSleeping: (count) => untilPostgresRuns(postgres, { like: '%pg_sleep(500)%', count }),
    untilClosed: async () => {
      const open = `select 1 from pg_stat_activity where application_name = 'counterfoil'`
      while ((await postgres.query(open)).length > 0);
    },
    close: () => postgres.close(),
  }
}

async function serveMariadb(): Promise<Server> {
  const mariadb = await startMariadb()
  const settings = { type: 'mysql', url: mariadb.url, ...common } as const
  return {
    sessions: mysqlSessions({ name: 'crm', settings }),
    sleep: 'select sleep(500)',
    untilSleeping: (count) => untilMariadbRuns(mariadb, { like: '%sleep(500)%', count }),
    untilClosed: async () => {
      const open = `select 1 from information_schema.processlist where db = database() and id <> connection_id()`
      while ((await mariadb.query(open)).length > 0);
    },
    close: () => mariadb.close(),
  }
}

const STOPPED = 'run-stopped | crm: reading was stopped.'

describe.each([
  ['Postgres', null, servePostgres],
  [`MariaDB ${MARIADB_MISSING ?? ''}`, MARIADB_MISSING, serveMariadb],
])('a session of %s', (_, missing, serve) => {
  describe.skipIf(missing)('is opened for one question, which', () => {
    let server: Server

    beforeAll(async () => {
      server = await serve()
    })
    afterAll(async () => await server?.close())

    /** The server's sessions, and in words what became of them. */
    function watched(afterOpening: () => void = () => undefined) {
      const story: string[] = []
      const sessions: Sessions<AskedSession> = {
        ...server.sessions,
        open: async () => {
          const session = await server.sessions.open()
          story.push('opened')
          afterOpening()
          return {
            query: session.query,
            close: () => {
              story.push('closed')
              return session.close()
            },
            abandon: () => {
              story.push('abandoned')
              return session.abandon()
            },
          }
        },
      }
      return { sessions, story }
    }

    async function* count(session: AskedSession): AsyncGenerator<number> {
      for (const number of [1, 2, 3]) {
        await session.query(`select ${number}`)
        yield number
      }
    }

    async function collect(stream: AsyncIterable<number>): Promise<number[]> {
      const numbers: number[] = []
      for await (const number of stream) numbers.push(number)
      return numbers
    }

    test('is answered, and then closed', async () => {
      const { sessions, story } = watched()
      const stopper = new AbortController()
      expect(
        await askInSession(sessions, stopper.signal, async (session) => [await session.query('select 1')]),
      ).toHaveLength(1)
      expect(await askInSession(sessions, null, async () => undefined)).toBeUndefined()
      expect(await collect(streamInSession(sessions, stopper.signal, count))).toEqual([1, 2, 3])
      stopper.abort()
      expect(story).toEqual(['opened', 'closed', 'opened', 'closed', 'opened', 'closed'])
      await server.untilClosed()
    })

    test('is not asked after the signal: nothing is opened', async () => {
      const { sessions, story } = watched()
      const signal = AbortSignal.abort()
      expect(await failureOf(askInSession(sessions, signal, async () => 1))).toBe(STOPPED)
      expect(await failureOf(collect(streamInSession(sessions, signal, count)))).toBe(STOPPED)
      expect(story).toEqual([])
    })

    test('is not asked where the signal comes while a session opens', async () => {
      const asked: string[] = []
      for (const how of ['ask', 'stream']) {
        const stopper = new AbortController()
        const { sessions, story } = watched(() => stopper.abort())
        const reading =
          how === 'ask'
            ? askInSession(sessions, stopper.signal, async () => asked.push(how))
            : collect(
                streamInSession(sessions, stopper.signal, (session) => {
                  asked.push(how)
                  return count(session)
                }),
              )
        expect(await failureOf(reading)).toBe(STOPPED)
        expect(story).toEqual(['opened', how === 'ask' ? 'closed' : 'abandoned'])
      }
      expect(asked).toEqual([])
      await server.untilClosed()
    })

    test.each(['ask', 'stream'])('is stopped by the signal while the server works (%s)', async (how) => {
      const stopper = new AbortController()
      const { sessions, story } = watched()
      const reading = failureOf(
        how === 'ask'
          ? askInSession(sessions, stopper.signal, (session) => session.query(server.sleep))
          : collect(
              streamInSession(sessions, stopper.signal, async function* (session) {
                await session.query(server.sleep)
                yield* count(session)
              }),
            ),
      )
      await server.untilSleeping(1)
      stopper.abort()
      expect(await reading).toBe(STOPPED)
      expect(story.slice(0, 2)).toEqual(['opened', 'abandoned'])
      await server.untilSleeping(0)
      await server.untilClosed()
    })

    test('is of no account when the signal comes with the answer', async () => {
      const stopper = new AbortController()
      const { sessions } = watched()
      const asking = askInSession(sessions, stopper.signal, async () => stopper.abort())
      expect(await failureOf(asking)).toBe(STOPPED)
      await server.untilClosed()
    })

    test('is stopped by the signal between two items, and the rest is not handed on', async () => {
      const stopper = new AbortController()
      const { sessions, story } = watched()
      const numbers: number[] = []
      const reading = async () => {
        for await (const number of streamInSession(sessions, stopper.signal, count)) {
          numbers.push(number)
          stopper.abort()
        }
      }
      expect(await failureOf(reading())).toBe(STOPPED)
      expect(numbers).toEqual([1])
      expect(story.slice(0, 2)).toEqual(['opened', 'abandoned'])
      await server.untilClosed()
    })

    test('fails with the reason in words, and leaves nothing open', async () => {
      const { sessions, story } = watched()
      const wrong = (session: AskedSession) => session.query('select nothing_such')
      const sentence = /^source-query \| crm: .*nothing_such.*; check the column names of the side\.$/
      expect(await failureOf(askInSession(sessions, null, wrong))).toMatch(sentence)
      const stream = streamInSession(sessions, null, async function* (session) {
        yield* count(session)
        await wrong(session)
      })
      expect(await failureOf(collect(stream))).toMatch(sentence)
      expect(story).toEqual(['opened', 'closed', 'opened', 'abandoned'])
      await server.untilClosed()
    })

    test('is abandoned by a reader who goes away', async () => {
      const { sessions, story } = watched()
      for await (const number of streamInSession(sessions, null, count)) {
        expect(number).toBe(1)
        break
      }
      expect(story).toEqual(['opened', 'abandoned'])
      await server.untilClosed()
    })
  })
})
