import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { concludeExpectations } from '../../src/operations/conclude-expectations.ts'
import { listDiscrepancies } from '../../src/store/discrepancies.ts'
import { outbox } from '../../src/store/schema.ts'
import { readAwaited } from '../operations/read-awaited.ts'
import type { TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'

const DIST = new URL('../../dist', import.meta.url).pathname
const SCRIPT = new URL('./event-bot.mjs', import.meta.url).pathname
const ROUNDS = 6
/** Longer than any lease: what the dead held is free. */
const LEASES_END_MS = 130_000
const CONFIG = `
sources:
  posted: { type: events }
reconciliations:
  orders:
    sides:
      shop: { source: posted, key: id }
      till: { source: posted, key: id }
    fields: { amount: decimal }
    expectWithin: 5s
    notify: { channel: "#ops", maxCards: 50 }
`

let server: TrackerServer
let files: TrackedFiles
beforeAll(async () => {
  server = await startTrackerServer()
  files = await server.open(CONFIG)
})
afterAll(async () => {
  await files?.close()
  await server?.close()
})

test('two processes that note and check, killed over and over: every noted record is checked, and told once', async () => {
  const lines: string[] = []
  const jobFile = join(files.folder, 'job.json')
  await writeFile(jobFile, JSON.stringify({ settings: files.context.settings, ...files.tracker }))
  for (let round = 0; round < ROUNDS; round++) {
    const born = { jobFile, leadMs: round * LEASES_END_MS, lines }
    await Promise.all([
      liveAndDie({ ...born, name: `a${round}`, workMs: 110 + 330 * round }),
      liveAndDie({ ...born, name: `b${round}`, workMs: 1_750 - 290 * round }),
    ])
  }
  const later = { ...files.context, now: () => new Date(Date.now() + (ROUNDS + 1) * LEASES_END_MS) }
  while ((await concludeExpectations(later)) > 0);

  expect(lines.filter((line) => line.startsWith('unexpected'))).toEqual([])
  expect(await readAwaited(files.context.db)).toEqual([])
  const found = await listDiscrepancies(files.context.db, { limit: 100_000 })
  const keys = found.map(({ finding }) => finding.key.id!)
  const noted = lines.flatMap((line) => (line.startsWith('noted ') ? [line.slice(6)] : []))
  expect(noted.length).toBeGreaterThan(ROUNDS * 10)
  // The last part of a key: even ones never reached the till.
  expect(keys.filter((key) => Number(key.at(-1)) % 2 === 1)).toEqual([])
  const missing = noted.filter((key) => Number(key.at(-1)) % 2 === 0 && !keys.includes(key))
  expect(missing).toEqual([])
  expect(new Set(keys).size).toBe(keys.length)
  const cards = (await files.context.db.select({ tag: outbox.tag }).from(outbox)).map(({ tag }) => tag)
  expect(new Set(cards).size).toBe(cards.length)
}, 240_000)

interface Life {
  readonly jobFile: string
  readonly name: string
  readonly leadMs: number
  /** Between the first that it noted and its death. */
  readonly workMs: number
  readonly lines: string[]
}

/** A process that works until it is killed. */
async function liveAndDie({ jobFile, name, leadMs, workMs, lines }: Life): Promise<void> {
  const child = spawn(process.execPath, [SCRIPT, DIST, jobFile, name], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const waiting = new Map<string, () => void>()
  const seen = (word: string) => new Promise<void>((resolve) => waiting.set(word, resolve))
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line)
    waiting.get(line.split(' ', 1)[0]!)?.()
  })
  await Promise.race([seen('loaded'), exited])
  const noted = seen('noted')
  child.stdin.write(`${leadMs}\n`)
  await Promise.race([noted, exited])
  await pause(workMs)
  child.kill('SIGKILL')
  expect((await exited)[1]).toBe('SIGKILL')
}
