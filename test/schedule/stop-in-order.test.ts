import { expect, test } from 'vitest'
import { type Opened, type Stoppable, type StopRules, stopInOrder } from '../../src/schedule/stop-in-order.ts'
import { silentLog } from '../support/tracked-files.ts'

/** Doors and ground that write down what happens to them. */
function house(rules: Partial<StopRules> = {}) {
  const said: string[] = []
  const aborted = new AbortController()
  const door = (name: string, work: Promise<unknown> = Promise.resolve()): Stoppable => ({
    stop: async () => {
      said.push(`${name} closes`)
      await work
      said.push(`${name} is closed`)
    },
  })
  const untilAborted = new Promise<void>((resolve) =>
    aborted.signal.addEventListener('abort', () => resolve()),
  )
  const opened: Opened = { doors: [], ground: [] }
  const stop = () =>
    stopInOrder(opened, {
      withinSeconds: 3_600,
      inHand: () => null,
      abort: () => aborted.abort(),
      tell: (line) => said.push(line),
      log: { ...silentLog, warn: (_, message) => said.push(`warning: ${message}`) },
      ...rules,
    })
  return { said, door, untilAborted, opened, stop }
}

test('all doors close before any work is waited for, and the ground goes last, the newest first', async () => {
  const { said, door, opened, stop } = house()
  opened.doors.push(door('slack'), door('clock'))
  opened.ground.push(door('tracker'), door('delivery'))
  await stop()
  expect(said.slice(0, 2)).toEqual(['slack closes', 'clock closes'])
  expect(said.slice(2, 4).toSorted()).toEqual(['clock is closed', 'slack is closed'])
  expect(said.slice(4)).toEqual([
    'delivery closes',
    'delivery is closed',
    'tracker closes',
    'tracker is closed',
  ])
})

test('what is in hand is told, and stopped at the deadline', async () => {
  const { said, door, opened, untilAborted, stop } = house({ withinSeconds: 0, inHand: () => '1 run (a)' })
  opened.doors.push(door('clock', untilAborted))
  await stop()
  expect(said).toEqual([
    'clock closes',
    'stopping: waiting for 1 run (a), at most 0 s',
    'stopping 1 run (a), not done within 0 s',
    'clock is closed',
  ])
})

test('a door that cannot be closed keeps nobody from closing the rest', async () => {
  const { said, door, opened, stop } = house()
  opened.doors.push({ stop: () => Promise.reject(new Error('stuck')) })
  opened.ground.push(door('tracker'))
  await stop()
  expect(said).toEqual(['warning: not cleanly stopped', 'tracker closes', 'tracker is closed'])
})
