import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Settings } from '../../src/domain/settings.ts'
import { concludeAttempts } from '../../src/operations/conclude-attempts.ts'
import { listAttempts } from '../../src/store/remedy-attempts.ts'
import { COPY_EMAIL, openRemedies, type RemedyWorld } from '../operations/open-remedies.ts'
import { type Cut, openStatementLine, type StatementLine } from './statement-line.ts'

const SCRIPT = new URL('remedy-bot.mjs', import.meta.url).pathname
const DIST = new URL('../../dist', import.meta.url).pathname
/** What has to do with the attempt: its rows, the record, and the ends of transactions. */
const TELLING = /remedy_|accounts|^commit|advisory/i

let world: RemedyWorld
let line: StatementLine
let folder: string
let running: ChildProcess | null = null
let waiting: ChildProcess

beforeAll(async () => {
  world = await openRemedies(COPY_EMAIL)
  await world.server.query(`
    create table changes (ref text);
    create function count_change() returns trigger language plpgsql as $$
      begin insert into changes values (new.ref); return new; end $$;
    create trigger count_change after update on accounts for each row execute function count_change()`)
  line = await openStatementLine(Number(new URL(world.server.url).port), () => running?.kill('SIGKILL'))
  folder = await mkdtemp(join(tmpdir(), 'counterfoil-kill-remedy-'))
  const through = (url: string) => {
    const changed = new URL(url)
    changed.port = String(line.port)
    return changed.href
  }
  const settings: Settings = {
    ...world.context.settings,
    sources: Object.fromEntries(
      Object.entries(world.context.settings.sources).map(([name, source]) => [
        name,
        source.type === 'postgres'
          ? { ...source, url: through(source.url), writeUrl: through(source.url) }
          : source,
      ]),
    ),
  }
  const job = { settings, databaseUrl: through(world.databaseUrl), dataFolder: folder, remedy: 'copy_email' }
  await writeFile(join(folder, 'job.json'), JSON.stringify(job))
  waiting = startBot()
})
afterAll(async () => {
  waiting?.kill('SIGKILL')
  await line?.close()
  await rm(folder, { recursive: true, force: true })
  await world?.close()
})

function startBot(): ChildProcess {
  return spawn(process.execPath, [SCRIPT, DIST, join(folder, 'job.json')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
}

/** A bot that applies the remedy to a new record until it ends or is killed; answers the discrepancy. */
async function applyIn(key: string, cut: Cut | null): Promise<number> {
  const { number } = await world.given(key, {
    crm: { email: 'ada@new', plan: 'pro' },
    accounts: { email: 'ada@old', plan: 'pro' },
  })
  const bot = waiting
  line.take()
  line.cutAt(cut)
  running = bot
  const ended = once(bot, 'exit')
  bot.stdin!.write(`${number}\n`)
  // The next one loads meanwhile.
  waiting = startBot()
  await ended
  running = null
  return number
}

test('a remedy killed at any instant is never applied twice, and what became of it is known', async () => {
  await applyIn('k0', null)
  const { statements } = line.take()
  const begins = statements.findIndex(({ text }) => /insert into "remedy_attempts"/.test(text))
  const cuts = statements.flatMap(({ text }, index): Cut[] => {
    if (index < begins || !TELLING.test(text)) return []
    const time = statements.slice(0, index + 1).filter((each) => each.text === text).length
    const isEffect = /^(commit|update|insert)/i.test(text)
    return [{ text, time, mode: 'before' }, ...(isEffect ? [{ text, time, mode: 'after' } as const] : [])]
  })
  expect(cuts.length).toBeGreaterThan(12)
  const ends = new Map<string, number>()
  for (const [index, cut] of cuts.entries()) {
    const key = `k${index + 1}`
    const number = await applyIn(key, cut)
    const where = `${cut.mode} ${cut.text.slice(0, 60)} (${cut.time})`
    expect([where, line.take().isCut]).toEqual([where, true])
    const state = await stateAfter(number)
    const changes = await world.server.query('select 1 from changes where ref = $1', [key])
    const now = await world.now(number)
    const seen = {
      where,
      state,
      changes: changes.length,
      billing: await world.inBilling(key),
      status: now?.status,
    }
    ends.set(state, (ends.get(state) ?? 0) + 1)
    if (state === 'verified')
      expect(seen).toEqual({ where, state, changes: 1, billing: 'ada@new pro', status: 'resolved' })
    else expect(seen).toEqual({ where, state, changes: 0, billing: 'ada@old pro', status: 'new' })
  }
  // Deaths before and after it was done were both among them.
  expect([...ends.keys()].sort()).toEqual(['failed', 'none', 'verified'])
  expect(await concludeAttempts(world.context)).toBe(0)
}, 400_000)

/** What a bot that looks after the lease has ended says became of it. */
async function stateAfter(number: number): Promise<string> {
  for (let looks = 0; looks < 5; looks++) {
    world.clock.aheadMs += 130_000
    await concludeAttempts(world.context)
    const [attempt] = await listAttempts(world.context.db, { number })
    if (!attempt) return 'none'
    if (attempt.endedAt !== null) return attempt.state
  }
  return 'never known'
}
