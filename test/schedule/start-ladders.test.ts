import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startLadders } from '../../src/schedule/start-ladders.ts'
import { LADDER, type LadderLife, mention, openLadder } from '../operations/open-ladder.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'

let server: TrackerServer
let life: LadderLife
beforeAll(async () => {
  server = await startTrackerServer()
  life = await openLadder(server)
})
afterAll(async () => {
  await life?.close()
  await server?.close()
})

const said = (count: number) => vi.waitFor(async () => expect(await life.said()).toHaveLength(count), 10_000)

test('startLadders() goes what was due before it began, and what begins later when it is due, without being told', async () => {
  await life.triage({ action: 'escalate' })
  life.at(15)
  const ladders = startLadders(life.context)
  try {
    await said(1)
    const soon = [{ afterSeconds: 1, call: mention('S0ONCALL1') }]
    life.rules({
      ladder: { ...LADDER, steps: soon, repeat: 0 },
      targets: { high: { acknowledgeSeconds: 900 } },
    })
    await life.triage({ action: 'acknowledge' })
    // From here on its clock goes.
    const began = Date.now() - life.instant(15).getTime()
    Object.assign(life.context, { now: () => new Date(Date.now() - began) })
    await life.triage({ action: 'escalate' })
    ladders.wake()
    await said(2)
    expect(await life.ladder()).toMatchObject({ endedBy: 'exhausted' })
  } finally {
    await ladders.stop()
  }
})

test('startLadders() says once that it cannot look, and stops at once', async () => {
  const logged: string[] = []
  const log = { ...life.context.log, error: (_facts: object, message: string) => void logged.push(message) }
  const broken = new Proxy(
    {},
    {
      get: () => () => {
        throw new Error('away')
      },
    },
  )
  const ladders = startLadders({ ...life.context, db: broken as never, log })
  await vi.waitFor(() => expect(logged).toHaveLength(1))
  ladders.wake()
  await ladders.stop()
  expect(logged).toEqual(['escalation ladders could not be looked at; it is tried again'])
})
