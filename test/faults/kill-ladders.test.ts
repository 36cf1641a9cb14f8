import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EventDetails } from '../../src/domain/discrepancy-event.ts'
import { climbLadders } from '../../src/operations/climb-ladders.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { tellBreaches } from '../../src/operations/tell-breaches.ts'
import type { TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'

const DIST = new URL('../../dist', import.meta.url).pathname
const SCRIPT = new URL('./ladder-bot.mjs', import.meta.url).pathname
const KILLS = 6
const OPEN = 40
const [STEPS, ROUNDS] = [3, 3]
const HOUR = 3_600_000
const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, key: id }
      billing: { source: billing, key: id }
    fields: { balance: decimal }
    notify: { channel: "#ops", maxCards: ${OPEN} }
    triage:
      escalate:
        ladder:
          from: opened
          steps: [{ after: 2m, mention: U0ADA }, { after: 4m, dm: U0BEN }, { after: 6m, mention: U0EVE }]
          repeat: ${ROUNDS - 1}
      targets: { high: { acknowledge: 5m, resolve: 10m } }
`

let server: TrackerServer
let files: TrackedFiles
beforeAll(async () => {
  server = await startTrackerServer()
  files = await server.open(CONFIG)
  const lines = (balance: string) => [
    'id,balance',
    ...Array.from({ length: OPEN }, (_, id) => `${id},${balance}`),
  ]
  await files.write('crm.csv', lines('1.00'))
  await files.write('billing.csv', lines('2.00'))
  await runReconciliation(files.context, {
    name: 'customers',
    scope: { kind: 'everything' },
    trigger: 'cli',
    requestedBy: 'ada',
  })
})
afterAll(async () => {
  await files?.close()
  await server?.close()
})

test('two processes that climb ladders, killed over and over: no call is lost, none is made twice, each is told', async () => {
  const jobFile = join(files.folder, 'job.json')
  await writeFile(jobFile, JSON.stringify({ settings: files.context.settings, ...files.tracker }))
  let climbed = 0
  for (let round = 0; round < KILLS; round++) {
    const lives = [110 + 90 * round, 700 - 60 * round]
    const looks = await Promise.all(
      lives.map((workMs) => liveAndDie(jobFile, { leadMs: round * 60_000, workMs })),
    )
    climbed += looks.reduce((sum, each) => sum + each, 0)
  }
  // Else nothing was killed at work.
  expect(climbed).toBeGreaterThan(0)
  for (let hour = 1; hour <= ROUNDS * STEPS; hour++) {
    const later = { ...files.context, now: () => new Date(Date.now() + hour * HOUR) }
    await climbLadders(later)
    await tellBreaches(later)
  }
  expect(await brokenLadders()).toEqual([])
}, 120_000)

/** How often a process looked and went a step, until it was killed so long after its first. */
async function liveAndDie(
  jobFile: string,
  { leadMs, workMs }: { readonly leadMs: number; readonly workMs: number },
): Promise<number> {
  const child = spawn(process.execPath, [SCRIPT, DIST, jobFile], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  let looks = 0
  const waiting = new Map<string, () => void>()
  const seen = (word: string) => new Promise<void>((resolve) => waiting.set(word, resolve))
  createInterface(child.stdout).on('line', (line) => {
    const [word = ''] = line.split(' ', 1)
    if (word === 'climbed') looks++
    waiting.get(word)?.()
  })
  await Promise.race([seen('loaded'), exited])
  const climbed = seen('climbed')
  child.stdin.write(`${leadMs}\n`)
  // Where nothing is left to climb, it dies looking.
  await Promise.race([climbed, pause(5_000)])
  await pause(workMs)
  child.kill('SIGKILL')
  expect((await exited)[1]).toBe('SIGKILL')
  return looks
}

/** What is not as it must be, in words. */
async function brokenLadders(): Promise<string[]> {
  const { db } = files.context
  const events = await rows<{ number: number; version: number; kind: string; details: EventDetails }>(sql`
    select number::int, kind, details, row_number() over (partition by number order by id)::int as version
    from discrepancy_events order by id`)
  const tags = new Set((await rows<{ tag: string }>(sql`select tag from outbox`)).map(({ tag }) => tag))
  const broken: string[] = []
  for (let number = 1; number <= OPEN; number++) {
    const own = events.filter((event) => event.number === number)
    const calls = own.filter(({ kind }) => kind === 'called')
    const places = calls.map(({ details }) => details.round! * 10 + details.step!)
    if (places.some((place, index) => index > 0 && place <= places[index - 1]!))
      broken.push(`#${number} went ${places.join()}`)
    if (places.at(-1) !== ROUNDS * 10 + STEPS) broken.push(`#${number} ended with ${places.at(-1)}`)
    for (const { version, details } of calls) {
      const tag =
        details.how === 'dm' ? `call:${number}:${version}:${details.to}` : `note:${number}:${version}`
      if (!tags.has(tag)) broken.push(`#${number} never says ${tag}`)
    }
    const missed = own.flatMap(({ kind, details }) => (kind === 'breached' ? [details.target] : [])).sort()
    if (missed.join() !== 'acknowledge,resolve') broken.push(`#${number} missed ${missed.join()}`)
    const escalated = own.filter(({ kind }) => kind === 'escalated').length
    if (escalated !== 1) broken.push(`#${number} was escalated ${escalated} times`)
  }
  const told = [...tags].filter((tag) => /^(call|note):/.test(tag))
  const meant = events.filter(({ kind }) => kind === 'called' || kind === 'breached')
  // A direct message has a line where a card stands as well.
  const direct = meant.filter(({ details }) => details.how === 'dm').length
  if (told.length !== meant.length + direct) broken.push(`${told.length} lines for ${meant.length} events`)
  const [open] = await rows<{ count: number }>(
    sql`select count(*)::int from ladders where ended_by is distinct from 'exhausted'`,
  )
  if (open?.count !== 0) broken.push(`${open?.count} ladders are not over`)
  return broken

  async function rows<Row>(statement: ReturnType<typeof sql>): Promise<Row[]> {
    return ((await db.execute(statement)) as unknown as { rows: Row[] }).rows
  }
}
