import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findDiscrepancy } from '../../src/store/discrepancies.ts'
import { listEvents } from '../../src/store/events.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { claimRun, findRun } from '../../src/store/runs.ts'
import { mismatch, NOW, openOne } from './each-tracker.ts'

let dataFolder: string
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'counterfoil-open-'))
})
afterEach(async () => {
  await rm(dataFolder, { recursive: true, force: true })
})

const openEmbedded = () => openDatabase({ databaseUrl: null, dataFolder })
const lockFile = () => join(dataFolder, 'tracker.lock')

describe('the embedded tracker', () => {
  test('keeps everything when it is closed and opened again', async () => {
    const first = await openEmbedded()
    const saved = await openOne(first.db, mismatch('1', { crm: 'a', billing: 'b' }), 'customers')
    expect(saved.number).toBe(1)
    await first.close()
    const second = await openEmbedded()
    expect(await findDiscrepancy(second.db, 1)).toEqual(saved)
    expect(await listEvents(second.db, 1)).toHaveLength(1)
    const next = await openOne(second.db, mismatch('2', { crm: 'a', billing: 'b' }), 'customers')
    expect(next.number).toBe(2)
    await second.close()
  })

  test('keeps everything that was saved when its process is killed, and fails what was running', async () => {
    const child = await startChild(`
      const { db } = await openDatabase({ databaseUrl: null, dataFolder })
      await claimRun(db, { id: 'run-9', reconciliation: 'customers', trigger: 'cli', requestedBy: 'anna',
        scope: { kind: 'everything' }, now: new Date(), leaseSeconds: 3600 })
      for (let key = 1; ; key++) {
        const finding = { ...${JSON.stringify(mismatch('', { crm: 'a', billing: 'b' }))}, key: { id: String(key) } }
        const changes = [{ type: 'opened', fingerprint: String(key), finding }]
        await saveChanges(db, { reconciliation: 'customers', changes, known: [], runId: 'run-9', now: new Date() })
        process.stdout.write(key + '\\n')
      }`)
    let told = ''
    for await (const output of child.stdout!) {
      told += output
      if (told.split('\n').length > 50) child.kill('SIGKILL')
    }
    const keys = told.trim().split('\n')
    const { db, close } = await openEmbedded()
    for (const key of keys) {
      expect(await findDiscrepancy(db, Number(key))).toMatchObject({ finding: { key: { id: key } } })
      expect(await listEvents(db, Number(key))).toHaveLength(1)
    }
    expect(await findRun(db, 'run-9')).toMatchObject({
      state: 'failed',
      error: 'The process running it stopped',
    })
    const again = await claimRun(db, {
      id: 'run-10',
      reconciliation: 'customers',
      trigger: 'cli',
      requestedBy: 'anna',
      scope: { kind: 'everything' },
      now: NOW,
      leaseSeconds: 60,
    })
    expect(again).not.toBeNull()
    await close()
  })

  test('refuses a second process, naming the first and the remedy', async () => {
    const child = await startChild(`
      await openDatabase({ databaseUrl: null, dataFolder })
      process.stdout.write('open')
      setInterval(() => {}, 1000)`)
    await once(child.stdout!, 'data')
    await expect(openEmbedded()).rejects.toMatchObject({
      code: 'tracker-busy',
      message: expect.stringMatching(new RegExp(`in use by process ${child.pid}\\b.*DATABASE_URL`)),
    })
    child.kill('SIGKILL')
    await once(child, 'exit')
    await (await openEmbedded()).close()
  })

  test('lets the process end by itself once it is closed', async () => {
    const child = await startChild(`
      const tracker = await openDatabase({ databaseUrl: null, dataFolder })
      await tracker.close()
      await tracker.close()`)
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(await readdir(dataFolder)).toEqual(['tracker'])
  })

  test('refuses to be opened twice by one process', async () => {
    const first = await openEmbedded()
    await expect(openEmbedded()).rejects.toMatchObject({ code: 'tracker-busy' })
    await first.close()
    await expect(access(lockFile())).rejects.toThrow()
    await (await openEmbedded()).close()
  })

  test('gives the folder to one of several that find the lock of a dead process', async () => {
    const child = await startChild('')
    await once(child, 'exit')
    await writeFile(lockFile(), `${child.pid}\n`)
    const opened = await Promise.allSettled([openEmbedded(), openEmbedded(), openEmbedded()])
    const winners = opened.filter((outcome) => outcome.status === 'fulfilled')
    expect(winners).toHaveLength(1)
    expect(JSON.parse(await readFile(lockFile(), 'utf8'))).toMatchObject({ pid: process.pid })
    await winners[0]!.value.close()
  })

  test('takes over a lock with its own process id, which a dead process in a container left', async () => {
    await writeFile(lockFile(), `${process.pid}\n`)
    await (await openEmbedded()).close()
  })

  test('is not left locked when it cannot be opened', async () => {
    await writeFile(join(dataFolder, 'tracker'), 'no folder')
    await expect(openEmbedded()).rejects.toMatchObject({
      code: 'tracker-unreachable',
      message: expect.stringContaining(join(dataFolder, 'tracker')),
    })
    await expect(access(lockFile())).rejects.toThrow()
  })
})

/** Another process, on the built package: there the migrations must be found as well. */
async function startChild(body: string): Promise<ChildProcess> {
  const dist = new URL('../../dist', import.meta.url).href
  const script = `
    const { openDatabase } = await import('${dist}/store/open-database.js')
    const { claimRun } = await import('${dist}/store/runs.js')
    const { saveChanges } = await import('${dist}/store/save-changes.js')
    const dataFolder = ${JSON.stringify(dataFolder)}
    ${body}`
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}
