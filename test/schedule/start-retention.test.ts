import { expect, onTestFinished, test } from 'vitest'
import type { Log } from '../../src/domain/log.ts'
import { startRetention } from '../../src/schedule/start-retention.ts'
import { countDiscrepancies } from '../../src/store/discrepancies.ts'
import { makeHistory, verify } from '../operations/open-history.ts'
import { later } from '../store/each-tracker.ts'
import { openTrackedFiles, silentLog } from '../support/tracked-files.ts'

/** When a line of the log that begins so was written. */
function listenFor(words: string): { log: Log; heard: Promise<object> } {
  let hear: (facts: object) => void = () => {}
  const heard = new Promise<object>((resolve) => {
    hear = resolve
  })
  const listen = (facts: object, message: string) => {
    if (message.startsWith(words)) hear(facts)
  }
  return { log: { ...silentLog, info: listen, error: listen }, heard }
}

test('the bot prunes by the config at its time, and says in the log what, or why not', async () => {
  const files = await openTrackedFiles()
  onTestFinished(files.close)
  const { db, settings } = files.context
  await makeHistory(db)
  const retention = { resolvedSeconds: 86_400, policy: '{"resolved":"1d"}' }
  const context = { ...files.context, now: () => later(2 * 24 * 60), settings: { ...settings, retention } }
  const start = (log: Log, key: string | null) =>
    startRetention({ ...context, log }, { key, cron: '* * * * * *' })

  const first = listenFor('history pruned')
  const working = start(first.log, 'k3y')
  expect(await first.heard).toEqual({ discrepancies: 1, events: 2, runs: 0 })
  await working.stop()
  expect(await countDiscrepancies(db, {})).toBe(2)
  expect(await verify(db, { key: 'k3y' })).toMatchObject({
    breach: null,
    pruned: 2,
    checkpoints: { signed: 1 },
  })

  await makeHistory(db)
  const second = listenFor('history could not be pruned')
  const failing = start(second.log, null)
  expect(String(((await second.heard) as { err: unknown }).err)).toContain('COUNTERFOIL_AUDIT_KEY is not set')
  await failing.stop()
  expect(await countDiscrepancies(db, {})).toBe(5)
})
