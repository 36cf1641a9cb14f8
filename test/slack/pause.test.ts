import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Permissions } from '../../src/domain/permission.ts'
import { runScheduled } from '../../src/operations/run-scheduled.ts'
import { listRuns } from '../../src/store/runs.ts'
import { nextAnswer, textOf } from './answers.ts'
import { type Bot, openBot } from './open-bot.ts'

let bot: Bot
let ada: string
let ben: string

beforeAll(async () => {
  const entries = [
    { cron: '0 * * * *', zone: 'Europe/Berlin', changedOnly: true },
    { cron: '0 3 * * 0', zone: 'Europe/Berlin', changedOnly: false },
  ]
  bot = await openBot({ schedule: { zone: 'Europe/Berlin', entries } })
  ;[ada, ben] = bot.playground.people.map(({ id }) => id) as [string, string]
  bot.crm.rows = [{ id: '1', balance: '10', email: 'a@x.org', plan: 'pro' }]
  bot.billing.rows = bot.crm.rows
})
afterAll(async () => await bot?.close())

async function told(user: string, text: string): Promise<string> {
  const answer = nextAnswer(bot, { user, where: '#quiet', fits: /./ })
  expect(await bot.playground.command(user, '#quiet', text)).toMatchObject({ ok: true })
  return textOf(await answer).replaceAll('\\"', '"')
}

const inChannel = (text: RegExp) =>
  bot.playground.nextMessage(({ onlyFor, blocks }) => !onlyFor && text.test(JSON.stringify(blocks)))

function allow(may: Permissions): void {
  Object.assign(bot.context.settings.reconciliations[0]!.triage, { may })
}

const tick = async () =>
  await runScheduled(bot.context, 'customers', { at: bot.context.now(), changedOnly: false })
const countRuns = async () => (await listRuns(bot.context.db, { limit: 20 })).length

test('somebody pauses a schedule, everybody sees it, only runs that are asked for are made, and somebody resumes it', async () => {
  expect(await told(ada, '/recon status')).toMatch(
    /next <!date[^>]*> changes {2}· {2}<!date[^>]*> everything/,
  )
  const line = inChannel(/paused/)
  const paused = await told(ada, '/recon pause Customers 2h: migration of *crm*')
  expect(paused).toMatch(/\*Customers\* is paused until <!date/)
  expect(paused).toContain('#ops is told')
  const posted = await line
  expect(JSON.stringify(posted.blocks)).toMatch(
    new RegExp(`🚧 <@${ada}> paused \\*Customers\\* until <!date[^>]*>: migration of ∗crm∗`),
  )
  const status = await told(ben, '/recon status')
  expect(status).toMatch(new RegExp(`\\*Paused\\* by <@${ada}> until <!date[^>]*>: migration of ∗crm∗`))
  expect(status).toMatch(/next after the pause <!date/)

  await tick()
  expect(await countRuns()).toBe(0)
  expect(bot.log.map(({ message }) => message)).toContain('scheduled run left out: paused')
  expect(await told(ben, '/recon run customers')).toContain('Its schedule is paused')
  expect(await countRuns()).toBe(1)

  const back = inChannel(/resumed/)
  expect(await told(ben, '/recon resume customers')).toContain(
    '*Customers* is resumed. Its next run is that of',
  )
  expect(JSON.stringify((await back).blocks)).toContain(`▶️ <@${ben}> resumed *Customers*`)
  await tick()
  expect(await countRuns()).toBe(2)
  expect(await told(ada, '/recon resume customers')).toContain('*Customers* was not paused')
  const logged = bot.log.filter(({ message }) => /^schedule (paused|resumed)$/.test(message))
  expect(logged.map(({ facts }) => facts)).toMatchObject([
    { reconciliation: 'customers', by: ada },
    { reconciliation: 'customers', by: ben },
  ])
})

test('a pause without an end lasts until somebody resumes it, and one with an end ends by itself', async () => {
  expect(await told(ada, '/recon pause customers')).toContain('is paused until somebody resumes it')
  expect(await told(ada, '/recon status')).toContain('no run until somebody resumes it')
  await told(ada, '/recon pause customers for 2h')
  const now = bot.context.now
  const later = { ...bot.context, now: () => new Date(now().getTime() + 3 * 3_600_000) }
  const before = await countRuns()
  await runScheduled(later, 'customers', { at: later.now(), changedOnly: false })
  expect(await countRuns()).toBe(before + 1)
  await told(ada, '/recon resume customers')
})

test.each([
  ['/recon pause', /is paused until somebody/],
  ['/recon pause custmers 2h', /There is no "custmers"\. Did you mean \/recon pause customers 2h\?/],
  ['/recon resum customers', /There is no command "resum"\. Did you mean \/recon resume customers\?/],
  ['/recon pause customers until 25:00', /"until 25:00" is no time that there is: write 30m, 2h/],
  ['/recon pause customers 2020-01-01', /is over already/],
])('%s', async (typed, answer) => {
  expect(await told(ada, typed)).toMatch(answer)
  await told(ada, '/recon resume customers')
})

test('who may is asked of the config, and nothing is paused for anybody else', async () => {
  allow({ pause: [ben] })
  expect(await told(ada, '/recon pause customers 2h')).toMatch(
    /may pause or resume the schedule in Customers/,
  )
  expect(await told(ada, '/recon status')).not.toContain('Paused')
  expect(await told(ben, '/recon pause customers 2h')).toContain('is paused until')
  expect(await told(ada, '/recon resume customers')).toMatch(/may pause or resume the schedule/)
  await told(ben, '/recon resume customers')
  allow({})
})

test('what has no schedule cannot be paused', async () => {
  const [reconciliation] = bot.context.settings.reconciliations
  const { schedule } = reconciliation!
  Object.assign(reconciliation!, { schedule: null })
  expect(await told(ada, '/recon pause customers 2h')).toContain(
    '"customers" has no schedule, so there is nothing to pause',
  )
  Object.assign(reconciliation!, { schedule })
})
