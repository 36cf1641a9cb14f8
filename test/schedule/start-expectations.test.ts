import { afterEach, expect, test } from 'vitest'
import type { Log } from '../../src/domain/log.ts'
import { concludeExpectations } from '../../src/operations/conclude-expectations.ts'
import type { Context } from '../../src/operations/context.ts'
import { noteEvents } from '../../src/operations/note-events.ts'
import { startExpectations } from '../../src/schedule/start-expectations.ts'
import { listDiscrepancies } from '../../src/store/discrepancies.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { readAwaited } from '../operations/read-awaited.ts'
import { openTrackedFiles, silentLog, type TrackedFiles } from '../support/tracked-files.ts'

const CONFIG = `
sources:
  posted: { type: events }
  billing: { type: files, path: billing.csv, settledFor: 0s }
reconciliations:
  orders:
    sides:
      shop: { source: posted, key: id }
      billing: { source: billing, key: id }
    fields: { amount: decimal }
    expectWithin: 5m
`

let files: TrackedFiles
afterEach(async () => await files?.close())

/** A log that can be waited for. */
function listen(): { log: Log; said: readonly string[]; saying(words: string): Promise<void> } {
  const said: string[] = []
  const waiting = new Map<string, () => void>()
  const hear = (_: object, message: string) => {
    said.push(message)
    waiting.get(message)?.()
  }
  const saying = (words: string) =>
    new Promise<void>((resolve) => {
      if (said.includes(words)) resolve()
      else waiting.set(words, resolve)
    })
  return { log: { ...silentLog, info: hear, warn: hear, error: hear }, said, saying }
}

test('on an embedded tracker: what a dead process was checking is free for the next one at once', async () => {
  files = await openTrackedFiles({ config: CONFIG })
  const longAgo = { side: 'shop', key: ['1'], at: new Date(Date.now() - 600_000), record: { amount: '1' } }
  await noteEvents(files.context, { reconciliation: 'orders', events: [longAgo] })
  await new Promise<void>((reached) => {
    const connect = () => {
      reached()
      return new Promise<never>(() => undefined)
    }
    void concludeExpectations({ ...files.context, connect })
  })
  expect(await readAwaited(files.context.db)).toEqual([
    expect.objectContaining({ leasedBy: expect.any(String) }),
  ])
  await files.closeTracker()
  const next = await openDatabase(files.tracker)
  expect(await readAwaited(next.db)).toEqual([expect.objectContaining({ leasedBy: null, leaseUntil: null })])
  await next.close()
})

test('on an embedded tracker: what is due is checked soon, while the tracker is away it is said once, and then it goes on', async () => {
  files = await openTrackedFiles({ config: CONFIG })
  await files.write('billing.csv', ['id,amount'])
  const { log, said, saying } = listen()
  let isAway = true
  const context: Context = {
    ...files.context,
    log,
    get db() {
      if (isAway) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
      return files.context.db
    },
  }
  const longAgo = { side: 'shop', key: ['1'], at: new Date(Date.now() - 600_000), record: { amount: '1' } }
  await noteEvents(files.context, { reconciliation: 'orders', events: [longAgo] })
  const expectations = startExpectations(context)
  await saying('awaited records could not be looked at; it is tried again until they can')
  isAway = false
  await saying('awaited records are looked at again')
  await saying('run completed')
  await expectations.stop()
  const found = await listDiscrepancies(files.context.db, { limit: 10 })
  expect(found.map(({ finding }) => finding.kind)).toEqual(['missing'])
  expect(said).toEqual([
    'awaited records could not be looked at; it is tried again until they can',
    'run completed',
    'awaited records are looked at again',
  ])
})
